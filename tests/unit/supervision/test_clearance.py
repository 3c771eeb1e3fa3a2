from datetime import timedelta

import pytest

from chassis.errors import InvalidArgument
from services.supervision.domain.clearance import check_clearance
from services.supervision.domain.words import SubjectKind
from tests.unit.supervision.examples import LEAD, NOW, PROJECT, answered, confirmed, notified, policy, raised


@pytest.mark.rule("7.5")
def test_a_person_without_findings_is_clear() -> None:
    clearance = check_clearance(LEAD, [], NOW)
    assert (clearance.clear, clearance.grounds, clearance.checked_at) == (True, (), NOW)


@pytest.mark.rule("7.5")
def test_a_confirmed_finding_bars_and_the_ground_says_why_and_until_when() -> None:
    clearance = check_clearance(LEAD, [confirmed()], NOW)
    (ground,) = clearance.grounds
    assert not clearance.clear
    assert ground.message == "因“违规使用项目经费”列入负面清单（2026-03-02确认），限制至2029-03-02"


@pytest.mark.rule("7.5")
def test_grounds_come_in_the_order_of_the_findings_names() -> None:
    first, second = confirmed(), confirmed()
    second.name = "findings/2026-0002"
    grounds = check_clearance(LEAD, [second, first], NOW).grounds
    assert [ground.finding for ground in grounds] == [first.name, second.name]


@pytest.mark.rule("7.4")
def test_only_a_confirmed_one_bars() -> None:
    assert check_clearance(LEAD, [raised(), notified(), answered()], NOW).clear


@pytest.mark.rule("7.5")
def test_ended_lifted_minor_and_others_findings_bar_nobody() -> None:
    lifted = confirmed()
    lifted.lift("影响已消除", NOW)
    minor = confirmed(entry=policy().find("catalogueItems/repeated-late-materials"))
    other = confirmed(subject="people/other")
    assert check_clearance(LEAD, [lifted, minor, other], NOW).clear
    assert check_clearance(LEAD, [confirmed()], NOW + timedelta(days=4 * 366)).clear


@pytest.mark.rule("7.5")
def test_a_finding_against_a_project_bars_nobody() -> None:
    finding = confirmed(subject=PROJECT, subject_kind=SubjectKind.PROJECT)
    assert check_clearance(PROJECT, [finding], NOW).clear


@pytest.mark.rule("7.5")
def test_only_people_and_projects_can_be_asked_about() -> None:
    with pytest.raises(InvalidArgument) as refused:
        check_clearance("organizations/foundry", [], NOW)
    assert refused.value.reason == "SUBJECT_INVALID"
