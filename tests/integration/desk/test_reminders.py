"""What may be told outside of somebody's last days: as on record, to the console's key alone, and nothing that is between a few."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.access.roles import Actor
from chassis.store.transaction import Origin
from services.desk.domain.period import Period
from services.desk.domain.states import DeadlineState
from services.desk.domain.table import KINDS, PRIVATE
from services.desk.domain.task import Task
from services.desk.store import DeskTransaction
from tests.conftest import Running
from tests.harness.suite import ADMINISTRATOR, Person, Refused, Suite, service

REGISTRY, DESK = "sanzhi.registry.v1.RegistryService/", "sanzhi.desk.v1.DeskService/"
LI = Person("people/li", (), "organizations/foundry", "enterprise", "yuci")
SECRET = "机密-"


@pytest.fixture
async def suite(running: Running) -> AsyncIterator[Suite]:
    """Somebody of an enterprise, with what waits for them: of each kind of task one, each with a word of its own."""
    async with running(service("registry"), service("desk")) as made:
        unit = {"organization_id": "foundry", "display_name": "铸造厂", "kind": "ORGANIZATION_KIND_ENTERPRISE", "area": "yuci"}
        await made.call(f"{REGISTRY}RegisterOrganization", unit, ADMINISTRATOR)
        person = {"person_id": "li", "display_name": "李明", "organization": LI.organization}
        await made.call(f"{REGISTRY}RegisterPerson", person, ADMINISTRATOR)
        await made.apps["desk"].executor.run(_plant, Actor("services/desk"), Origin("test", "c", ""))
        yield made


async def _plant(tx: DeskTransaction) -> None:
    for place, kind in enumerate(KINDS.values()):
        hidden = SECRET if kind.private else ""
        name = f"projects/{hidden}x/things/{kind.id}"
        holder = LI.organization if place % 2 else LI.name
        task = Task(name=kind.name(name), kind=kind.id, resource=name, project=f"projects/{hidden}x", project_title=f"{hidden}项目")
        task.who, task.last_day, task.since = [holder], "2026-01-12", datetime(2026, 1, 5, tzinfo=UTC)
        task.node_title, task.by_day = f"{hidden}节点", f"2026-01-12|{task.name}"
        tx.tasks.create(task)
    undated = Task(name="no_date:projects/x", kind="name_commissioner", resource="projects/x/commission", project="projects/x")
    undated.who, undated.by_day = [LI.name], "9999-12-31||no_date:projects/x"
    tx.tasks.create(undated)
    late = Task(name="late:projects/x", kind="submit_application", resource="applications/x", project="projects/x", last_day="2026-01-12")
    late.who, late.by_day, late.closes_at = [LI.name], "2026-01-12||late:projects/x", datetime(2020, 1, 1, tzinfo=UTC)
    tx.tasks.create(late)
    others = Task(name="other:projects/y", kind="name_commissioner", resource="projects/y/commission", project="projects/y")
    others.who, others.last_day, others.by_day = ["people/other"], "2026-01-12", "2026-01-12||other:projects/y"
    tx.tasks.create(others)
    for name, bearer in (("materials-1", LI.organization), ("materials-2", "organizations/other")):
        period = Period(name=f"projects/x/deadlines/{name}", project="projects/x", project_title="项目", kind="materials")
        period.state, period.last_day, period.provisional = DeadlineState.OPEN, "2026-03-31", True
        period.bearer, period.by_day = bearer, f"2026-03-31|{period.name}"
        tx.periods.create(period)


async def reminders(suite: Suite, token: str | None = None, who: Person = LI) -> dict[str, Any]:
    own = suite.issuer.service_token("console") if token is None else token
    return await suite.call(f"{DESK}GetReminders", {"name": LI.name}, who, token=own)


@pytest.mark.rule("2.5")
async def test_what_is_between_a_few_is_told_nobody_outside_and_all_else_is(suite: Suite) -> None:
    told = await reminders(suite)
    tasks = {each["name"].partition(":")[0] for each in told["reminders"]} & set(KINDS)
    assert tasks == set(KINDS) - set(PRIVATE) and len(PRIVATE) >= 10
    assert "answer_finding" in PRIVATE and "score_application" in PRIVATE and "record_vote" in PRIVATE
    assert SECRET not in json.dumps(told, ensure_ascii=False)
    assert [each["name"] for each in told["reminders"] if each["label"] == "里程碑材料"] == ["projects/x/deadlines/materials-1"]
    assert told["reminders"][-1]["provisional"] and told["reminders"][-1]["last_day"] == "2026-03-31"
    assert not {each["name"] for each in told["reminders"]} & {"no_date:projects/x", "other:projects/y", "late:projects/x"}


@pytest.mark.rule("2.5")
async def test_it_is_for_the_console_s_key_alone_and_that_key_for_nothing_else(suite: Suite) -> None:
    for token in (suite.token(LI), suite.issuer.service_token("contracts")):
        with pytest.raises(Refused, match="ROLE_REQUIRED"):
            await reminders(suite, token)
    with pytest.raises(Refused, match="ROLE_REQUIRED"):  # a person's token cannot say that it is the console's
        await reminders(suite, suite.token(Person("people/li", ("reminder",), LI.organization, "enterprise", "yuci")))
    own = suite.issuer.service_token("console")
    asked = (
        f"{DESK}ListTasks",
        f"{DESK}ListDeadlines",
        f"{DESK}GetNames",
        f"{REGISTRY}ListPeople",
        "sanzhi.people.v1.PeopleService/GetStanding",
    )
    for method in asked:
        with pytest.raises(Refused, match="ROLE_REQUIRED"):
            await suite.call(method, {}, LI, token=own, service="registry" if "people" in method else "")


@pytest.mark.rule("2.5")
async def test_who_has_left_or_was_never_there_is_not_reminded(suite: Suite) -> None:
    await suite.call(f"{REGISTRY}RecordDeparture", {"name": LI.name, "reason": "调离"}, ADMINISTRATOR)
    with pytest.raises(Refused, match="PERSON_LEFT"):
        await reminders(suite)
    with pytest.raises(Refused, match="PERSON_UNKNOWN"):
        token = suite.issuer.service_token("console")
        await suite.call(f"{DESK}GetReminders", {"name": "people/nobody"}, LI, token=token)
