"""Ratings made again from facts alone: the same to the point as those that are kept, or what is missing, doubled or unfit is said (3.6)."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from chassis.policy import Policies
from cli.rating import command
from cli.rating.recompute import Recomputed, differences
from cli.timeline import Event
from services.evaluation.domain.policy import EvaluationPolicy

pytestmark = pytest.mark.rule("3.6")
GOLDENS = Path(__file__).parents[2] / "contract/goldens"
LEAD, DAY = "people/sun-li", date(2027, 4, 1)
NODE, FAILED = "projects/valve-castings/nodes/design", "projects/valve-castings/nodes/trial"
REPORT, SHIFTED = "projects/valve-castings/deadlines/report-1", "projects/valve-castings/deadlines/report-2"
_NUMBERS = count(1)


def fact(golden: str, **changed: Any) -> Event:
    """One as its service publishes it, with other values in places."""
    service, _, name = golden.partition("/")
    data = json.loads((GOLDENS / service / f"{name}.v1.json").read_text(encoding="utf-8")) | changed
    kind = f"sanzhi.{service}.{name}.v1"
    return Event(f"fact-{next(_NUMBERS)}", "2027-03-01T00:00:00Z", kind, data["name"], LEAD, "3.6", "2026.1", f"sanzhi.{service}", data)


def facts() -> list[Event]:
    failed = f"{FAILED}/reviews/1"
    report = {"kind": "progress_report", "responsible": LEAD, "last_day": "2027-02-10", "node": ""}
    return [
        fact("registry/application.declined"),
        fact("registry/project.approved"),
        fact("contracts/lead.rescored", person=LEAD),
        fact("milestones/deadline.overdue", name=REPORT, **report),
        fact("milestones/deadline.met", name=REPORT, **report, late=True),
        fact("milestones/deadline.overdue", name=SHIFTED, **report),
        fact("milestones/deadline.met", name=SHIFTED, **report, late=False, met_at="2027-02-12T02:00:00Z"),
        fact("milestones/deadline.met"),  # of the unit's materials
        fact("supervision/finding.confirmed", subject=LEAD, severity="serious"),
        fact("supervision/finding.confirmed", name="findings/2026-0002", subject="projects/valve-castings"),
        fact("supervision/finding.lifted", subject=LEAD, lifted_at="2027-01-12T03:00:00Z"),
        fact("supervision/finding.lifted", name="findings/2026-0002", subject="projects/valve-castings"),
        fact("milestones/node.passed", lead=LEAD, concluded_at="2027-02-28T16:30:00Z"),  # the 1st of March in China
        fact("milestones/node.failed", name=FAILED, node="trial", round=1, lead=LEAD, concluded_at="2027-03-02T02:00:00Z", late=True),
        fact("evaluation/rating.objected", cause=failed),
        fact("evaluation/rating.objection_answered", cause=failed),
        fact("evaluation/evaluation.concluded", lead=LEAD),  # in 2028
    ]


def row(cause: str, kind: str, on: str, points: int, state: str = "COUNTING") -> dict[str, Any]:
    kept = {"cause": cause, "kind": f"RATING_CAUSE_{kind}", "on": on, "points": points, "percent": 100}
    return kept | {"state": f"RATING_ENTRY_STATE_{state}"}


def kept() -> dict[str, Any]:
    """As GetRating answers, added up by hand."""
    entries = [
        row("applications/valve-castings/review", "REVIEW_SCORED", "2026-05-20", -2),
        row("applications/valve-castings/review", "REVIEW_SCORED", "2026-06-01", 3),
        row("projects/2026-zhujian/leadScores/zhao-min", "REVIEW_SCORED", "2026-09-04", 2),
        row("findings/2026-0001", "FINDING_SERIOUS", "2026-10-12", -12, "WITHDRAWN"),
        row(REPORT, "PROGRESS_REPORTED_LATE", "2027-02-10", -2),
        row(SHIFTED, "PROGRESS_REPORTED_LATE", "2027-02-10", -2, "CORRECTED"),
        row(SHIFTED, "PROGRESS_REPORTED", "2027-02-12", 1),
        row(f"{NODE}/reviews/1", "NODE_PASSED", "2027-03-01", 4),
        row(f"{FAILED}/reviews/1", "NODE_FAILED_LATE", "2027-03-02", -8, "SET_ASIDE"),
    ]
    entries[0]["state"] = "RATING_ENTRY_STATE_CORRECTED"  # the same application was approved after all
    standing = {"person": LEAD, "total": "8", "grade": "RATING_GRADE_GOOD", "as_of": str(DAY), "entries_counted": 5}
    return standing | {"entries": entries}


def recomputed(events: list[Event]) -> Recomputed:
    made = Recomputed(Policies.load("evaluation", EvaluationPolicy))
    made.feed(events)
    return made


def told(events: list[Event], rating: dict[str, Any]) -> list[str]:
    made = recomputed(events)
    assert made.unfit == []
    return differences(rating, made.as_of(LEAD, DAY))


def test_the_facts_give_the_same_to_the_point() -> None:
    assert told(facts(), kept()) == []
    assert set(recomputed(facts()).ratings) == {LEAD}, "who has no entry is nobody's difference"


def test_facts_that_came_twice_make_no_difference() -> None:
    assert told([each for event in facts()[:14] for each in (event, event)] + facts()[14:], kept()) == []


@pytest.mark.parametrize("missing", [0, 1, 2, 3, 6, 8, 10, 12, 13])
def test_a_fact_that_is_missing_shows_in_what_it_should_have_made(missing: int) -> None:
    events = facts()
    gone = events.pop(missing)
    made = recomputed(events)
    found = differences(kept(), made.as_of(LEAD, DAY))
    assert any(each.startswith(("事实中没有：", "保存的没有：")) for each in found) or gone.type.endswith("deadline.overdue.v1"), found
    assert bool(found) is not gone.data["name"].endswith("report-1"), "of a report that came late, the second fact says the same"


@pytest.mark.parametrize(
    ("field", "value"),
    [("points", 5), ("points", 3), ("percent", 99), ("on", "2027-03-02"), ("cause", NODE), ("kind", "RATING_CAUSE_NODE_FAILED")],
)
def test_an_entry_that_was_altered_shows_on_both_sides(field: str, value: Any) -> None:
    rating = kept()
    rating["entries"][7] |= {field: value}
    ours, theirs = told(facts(), rating)
    assert ours.startswith("事实中没有：") and theirs.startswith("保存的没有：") and str(value).removeprefix("RATING_CAUSE_") in ours


def test_an_entry_that_is_kept_twice_shows() -> None:
    rating = kept()
    rating["entries"].append(dict(rating["entries"][3]))
    twice = ("findings/2026-0001", "RATING_CAUSE_FINDING_SERIOUS", "2026-10-12", -12, 100, "withdrawn")
    assert told(facts(), rating) == [f"事实中没有：{twice}"]


@pytest.mark.parametrize(("field", "value", "word"), [("total", "8.01", "总分"), ("grade", "RATING_GRADE_FAIR", "等级")])
def test_sum_and_grade_are_compared_as_they_are(field: str, value: str, word: str) -> None:
    (found,) = told(facts(), kept() | {field: value})
    assert found.startswith(word) and value in found


def test_a_sum_is_compared_as_a_number() -> None:
    assert told(facts(), kept() | {"total": "8.00"}) == []


def damaged(golden: str, *without: str, **changed: Any) -> Event:
    event = fact(golden, **changed)
    for field in without:
        del event.data[field]
    return event


@pytest.mark.parametrize(
    ("event", "why"),
    [
        (damaged("milestones/node.passed", "lead"), "缺少内容：lead"),
        (damaged("milestones/node.passed", concluded_at="at noon"), "内容有误"),
        (damaged("milestones/node.passed", concluded_at=3), "内容有误"),
        (damaged("registry/project.approved", exact_lead_score="1/0"), "内容有误"),
        (damaged("registry/project.approved", exact_lead_score="good"), "内容有误"),
        (damaged("registry/project.approved", project=None), "内容有误"),
        (damaged("supervision/finding.confirmed", severity="dreadful"), "内容有误"),
        (damaged("evaluation/rating.objected", cause="projects/other/nodes/trial/reviews/1"), "没有事由为"),
        (damaged("evaluation/rating.objection_answered", person="people/wu"), "没有事由为"),
        (damaged("evaluation/rating.objection_answered", cause="findings/2026-0001", person=LEAD), "与此前的事实不合"),
    ],
)
def test_a_fact_of_which_nothing_can_be_made_is_named_and_the_others_count(event: Event, why: str) -> None:
    made = recomputed([*facts(), event])
    (unfit,) = made.unfit
    assert event.id in unfit and event.type in unfit and why in unfit
    assert differences(kept(), made.as_of(LEAD, DAY)) == []


class Client:
    def __init__(self, *_: Any, **__: Any) -> None: ...
    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(self, *_: object) -> None: ...


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Event]]:
    events: list[Event] = []

    async def ratings(*_: Any, **__: Any) -> list[dict[str, Any]]:
        return [kept()]

    async def loaded(*_: Any) -> list[Event]:
        return events

    async def names(_: Any) -> Any:
        return lambda text: text

    for name, stub in (("pages", ratings), ("load_events", loaded), ("load_names", names), ("Client", Client), ("find_target", str)):
        monkeypatch.setattr(command, name, stub)
    yield events


async def test_the_command_says_of_each_whether_it_agrees(asked: list[Event]) -> None:
    asked += facts()
    assert await command._recompute(None, "") == (True, [f"{LEAD}：一致，总分 8，5 项", "共 1 人，1 人一致，0 人有出入"])


async def test_the_command_does_not_call_it_agreed_where_a_fact_could_not_be_read(asked: list[Event]) -> None:
    asked += [*facts(), damaged("milestones/node.passed", "lead"), fact("milestones/node.passed", lead="people/wu")]
    agreed, lines = await command._recompute(None, "")
    assert not agreed and "缺少内容：lead" in lines[0]
    assert lines[-2:] == ["people/wu：没有保存的评价，由事实应有 1 项", "共 2 人，1 人一致，1 人有出入"]
