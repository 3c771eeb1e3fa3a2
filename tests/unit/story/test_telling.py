"""A project is told in nothing, on one screen or in full."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from cli.extent import Timeline
from cli.names import Names
from cli.services import SERVICES
from cli.story.places import Place, Problem
from cli.story.player import Played
from cli.story.progress import Progress
from cli.telling import Whole, tell_project
from cli.timeline import Event, learn_titles
from cli.words import fact_line, facts_words
from services.desk.domain.happening import TURNS
from tests.unit.story.stages import fact, story

PROJECT = "projects/x"


def event(number: int, kind: str, /, **data: Any) -> Event:
    at = (datetime(2026, 1, 5, 1, tzinfo=UTC) + timedelta(days=number)).isoformat()
    body = {"project": PROJECT, **data}
    return Event(f"{number:04}", at, f"sanzhi.{kind}.v1", data.get("name", PROJECT), "people/a", "4.5", "2026.1", "sanzhi.x", body)


def deadline(number: int, what: str, /, **data: Any) -> Event:
    common = {"kind": "material", "node": "n1", "last_day": "2026-03-01", "provisional": False, "responsible": "people/a"}
    return event(number, f"milestones.deadline.{what}", name=f"{PROJECT}/deadlines/{data.pop('of', 'd1')}", **common, **data)


def told(events: list[Event], timeline: Timeline) -> list[str]:
    console = Console(file=StringIO(), width=100)
    tell_project(console, Whole(PROJECT, events, [fact("sanzhi.x.y.z.v1")], Names({"people/a": "甲"})), timeline)
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined]


MANY = [event(number, "milestones.node.failed", node="n" * 200, votes_for=1, votes_against=2, late=False) for number in range(200)]
MANY += [event(300 + number, "milestones.vote.recorded", node="n1", votes_in=1, votes_needed=5) for number in range(200)]


def test_the_short_timeline_is_one_screen_whatever_happened() -> None:
    lines = told(MANY, Timeline.SHORT)
    assert 30 < len(lines) <= 40
    # The first and the last of what turned the project are there, the votes are not, and what is left out is counted.
    assert lines[2].startswith("2026-01-05 09:00") and any(line.startswith("2026-07-23") for line in lines)
    assert not any("表决" in line for line in lines)
    dated = sum(line.startswith("2026-") for line in lines)
    assert f"…… 中间 {200 - dated} 项从略" in lines


def test_the_short_timeline_counts_how_deadlines_fared() -> None:
    events = [
        deadline(1, "set"),
        deadline(2, "met", met_at="2026-02-01T01:00:00Z", late=False),
        deadline(1, "set", of="d2"),
        deadline(3, "overdue", of="d2", overdue_at="2026-03-02T00:00:00Z"),
        deadline(4, "met", of="d2", met_at="2026-03-03T01:00:00Z", late=True),
        deadline(1, "set", of="d3"),
        deadline(3, "overdue", of="d3", overdue_at="2026-03-02T00:00:00Z"),
        deadline(1, "set", of="d4"),
        deadline(3, "warned", of="d4", days_left=7),
    ]
    assert "期限 4 个，按期完成 1，进行中 1，逾期完成 1，逾期未完成 1" in told(events, Timeline.SHORT)


def test_the_full_timeline_leaves_nothing_out() -> None:
    assert sum("表决" in line for line in told(MANY, Timeline.FULL)) == 200


def test_a_deviation_is_about_a_deadline_by_what_it_asks_for() -> None:
    opened = {"aspect": "schedule", "cause": "deadline_overdue", "due": "2026-04-01", "subject": f"{PROJECT}/deadlines/d1"}
    book = event(0, "registry.task_book.changed", task_book={"nodes": [{"id": "n1", "title": "样件"}]}, version=2, reason="增加节点")
    names = Names({})
    learn_titles([book, deadline(1, "set")], names)
    assert "：“样件”material，" in fact_line("sanzhi.supervision.deviation.opened.v1", opened, names)


@pytest.mark.parametrize("timeline", list(Timeline))
def test_of_a_project_without_facts_nothing_is_told(timeline: Timeline) -> None:
    assert told([], timeline) == []


def test_what_turns_a_project_is_published_by_somebody() -> None:
    known = {f"{service}.{what}" for service in SERVICES for what in facts_words(service)}
    assert known >= TURNS


def test_an_act_that_is_lost_is_shown_as_wrong_even_in_a_quiet_run() -> None:
    one = story('  - at: "2026-01-05 09:00"\n    as: people/a\n    call: sanzhi.registry.v1.RegistryService/ListGuides\n')
    console = Console(file=StringIO(), width=100)
    Progress(console, [one], quiet=True).played(Played(one, one.acts[0], lost=Problem(Place("s.yaml", 6), "被拒绝")))
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "✗ [1/1]" in shown and "s.yaml:6: 被拒绝" in shown
