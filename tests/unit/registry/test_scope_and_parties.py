from dataclasses import replace

import pytest

from chassis.errors import RuleViolated
from plan.parties import Regime
from services.registry.domain.applications import Application
from services.registry.domain.approvals import found
from services.registry.domain.organizations import Organization
from services.registry.domain.ownership import Ownership
from services.registry.domain.words import ChiefHiredBy, OrganizationKind, ProjectCategory, ProjectKind
from tests.unit.registry.examples import (
    BUREAU,
    POLICY,
    POSTER,
    SCHOOL,
    TODAY,
    UNIT,
    application,
    parties,
    reviewed,
    step,
    submission,
)

DIRECT = {"kind": ProjectKind.GOVERNMENT_DIRECT, "posting_enterprise": ""}
OUTSIDE = Organization("organizations/far", "外省铸造公司", OrganizationKind.ENTERPRISE, "outside")


def submit(made: Application, who: Ownership | None = None) -> Application:
    made.submit(submission(who=who), step())
    return made


def refused(made: Application, who: Ownership | None = None) -> tuple[str, str]:
    with pytest.raises(RuleViolated) as refusal:
        submit(made, who)
    return refusal.value.reason, refusal.value.rule


@pytest.mark.rule("S.1")
def test_nothing_outside_the_three_kinds() -> None:
    assert refused(application(kind=None)) == ("OUT_OF_SCOPE", "S.1")
    assert refused(application(kind=ProjectKind.OTHER)) == ("OUT_OF_SCOPE", "S.1")
    assert submit(application()).county == "yuci"


@pytest.mark.rule("S.1")
def test_enterprise_initiated_is_a_switch_of_the_policy() -> None:
    made = application(kind=ProjectKind.ENTERPRISE_INITIATED, posting_enterprise="")
    closed = replace(POLICY, scope=replace(POLICY.scope, enterprise_initiated=False))
    with pytest.raises(RuleViolated) as refusal:
        made.submit(submission(who=parties(poster=UNIT), policy=closed), step())
    assert (refusal.value.reason, refusal.value.rule) == ("OUT_OF_SCOPE", "S.1")
    assert submit(made, parties(poster=UNIT)).owners == [UNIT.name]


@pytest.mark.rule("S.2")
@pytest.mark.parametrize("category", list(ProjectCategory))
def test_a_government_direct_project_has_one_of_three_categories(category: ProjectCategory) -> None:
    made = application(category=category, **DIRECT)
    if category == ProjectCategory.OTHER:
        assert refused(made, parties(poster=None)) == ("OUT_OF_SCOPE", "S.2")
    else:
        assert submit(made, parties(poster=None)).owners == [BUREAU.name]


@pytest.mark.rule("S.2")
def test_a_government_direct_project_without_category_is_out_of_scope() -> None:
    assert refused(application(**DIRECT), parties(poster=None)) == ("OUT_OF_SCOPE", "S.2")


@pytest.mark.rule("1.1")
def test_owners_are_derived_in_all_cases() -> None:
    def owners(who: Ownership, kind: ProjectKind) -> list[str]:
        return [owner.name for owner in who.owners(kind)]

    assert owners(parties(poster=None), ProjectKind.GOVERNMENT_DIRECT) == [BUREAU.name]
    assert owners(parties(), ProjectKind.OPEN_BID) == [BUREAU.name, POSTER.name]
    assert owners(parties(poster=None), ProjectKind.OPEN_BID) == [BUREAU.name]
    assert owners(parties(poster=UNIT), ProjectKind.ENTERPRISE_INITIATED) == [UNIT.name]
    assert owners(parties(), ProjectKind.ENTERPRISE_INITIATED) == [POSTER.name]


@pytest.mark.rule("1.1")
def test_who_posts_or_initiates_is_an_enterprise_and_has_no_place_in_a_direct_project() -> None:
    assert refused(application(posting_enterprise=SCHOOL.name), parties(poster=SCHOOL)) == ("POSTING_ENTERPRISE_INVALID", "1.1")
    school_initiates = application(kind=ProjectKind.ENTERPRISE_INITIATED, posting_enterprise="", undertaking_unit=SCHOOL.name)
    assert refused(school_initiates, parties(SCHOOL, SCHOOL)) == ("POSTING_ENTERPRISE_INVALID", "1.1")
    direct = application(kind=ProjectKind.GOVERNMENT_DIRECT, category=ProjectCategory.MAJOR_EQUIPMENT)
    assert refused(direct) == ("POSTING_ENTERPRISE_INVALID", "1.1")


@pytest.mark.rule("1.11")
def test_in_an_open_bid_poster_and_unit_differ() -> None:
    assert refused(application(posting_enterprise=UNIT.name), parties(poster=UNIT)) == ("POSTER_IS_UNIT", "1.11")
    own = application(kind=ProjectKind.ENTERPRISE_INITIATED, posting_enterprise=UNIT.name)
    assert submit(own, parties(poster=UNIT)).owners == [UNIT.name]


@pytest.mark.rule("1.4")
def test_under_the_chief_responsible_regime_the_chief_leads_and_no_manager_hires() -> None:
    lead = {"regime": Regime.CHIEF_RESPONSIBLE}
    assert refused(application(**lead)) == ("REGIME_INCONSISTENT", "1.4")
    other = application(**lead, chief_hired_by=None, nominated_chief="people/he")
    assert refused(other) == ("REGIME_INCONSISTENT", "1.4")
    made = reviewed()
    made.proposal.regime, made.proposal.chief_hired_by = Regime.CHIEF_RESPONSIBLE, None
    project = found(made, parties(), TODAY)
    assert (project.nominated_chief, project.chief_needed, project.chief_hired_by) == ("people/sun", True, ChiefHiredBy.UNDERTAKING_UNIT)


@pytest.mark.rule("1.3")
def test_a_chief_who_is_needed_has_somebody_who_hires_and_is_not_the_manager() -> None:
    assert refused(application(chief_hired_by=None)) == ("REGIME_INCONSISTENT", "1.3")
    assert refused(application(nominated_chief="people/sun")) == ("REGIME_INCONSISTENT", "1.3")
    assert submit(application(chief_needed=False, chief_hired_by=None)).state == "submitted"


@pytest.mark.rule("2.7")
def test_who_recommends_a_unit_from_outside_the_city() -> None:
    areas = POLICY.areas
    assert parties().county("", areas) == "yuci"
    assert parties(OUTSIDE).county("lingshi", areas) == "taigu"
    assert parties(OUTSIDE, None).county("lingshi", areas) == "lingshi"
    assert parties(OUTSIDE, None).county("", areas) == ""
    direct = submit(application(posting_enterprise=""), parties(OUTSIDE, None))
    assert direct.state == "recommended"
    (received,) = application(posting_enterprise="").submit(submission(who=parties(OUTSIDE, None)), step())
    (passed_on,) = application().submit(submission(), step())
    assert received.rule.endswith(",2.7") and "2.7" not in passed_on.rule


@pytest.mark.rule("2.7")
def test_a_submission_that_no_county_recommends_says_the_rule_of_that() -> None:
    for unit, cited in ((parties(), False), (parties(OUTSIDE, None), True)):
        (fact,) = application(posting_enterprise="").submit(submission(who=unit), step())
        assert ("2.7" in fact.rule.split(",")) is cited


@pytest.mark.rule("2.2")
def test_the_eleven_counties_and_two_zones_have_a_department_each() -> None:
    assert len(POLICY.areas) == 13
    assert {"示范区晋中开发区", "晋中国家农高区"} <= set(POLICY.areas.values())


@pytest.mark.rule("2.6")
def test_an_incomplete_proposal_is_refused_with_all_that_is_missing() -> None:
    with pytest.raises(RuleViolated) as refusal:
        submit(application(title="", field="", kind=None))
    failures = refusal.value.metadata["failures"]
    assert [failure["reason"] for failure in failures] == ["OUT_OF_SCOPE", "PROPOSAL_INCOMPLETE"]  # type: ignore[attr-defined]
    assert "项目名称、研究领域" in refusal.value.message
