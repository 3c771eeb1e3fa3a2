from dataclasses import replace

import pytest

from chassis.errors import PermissionDenied, RuleViolated
from plan.parties import Engaged
from services.supervision.domain.clearance import check_clearance
from services.supervision.domain.commission import Commission, Release
from services.supervision.domain.words import CommissionerKind, NamingSide
from tests.unit.supervision.examples import BUREAU, LEAD, NOW, OFFICIAL, POSTER, PROJECT, WATCHER, card, clear, commissioner, confirmed


def commission() -> Commission:
    return Commission(f"{PROJECT}/commission", PROJECT)


@pytest.mark.rule("7.1")
def test_a_commissioner_is_named_and_the_fact_has_them_all() -> None:
    made = commission()
    made.name_commissioner(commissioner(), card(), clear())
    expert = commissioner("people/expert", kind=CommissionerKind.TECHNICAL_EXPERT)
    (fact,) = made.name_commissioner(expert, card(), clear())
    assert [each.person for each in fact.commissioners] == [WATCHER, "people/expert"]
    assert (fact.added, fact.released, fact.rule) == ("people/expert", "", "7.1")


@pytest.mark.rule("7.1")
def test_nobody_is_named_twice() -> None:
    made = commission()
    made.name_commissioner(commissioner(), card(), clear())
    with pytest.raises(RuleViolated) as refused:
        made.name_commissioner(commissioner(kind=CommissionerKind.TECHNICAL_EXPERT), card(), clear())
    assert (refused.value.reason, refused.value.rule) == ("COMMISSIONER_NAMED_ALREADY", "7.1")


@pytest.mark.rule("7.1")
def test_who_carries_the_project_out_does_not_watch_it() -> None:
    with pytest.raises(RuleViolated) as refused:
        commission().name_commissioner(commissioner(LEAD), card(), clear(LEAD))
    assert refused.value.reason == "ROLES_INCOMPATIBLE"
    assert LEAD in refused.value.message


@pytest.mark.rule("7.5")
def test_who_is_barred_is_not_engaged_as_commissioner() -> None:
    barred = check_clearance(WATCHER, [confirmed(subject=WATCHER)], NOW)
    made = commission()
    with pytest.raises(RuleViolated) as refused:
        made.name_commissioner(commissioner(), card(), barred)
    assert (refused.value.reason, refused.value.rule) == ("COMMISSIONER_BARRED", "7.5")
    assert "违规使用项目经费" in refused.value.message
    assert made.commissioners == []


@pytest.mark.rule("7.1")
def test_what_is_missing_is_named_until_the_commission_is_whole() -> None:
    made, project = commission(), card()
    assert made.missing(project) == ["科技部门尚未确定专人", "业主企业尚未确定专人", "尚未聘请技术人才", "尚未聘请管理人才"]
    made.name_commissioner(commissioner("people/a", side=NamingSide.COUNTY), project, clear())
    made.name_commissioner(commissioner("people/b", named_by=POSTER, side=NamingSide.OWNER_ENTERPRISE), project, clear())
    made.name_commissioner(commissioner("people/c", kind=CommissionerKind.TECHNICAL_EXPERT), project, clear())
    assert made.missing(project) == ["尚未聘请管理人才"]
    made.name_commissioner(commissioner("people/d", kind=CommissionerKind.MANAGEMENT_EXPERT), project, clear())
    assert made.missing(project) == []


@pytest.mark.rule("7.1")
def test_no_owner_enterprise_is_asked_for_where_there_is_none() -> None:
    project = card(owner_kinds={BUREAU: "science_bureau"}, owners=[BUREAU])
    assert "业主企业尚未确定专人" not in commission().missing(project)


@pytest.mark.rule("7.1")
def test_who_named_a_commissioner_releases_them() -> None:
    made = commission()
    made.name_commissioner(commissioner(named_by=POSTER, side=NamingSide.OWNER_ENTERPRISE), card(), clear())
    release = Release(WATCHER, "调离岗位", "people/boss", NOW)
    (fact,) = made.release_commissioner(release, POSTER, by_bureau=False)
    assert (fact.released, fact.commissioners) == (WATCHER, ())
    assert made.releases == [release]


@pytest.mark.rule("7.1")
def test_another_does_not_release_them_but_the_bureau_does() -> None:
    made = commission()
    made.name_commissioner(commissioner(named_by=POSTER, side=NamingSide.OWNER_ENTERPRISE), card(), clear())
    release = Release(WATCHER, "调离岗位", OFFICIAL, NOW)
    with pytest.raises(PermissionDenied) as refused:
        made.release_commissioner(release, "organizations/yuci-science", by_bureau=False)
    assert refused.value.reason == "NAMED_BY_ANOTHER"
    with pytest.raises(RuleViolated) as unknown:
        made.release_commissioner(replace(release, person="people/nobody"), POSTER, by_bureau=False)
    assert unknown.value.reason == "NOT_A_COMMISSIONER"
    made.release_commissioner(release, BUREAU, by_bureau=True)
    assert made.people == []


@pytest.mark.rule("7.1")
def test_a_commissioner_who_is_engaged_later_is_released_by_that() -> None:
    made, project = commission(), card()
    made.name_commissioner(commissioner(), project, clear())
    made.name_commissioner(commissioner("people/expert", kind=CommissionerKind.TECHNICAL_EXPERT), project, clear())
    assert made.follow(project, NOW) == []
    project.engage(Engaged(f"{PROJECT}/engagements/manager-2", WATCHER, "project_manager", is_lead=True, active=True))
    (fact,) = made.follow(project, NOW)
    assert (fact.released, [each.person for each in fact.commissioners], made.people) == (WATCHER, ["people/expert"], ["people/expert"])
    assert made.releases[-1].reason == "实施项目的人不能监督本项目"


@pytest.mark.rule("7.1")
def test_nobody_of_the_undertaking_unit_watches_its_project() -> None:
    project = card()
    with pytest.raises(RuleViolated) as refused:
        commission().name_commissioner(replace(commissioner(), organization=project.undertaking_unit), project, clear())
    assert (refused.value.reason, refused.value.rule) == ("ROLES_INCOMPATIBLE", "7.1")
