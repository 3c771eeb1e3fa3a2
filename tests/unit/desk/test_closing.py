"""What nobody can do any more by the clock alone: on the list until that instant, and not from it on (2.1, 2.6, 7.4)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from services.desk.domain.news import News
from services.desk.domain.table import KINDS
from services.desk.domain.table.closing import never, once_reached, with_its_day, with_its_window, with_the_later
from services.desk.domain.task import Task
from tests.unit.desk.rows import golden

GUIDE = datetime(2026, 3, 31, 16, tzinfo=UTC)
ANSWER = datetime(2026, 10, 9, 16, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
CREATED, RETURNED, REDATED = (f"registry.application.{what}" for what in ("created", "returned", "correction_redated"))


def fact(number: int, kind: str, **data: Any) -> News:
    """A golden, as the fact of this number, where it says otherwise."""
    told = golden(kind)
    return replace(told, id=str(number), data={**told.data, **data})


def after(kind: str, *told: News) -> Task:
    """A task of no project that the desk knows, once these are taken in."""
    row = KINDS[kind]
    made = Task(name=f"{kind}:x", kind=kind, resource="x", project="")
    for each in told:
        for step in row.on(each.kind):
            step.take(made, each)
    row.settle(made, None)
    return made


def test_of_these_rows_alone() -> None:
    """Any other is done late, refused by whoever has it, or ended by a fact: whoever adds one writes it here."""
    closing = {name: kind.closes for name, kind in KINDS.items() if kind.closes is not never}
    assert closing == {
        "publish_guide": with_its_window,
        "submit_application": with_the_later,
        "answer_finding": with_its_day,
        "consent_to_extension": once_reached,
    }


@pytest.mark.rule("2.1", "2.6", "7.4")
@pytest.mark.parametrize(
    ("kind", "told", "instant"),
    [
        ("publish_guide", [fact(1, "registry.guide.created")], GUIDE),
        ("submit_application", [fact(1, CREATED)], GUIDE),
        ("submit_application", [fact(1, CREATED), fact(2, RETURNED, correction_last_day="2026-03-24")], GUIDE),
        ("submit_application", [fact(1, CREATED), fact(2, RETURNED, correction_last_day="2026-04-01")], GUIDE + timedelta(days=1)),
        (
            "submit_application",
            [fact(1, CREATED), fact(2, RETURNED, correction_last_day="2026-04-01"), fact(3, REDATED, correction_last_day="2026-04-07")],
            GUIDE + timedelta(days=7),
        ),
        ("answer_finding", [fact(1, "supervision.finding.notified")], ANSWER),
        (
            "answer_finding",
            [fact(1, "supervision.finding.notified"), fact(2, "supervision.finding.redated")],
            ANSWER + timedelta(days=3),
        ),
    ],
)
def test_it_waits_until_the_instant_and_no_longer(kind: str, told: list[News], instant: datetime) -> None:
    for order in permutations(told):
        made = after(kind, *order)
        made.who = ["people/li"]
        assert made.closes_at == instant
        assert [made.waits_at(at) for at in (instant - A_SECOND, instant, instant + A_SECOND)] == [True, False, False]


def test_what_is_done_late_waits_for_ever_and_what_nobody_has_does_not_wait() -> None:
    made = Task(name="x", kind="submit_materials", resource="x", project="", last_day="2026-03-24")
    KINDS["submit_materials"].settle(made, None)
    assert made.closes_at is None and not made.waits_at(GUIDE)
    made.who = ["people/li"]
    assert made.waits_at(GUIDE + timedelta(days=400))


@pytest.mark.rule("2.6")
def test_a_draft_of_before_the_field_stays_on_the_list() -> None:
    """Its fact does not say when the guide closes: a correction period alone would take it away while the guide is open."""
    asked = fact(1, CREATED)
    older = replace(asked, data={name: value for name, value in asked.data.items() if name != "closes_at"})
    assert after("submit_application", older, fact(2, RETURNED)).closes_at is None


@pytest.mark.rule("2.6", "4.3")
def test_the_day_of_a_correction_moves_with_its_period() -> None:
    made = after("submit_application", fact(1, CREATED), fact(2, RETURNED), fact(3, REDATED, correction_last_day="2026-03-26"))
    assert (made.last_day, made.deadline) == ("2026-03-26", "applications/valve-castings")


REQUESTED, MOVED = "milestones.extension.requested", "milestones.deadline.redated"


@pytest.mark.rule("4.4", "1.8")
@pytest.mark.parametrize(("last_day", "waits"), [("2024-02-29", True), ("2024-03-01", False), ("2024-03-04", False)])
def test_a_request_for_more_time_is_answered_until_the_last_day_is_the_one_that_it_is_for(last_day: str, waits: bool) -> None:
    asked, moved = fact(1, REQUESTED, last_day="2024-02-19", asked_for="2024-03-01"), fact(2, MOVED, last_day=last_day)
    for order in permutations((asked, moved)):
        made = after("consent_to_extension", *order)
        made.who = ["organizations/bureau"]
        assert (made.last_day, made.waits_at(asked.at)) == (last_day, waits)
    again = after("consent_to_extension", asked, moved, fact(3, REQUESTED, last_day=last_day, asked_for="2024-04-01"))
    again.who = ["organizations/bureau"]
    assert again.waits_at(asked.at), "what is asked for anew is answered anew"
