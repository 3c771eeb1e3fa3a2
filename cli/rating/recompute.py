"""A lead's rating made again from the facts of all services alone, and held against what evaluation has (3.6)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from chassis.calendar import china_date
from chassis.errors import NotFound, Refusal
from chassis.policy import Policies
from cli.timeline import Event
from services.evaluation.domain.policy import EvaluationPolicy
from services.evaluation.domain.rating import Cause, ObjectionAnswer, Rating, Standing, rating_name
from services.evaluation.domain.rating.cause import of_evaluation, of_finding, of_node, of_report
from services.evaluation.domain.words import Conclusion, RatingCause

Data = Mapping[str, Any]
_OBJECTED, _ANSWERED = "sanzhi.evaluation.rating.objected.v1", "sanzhi.evaluation.rating.objection_answered.v1"

_LIFTED = "sanzhi.supervision.finding.lifted.v1"


class Recomputed:
    """Ratings as the facts make them. `feed` takes facts in the order in which they happened; others than those of 3.6 are left out.

    unfit: facts that nothing can be made of, each with why (zh-CN).
    """

    def __init__(self, policies: Policies[EvaluationPolicy]) -> None:
        self._policies = policies
        self.ratings: dict[str, Rating] = {}
        self.unfit: list[str] = []

    def feed(self, events: Iterable[Event]) -> None:
        """Enter what the facts say."""
        for event in events:
            try:
                self._take(event)
            except Refusal as refused:
                self.unfit.append(f"事实 {event.id}（{event.type}）与此前的事实不合：{refused.message}")
            except KeyError as error:
                self.unfit.append(f"事实 {event.id}（{event.type}）缺少内容：{error.args[0]}")
            except (ValueError, TypeError, ArithmeticError, AttributeError) as error:
                self.unfit.append(f"事实 {event.id}（{event.type}）内容有误：{error}")

    def _take(self, event: Event) -> None:
        if event.type in CAUSES:
            cause = CAUSES[event.type](event.data)
            if cause is not None:
                self._enter(cause)
        elif event.type == _LIFTED:
            if event.data["subject"] in self.ratings:
                self._rating(event.data["subject"]).withdraw(event.data["name"], _day(event.data["lifted_at"]))
        elif event.type in (_OBJECTED, _ANSWERED):
            self._objection(event)

    def as_of(self, person: str, day: date) -> Standing:
        """A person's rating at the end of a day."""
        version = self._policies.current(day)
        return self._rating(person).as_of(day, version.values.rating, version.version)

    def _rating(self, person: str) -> Rating:
        return self.ratings.setdefault(person, Rating(rating_name(person), person))

    def _enter(self, cause: Cause) -> None:
        version = self._policies.current(cause.on)
        self._rating(cause.person).enter(cause, version.values.rating, version.version)

    def _objection(self, event: Event) -> None:
        data, rating = event.data, self.ratings.get(event.data["person"])
        entry = next((each for each in reversed(rating.entries) if each.cause == data["cause"]), None) if rating else None
        if rating is None or entry is None:
            raise NotFound("NOT_FOUND", f"没有事由为 {data['cause']} 的评价项", resource=data["cause"])
        if event.type == _OBJECTED:
            rating.object(entry.name, "陈述", event.actor, _instant(data["objected_at"]))
        else:
            rating.answer(entry.name, ObjectionAnswer(data["sustained"], data["reason"], event.actor, _instant(data["answered_at"])))


def differences(kept: Data, made: Standing) -> list[str]:
    """What evaluation has (as GetRating answers) and the facts do not, or the other way round (zh-CN); nothing where they agree."""
    found = []
    for what, ours, theirs in (
        ("总分", str(made.total), kept["total"]),
        ("等级", f"RATING_GRADE_{made.grade.value.upper()}", kept["grade"]),
    ):
        if _same(ours) != _same(theirs):
            found.append(f"{what}：保存的为 {theirs}，由事实算得 {ours}")
    rows = Counter(
        (row.cause, f"RATING_CAUSE_{row.kind.value.upper()}", str(row.on), row.points, row.percent, row.state.value) for row in made.entries
    )
    theirs = Counter(_row(entry) for entry in kept["entries"])
    found += [f"事实中没有：{row}" for row in sorted((theirs - rows).elements())]
    found += [f"保存的没有：{row}" for row in sorted((rows - theirs).elements())]
    return found


def _row(entry: Data) -> tuple[Any, ...]:
    state = str(entry["state"]).removeprefix("RATING_ENTRY_STATE_").lower()
    return (entry["cause"], entry["kind"], entry["on"], int(entry["points"]), int(entry["percent"]), state)


def _same(text: str) -> Any:
    try:
        return Fraction(text)
    except ValueError:
        return text


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _day(text: str) -> date:
    return china_date(_instant(text)) if "T" in text else date.fromisoformat(text)


def _cause(data: Data, name: str, person: str, kind: RatingCause, on: str, score: str = "") -> Cause:
    return Cause(name, person, kind, data.get("project", ""), _day(on), "", Fraction(score) if score else None)


def _approved(data: Data) -> Cause | None:
    if not data["exact_lead_score"]:
        return None
    name = f"{data['project'].replace('projects/', 'applications/', 1)}/review"
    return _cause(data, name, data["nominated_lead"], RatingCause.REVIEW_SCORED, data["approved_on"], data["exact_lead_score"])


def _declined(data: Data) -> Cause | None:
    name = f"{data['name']}/review"
    return _cause(data, name, data["nominated_lead"], RatingCause.REVIEW_SCORED, data["declined_on"], data["exact_lead_score"])


def _rescored(data: Data) -> Cause | None:
    return _cause(data, data["name"], data["person"], RatingCause.REVIEW_SCORED, data["scored_on"], data["exact_score"])


def _node(passed: bool) -> Callable[[Data], Cause | None]:
    def read(data: Data) -> Cause | None:
        kind = of_node(passed=passed, late=data["late"])
        return _cause(data, f"{data['name']}/reviews/{data['round']}", data["lead"], kind, data["concluded_at"]) if data["lead"] else None

    return read


def _report(data: Data) -> Cause | None:
    if data["kind"] != "progress_report" or not data["responsible"].startswith("people/"):
        return None
    late = data.get("late", True)
    on = data["last_day"] if late else data["met_at"]
    return _cause(data, data["name"], data["responsible"], of_report(late=late), on)


def _evaluated(data: Data) -> Cause | None:
    return (
        _cause(data, data["name"], data["lead"], of_evaluation(Conclusion(data["conclusion"])), data["concluded_at"])
        if data["lead"]
        else None
    )


def _found(data: Data) -> Cause | None:
    if not data["subject"].startswith("people/"):
        return None
    return _cause(data, data["name"], data["subject"], of_finding(data["severity"]), data["confirmed_at"])


CAUSES: Mapping[str, Callable[[Data], Cause | None]] = {
    "sanzhi.registry.project.approved.v1": _approved,
    "sanzhi.registry.application.declined.v1": _declined,
    "sanzhi.contracts.lead.rescored.v1": _rescored,
    "sanzhi.milestones.node.passed.v1": _node(True),
    "sanzhi.milestones.node.failed.v1": _node(False),
    "sanzhi.milestones.deadline.overdue.v1": _report,
    "sanzhi.milestones.deadline.met.v1": _report,
    "sanzhi.evaluation.evaluation.concluded.v1": _evaluated,
    "sanzhi.supervision.finding.confirmed.v1": _found,
}
