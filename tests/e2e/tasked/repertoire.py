"""What the people of the stories would say to carry out a task, and who of them acts in whose name.

The body of an act by the same method, of the same resource and project where there is such a one, with the names of the task put in and the
days moved with the time.
"""

import base64
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chassis.calendar import china_date
from cli.story.methods import find_method
from cli.story.model import Act, Story
from cli.story.references import BadReference, resolve
from cli.story.requests import to_json
from cli.story.scope import StoryScope
from cli.story.wallet import NoKey, Wallet
from cli.tokens import SECURITY

_PEOPLE, _BODIES = 4, 6  # how many are tried for a task, and with how many bodies each, before it is given up
_ADDRESSES = ("name", "parent", "project", "person")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PROJECT = re.compile(r"(?:projects|applications)/([a-z0-9-]+)")
_OFFICES = {"SCIENCE_BUREAU": "science_bureau", "FINANCE_BUREAU": "finance_bureau", "COUNTY_DEPARTMENT": "county"}
# Two rows have one method; which one an act is of, its request says.
_ROLES = {"draw_up_manager": "ENGAGED_ROLE_PROJECT_MANAGER", "draw_up_chief": "ENGAGED_ROLE_TECHNICAL_CHIEF"}
# What no story's act says that would fit: the days are moved to now, like those of acts.
_WRITTEN = datetime(2026, 1, 5, 2, tzinfo=UTC)
_PLAN = {
    "dispatch_period": "DISPATCH_PERIOD_MONTH",
    "key_nodes": [{"id": "k1", "title": "样机联调", "due_date": "2026-01-05"}],
    "time_control": "每周排产",
    "coordination": "联合例会",
    "reason": "按任务书修订",
}
_BY_HAND: Mapping[str, Mapping[str, Any]] = {
    "registry/ConfirmOffice": {"office": "o1"},
    "support/AnswerQuestion": {"answer": "按指南执行。"},
    "contracts/FormExpertGroup": {"members": ["people/xu-lei"]},
    "milestones/SubmitIntegratedPlan": _PLAN,
}


@dataclass(frozen=True)
class Body:
    """What an act says beside names; of which project and resource, by whom, when."""

    said: Mapping[str, Any]
    project: str = ""
    resource: str = ""
    person: str = ""
    at: datetime | None = None

    def for_task(self, task: Any, method: str, now: datetime) -> Iterator[dict[str, Any]]:
        """As it is with the task's names, with its days moved to now, and with none that is still to come."""
        fields = find_method(method).input_type.fields_by_name
        # What a notice says to one project is a task; the notice itself is of no project.
        resource = task.resource if task.kind != "read_notice" else f"notices/{task.resource.rpartition('/')[2]}"
        names = {key: resource for key in ("name", "parent") if key in fields}
        if "project" in fields:
            names["project"] = task.project
        if "person" in fields and "/ageExceptions/" in task.resource:
            names["person"] = f"people/{task.resource.rpartition('/')[2]}"
        today = china_date(now)
        since = today - china_date(self.at) if self.at else timedelta()
        told = [self.said, _moved(self.said, lambda day: day + since), _moved(self.said, lambda day: min(day, today))]
        yield from ({**each, **names} for place, each in enumerate(told) if each not in told[:place])


def _moved(value: Any, move: Callable[[date], date]) -> Any:
    if isinstance(value, Mapping):
        return {key: _moved(item, move) for key, item in value.items()}
    if isinstance(value, list):
        return [_moved(item, move) for item in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return str(move(date.fromisoformat(value)))
    return value


def project_in(*texts: Any) -> str:
    """The project that a name is of, "" for none."""
    found = next((found for found in map(_PROJECT.match, map(str, texts)) if found), None)
    return f"projects/{found[1]}" if found else ""


class Repertoire:
    """What the stories' people say, by method, and who of them acts in whose name."""

    def __init__(self, stories: Sequence[Story], wallet: Wallet) -> None:
        self.wallet = wallet
        self.bodies: dict[str, list[Body]] = {}
        self.signs_for: dict[str, list[str]] = {}
        self.people: dict[str, list[str]] = {"roles/security_administrator": [SECURITY]}
        self.method_people: dict[str, list[str]] = {}
        for story in stories:
            self._cast(story)
            scope = StoryScope(story.path.parent, wallet, story.values)
            for act in story.acts:
                if act.call and act.refused is None:
                    self._learn(act, scope)

    def _cast(self, story: Story) -> None:
        offices = {}
        for each in story.organizations:
            name = f"organizations/{each['organization_id']}"
            office = _OFFICES.get(each["kind"].removeprefix("ORGANIZATION_KIND_"), "")
            offices[name] = [name, *([f"roles/{office}"] if office else []), *([f"areas/{each['area']}"] if office == "county" else [])]
        for each in story.people:
            for principal in offices[each["organization"]]:
                _once(self.people.setdefault(principal, []), f"people/{each['person_id']}")

    def _learn(self, act: Act, scope: StoryScope) -> None:
        _once(self.method_people.setdefault(act.call, []), act.person)
        if act.call.endswith("/SignDocument"):
            _once(self.signs_for.setdefault(str(act.body.get("on_behalf_of", act.person)), []), act.person)
            return
        try:
            said = {key: to_json(resolve(item, scope)) for key, item in act.body.items() if key not in _ADDRESSES or key == "person"}
        except BadReference:  # of what an act keeps: tried when its own time has come
            return
        addresses = []
        for key in ("name", "parent", "project"):
            try:
                addresses.append(str(resolve(act.body.get(key, ""), scope)))
            except BadReference:
                addresses.append("")
        resource = next((each for each in addresses if each), "")
        self.bodies.setdefault(act.call, []).append(Body(said, project_in(*addresses), resource, act.person, act.at))

    def people_of(self, holder: str, method: str) -> list[str]:
        """Who may act in a holder's name; those first who do by this method in a story."""
        if holder.startswith("people/"):
            return [holder]
        if method.endswith("/SignDocument"):
            return self.signs_for.get(holder, [])[:_PEOPLE]
        theirs = self.people.get(holder, [])
        first = [person for person in self.method_people.get(method, ()) if person in theirs]
        return [*first, *(person for person in theirs if person not in first)][:_PEOPLE]

    def bodies_of(self, task: Any, method: str, person: str) -> list[Body]:
        """What may be said, the likeliest first."""
        role = _ROLES.get(task.kind)
        fitting = [each for each in self.bodies.get(method, ()) if role in (None, each.said.get("role"))]
        fitting.sort(key=lambda each: (each.project != task.project, each.resource != task.resource, each.person != person))
        service, rpc = method.split(".")[1], method.partition("/")[2]
        by_hand = _BY_HAND.get(f"{service}/{rpc}", None if fitting else {})
        return [*fitting[:_BODIES], *([Body(by_hand, at=_WRITTEN)] if by_hand is not None else [])]

    def signature(self, person: str, holder: str, payload: bytes) -> dict[str, Any] | None:
        """What a signer sends; None for one who has no key here, for their story is not played."""
        try:
            key = self.wallet.key(person)
        except NoKey:
            return None
        behalf = {"on_behalf_of": holder} if holder.startswith("organizations/") else {}
        return {"signature": base64.b64encode(key.sign(payload)).decode(), "key_id": key.key_id, **behalf}


def _once(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)
