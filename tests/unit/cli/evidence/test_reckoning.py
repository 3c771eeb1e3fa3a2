"""Deadlines in a package are counted again, by the calendar that was known then; what does not come out is named."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chassis.sealing.record import Content
from cli.evidence import package
from cli.evidence.verification import Claim
from tests.harness.evidence import Maker, fact, failing, listed_anew, problems

PROJECT = "projects/casting"
NAME = f"{PROJECT}/deadlines/design-materials"
ABOUT = {
    "name": NAME, "kind": "materials", "node": "design", "responsible_role": "undertaking_unit", "responsible": "organizations/taigu",
    "rule": "4.1", "provisional": False,
}  # fmt: skip
# 30 days after 12 January 2024 are over on 11 February, in the Spring Festival: the 18th is worked in its stead.
SET = ABOUT | {"last_day": "2024-02-18", "end": "2024-02-18T16:00:00Z", "occasion": ""}
COUNTED = {"start": "2024-01-12", "days": 30, "counting": "calendar", "rolls": True}
GRANTED = ABOUT | {
    "last_day": "2024-03-10", "end": "2024-03-10T16:00:00Z", "previous_last_day": "2024-02-18", "reason": "经同意延期", "rule": "4.4",
    "start": "2024-01-12", "days": 58, "counting": "fixed", "rolls": False,
}  # fmt: skip
MET = ABOUT | {"last_day": "2024-03-10", "end": "2024-03-10T16:00:00Z", "met_at": "2024-03-10T15:59:00Z", "late": False}
# What the State Council might say anew of 2024: the 18th is off too.
NOTICE = {
    "name": "holidayNotices/2024", "year": 2024, "reference": "国办发〔2024〕1号", "days_off": [f"2024-02-{day}" for day in range(10, 19)],
    "makeup_days": ["2024-02-04"],
}  # fmt: skip


def told(*bodies: tuple[str, dict[str, Any]], key: str = PROJECT) -> list[dict[str, Any]]:
    """Facts of milestones, at times of 2024."""
    found = []
    for number, (kind, data) in enumerate(bodies, 1):
        made = fact("milestones", key, number, kind, data)
        found.append(made | {"attributes": made["attributes"] | {"time": f"2024-01-{12 + number}T01:00:00+00:00"}})
    return found


def made(maker: Maker, *bodies: tuple[str, dict[str, Any]], notice: dict[str, Any] | None = None) -> dict[str, bytes]:
    contents = {name: maker.content(name, PROJECT) for name in maker.services}
    contents["milestones"] = replace(contents["milestones"], facts=told(*bodies))
    if notice:
        stated: Content = maker.content("milestones", "holidayNotices/2024", outcomes=())
        contents["2024"] = replace(stated, facts=told(("holiday_notice.published", notice), key="holidayNotices/2024"), entries=[])
    return maker.members(contents, PROJECT)


@pytest.mark.rule("4.1")
def test_a_deadline_is_counted_again_from_what_its_fact_says(maker: Maker) -> None:
    members = made(maker, ("deadline.set", SET | COUNTED), ("deadline.redated", GRANTED), ("deadline.met", MET))
    assert problems(maker.verified(members, PROJECT)) == ""
    (row,) = map(json.loads, members[package.DEADLINES].splitlines())
    assert [step["last_day"] for step in row["steps"]] == ["2024-02-18", "2024-03-10"]
    assert row["steps"][0]["days_off"] == [f"2024-02-{day}" for day in range(11, 18)]
    assert (row["outcome"], row["late"]) == ("met", False)


@pytest.mark.rule("4.1")
@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"last_day": "2024-02-19", "end": "2024-02-19T16:00:00Z"}, "推算为 2024-02-18，所记为 2024-02-19"),
        ({"days": 20}, "推算为 2024-02-01"),
        ({"start": "2024-01-22"}, "推算为 2024-02-21"),
        ({"rolls": False}, "推算为 2024-02-11"),
        ({"counting": "working"}, "推算为 2024-02-28"),
        ({"end": "2024-02-18T15:00:00Z"}, "止于 2024-02-18 24时"),
    ],
)
def test_one_that_does_not_come_out(maker: Maker, wrong: dict[str, Any], says: str) -> None:
    verdict = maker.verified(made(maker, ("deadline.set", SET | COUNTED | wrong)), PROJECT)
    assert (failing(verdict), says in problems(verdict)) == ({Claim.DEADLINES}, True), problems(verdict)


@pytest.mark.rule("4.5")
@pytest.mark.parametrize(
    ("kind", "wrong", "says"),
    [
        ("met", MET | {"late": True}, "未逾期，所记为逾期"),
        ("met", MET | {"last_day": "2024-03-11", "end": "2024-03-11T16:00:00Z"}, "此前为 2024-03-10"),
        ("overdue", MET | {"overdue_at": "2024-03-09T16:00:00Z", "marked_at": "2024-03-11T00:00:00Z"}, "24时起逾期"),
    ],
)
def test_an_outcome_that_does_not_fit_the_last_day(maker: Maker, kind: str, wrong: dict[str, Any], says: str) -> None:
    verdict = maker.verified(
        made(maker, ("deadline.set", SET | COUNTED), ("deadline.redated", GRANTED), (f"deadline.{kind}", wrong)), PROJECT
    )
    assert (failing(verdict), says in problems(verdict)) == ({Claim.DEADLINES}, True), problems(verdict)


@pytest.mark.rule("4.3")
def test_a_notice_counts_from_when_it_was_published(maker: Maker) -> None:
    """What was set before is not wrong for it; what is dated anew by it comes out by it alone."""
    anew = {
        "last_day": "2024-02-19",
        "end": "2024-02-19T16:00:00Z",
        "previous_last_day": "2024-02-18",
        "reason": "放假安排公布",
        "rule": "4.3",
    }
    bodies = (("deadline.set", SET | COUNTED), ("deadline.redated", ABOUT | COUNTED | anew))
    assert problems(maker.verified(made(maker, *bodies, notice=NOTICE), PROJECT)) == ""
    verdict = maker.verified(made(maker, *bodies), PROJECT)
    assert failing(verdict) == {Claim.DEADLINES}


@pytest.mark.rule("4.4")
def test_a_day_that_was_granted_stands_when_it_is_counted_anew(maker: Maker) -> None:
    anew = {
        "last_day": "2024-03-10",
        "end": "2024-03-10T16:00:00Z",
        "previous_last_day": "2024-03-10",
        "reason": "任务书变更",
        "rule": "1.8",
    }
    bodies = (("deadline.set", SET | COUNTED), ("deadline.redated", GRANTED), ("deadline.redated", ABOUT | COUNTED | anew))
    assert problems(maker.verified(made(maker, *bodies), PROJECT)) == ""


def altered(members: dict[str, bytes], name: str, change: Callable[[bytes], bytes]) -> dict[str, bytes]:
    changed = members | {name: change(members[name])}
    assert changed[name] != members[name]
    return listed_anew(changed, PROJECT)


@pytest.mark.parametrize("name", [package.DEADLINES, package.CALENDAR])
def test_altered_working_and_an_altered_calendar(maker: Maker, name: str) -> None:
    members = made(maker, ("deadline.set", SET | COUNTED))
    changed = altered(members, name, lambda content: content.replace(b'"2024-02-18"', b'"2024-02-25"'))
    assert failing(maker.verified(changed, PROJECT)) == {Claim.DEADLINES}


def test_facts_from_before_they_said_how_they_are_counted(maker: Maker) -> None:
    verdict = maker.verified(made(maker, ("deadline.set", SET | {"start": "2024-01-12", "days": 30})), PROJECT)
    (deadlines,) = (each for each in verdict.found if each.claim is Claim.DEADLINES)
    assert (deadlines.holds, "另有 1 次的事实没有写明计日方式" in deadlines.looked_at) == (True, True)


def test_a_notice_of_another_installation(maker: Maker, tmp_path: Path) -> None:
    other = Maker(tmp_path)
    members = made(maker, ("deadline.set", SET | COUNTED), notice=NOTICE)
    name = package.notice_name("2024")
    foreign = made(other, ("deadline.set", SET | COUNTED), notice=NOTICE)[name]
    assert failing(maker.verified(altered(members, name, lambda _: foreign), PROJECT)) == {Claim.FACTS}
