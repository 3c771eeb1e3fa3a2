from datetime import date
from typing import Any

import pytest

from chassis.errors import InvalidArgument, Refusal, RuleViolated
from plan.parties import Engaged
from services.supervision.domain.charge import demand_concerned, subject_kind_of
from services.supervision.domain.words import SubjectKind
from tests.unit.supervision.examples import ITEM, LEAD, PROJECT, card, charge, policy, raised

TODAY = date(2026, 3, 2)


@pytest.mark.rule("7.4")
def test_a_finding_is_raised_with_evidence() -> None:
    finding = raised()
    assert (finding.subject, finding.item, finding.bars, finding.months) == (LEAD, "catalogueItems/misused-funds", True, 36)


@pytest.mark.rule("7.4")
@pytest.mark.parametrize(
    ("changed", "reason", "rule"),
    [
        ({"evidence": ()}, "EVIDENCE_REQUIRED", "7.4"),
        ({"occurred_on": date(2026, 3, 3)}, "DATE_IN_FUTURE", "7.4"),
        ({"subject": PROJECT, "subject_kind": SubjectKind.PROJECT, "entry": "concealed-interest"}, "ITEM_NOT_FOR_SUBJECT", "7.3"),
    ],
)
def test_what_cannot_be_held_against_a_subject(changed: dict[str, Any], reason: str, rule: str) -> None:
    if "entry" in changed:
        changed["entry"] = policy().find(f"catalogueItems/{changed['entry']}")
    with pytest.raises(Refusal) as refused:
        raised(**changed)
    assert (refused.value.reason, refused.value.rule) == (reason, rule)


@pytest.mark.rule("7.4")
def test_the_day_of_the_conduct_may_be_today_or_unknown() -> None:
    charge(occurred_on=TODAY).check(TODAY)
    charge(occurred_on=None).check(TODAY)


@pytest.mark.rule("7.5")
def test_a_finding_against_a_project_bars_nobody() -> None:
    assert not raised(subject=PROJECT, subject_kind=SubjectKind.PROJECT).bars


@pytest.mark.rule("7.3")
def test_the_kind_of_a_subject_follows_from_what_is_known() -> None:
    project = card()
    assert subject_kind_of(PROJECT, None, project, ITEM) is SubjectKind.PROJECT
    assert subject_kind_of(LEAD, None, project, ITEM) is SubjectKind.PROJECT_MANAGER
    project.engage(Engaged("e", "people/chief", "technical_chief", is_lead=False, active=False))
    assert subject_kind_of("people/chief", None, project, ITEM) is SubjectKind.TECHNICAL_CHIEF
    assert subject_kind_of("people/chief", SubjectKind.PROJECT_MANAGER, project, ITEM) is SubjectKind.PROJECT_MANAGER
    assert subject_kind_of("people/anybody", None, None, ITEM) is SubjectKind.PROJECT_MANAGER


@pytest.mark.rule("7.4")
@pytest.mark.parametrize(
    ("subject", "stated"),
    [("organizations/foundry", None), (PROJECT, SubjectKind.PROJECT_MANAGER), (LEAD, SubjectKind.PROJECT)],
)
def test_a_subject_is_a_person_or_a_project(subject: str, stated: SubjectKind | None) -> None:
    with pytest.raises(InvalidArgument) as refused:
        subject_kind_of(subject, stated, card(), ITEM)
    assert refused.value.reason == "SUBJECT_INVALID"


@pytest.mark.rule("7.4")
def test_of_the_own_project_are_those_nominated_selected_or_engaged() -> None:
    project = card()
    project.concern("people/nominee", "")
    demand_concerned(LEAD, project)
    demand_concerned("people/nominee", project)
    demand_concerned(PROJECT, project)
    with pytest.raises(RuleViolated) as refused:
        demand_concerned("people/stranger", project)
    assert refused.value.reason == "SUBJECT_NOT_OF_PROJECT"
