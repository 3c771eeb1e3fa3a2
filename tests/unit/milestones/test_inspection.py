"""Inspections by the lead (5.1)."""

from datetime import date
from typing import Any

import pytest

from chassis.errors import InvalidArgument, RuleViolated
from services.milestones.domain.inspection import Inspection, Issue
from services.milestones.domain.words import IssueAspect
from tests.unit.milestones.examples import LEAD, PROJECT, at, card

EFFECT = date(2024, 2, 1)


def inspection(on: str = "2024-05-10", *issues: Issue, **changed: Any) -> Inspection:
    said: dict[str, Any] = {
        "name": f"{PROJECT}/inspections/0001",
        "project": PROJECT,
        "inspected_on": date.fromisoformat(on),
        "regular": True,
        "inspectors": ("people/zhang",),
        "place": "试制线",
        "found": "记录完整",
        "issues": issues,
        "files": (),
        "recorded_by": LEAD,
        "recorded_at": at("2024-05-12"),
    }
    return Inspection(**(said | changed))


@pytest.mark.rule("5.1")
def test_what_is_found_is_told_inside_the_suite_alone() -> None:
    minor, grave = Issue(IssueAspect.FUNDS, "发票未归档"), Issue(IssueAspect.TECHNICAL, "基础未验收即安装", True)
    recorded, found = inspection("2024-05-10", minor, grave).record(EFFECT)
    assert (recorded.issues, recorded.deviations, recorded.regular) == (2, 1, True)
    assert (found.INTERNAL, [each.deviates for each in found.issues]) == (True, [False, True])
    assert "未验收" not in str(recorded)
    assert len(inspection().record(EFFECT)) == 1


@pytest.mark.rule("5.1")
@pytest.mark.parametrize("on", ["2024-02-01", "2024-05-12"])
def test_it_is_between_effect_and_today(on: str) -> None:
    assert inspection(on).record(EFFECT)


@pytest.mark.rule("5.1")
@pytest.mark.parametrize("on", ["2024-01-31", "2024-05-13"])
def test_it_is_neither_before_effect_nor_of_tomorrow(on: str) -> None:
    with pytest.raises(RuleViolated, match="INSPECTION_DATE_IMPOSSIBLE"):
        inspection(on).record(EFFECT)


@pytest.mark.rule("5.1")
def test_nobody_is_named_twice_and_each_inspection_has_a_number() -> None:
    with pytest.raises(InvalidArgument, match="LISTED_TWICE"):
        inspection(inspectors=("people/zhang", "people/zhang")).record(EFFECT)
    known = card()
    assert [known.next_inspection() for _ in range(2)] == [f"{PROJECT}/inspections/0001", f"{PROJECT}/inspections/0002"]
