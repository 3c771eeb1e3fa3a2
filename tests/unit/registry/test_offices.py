"""Duties apart (三员分立): two people grant an office, nobody to themselves, and what one person does alone is over soon (2.5)."""

from datetime import timedelta
from itertools import combinations

import pytest

from chassis.errors import InvalidArgument, NotFound, RuleViolated
from plan.hats import APART, OFFICES, SIGNATORY, apart
from services.registry.domain.offices import DUTIES, OF_AUTHORITY
from services.registry.domain.people import Person
from services.registry.domain.words import OfficeRole, OfficeState, OrganizationKind, PersonRole
from services.registry.timed import of_person
from tests.unit.registry.examples import BUREAU, NOW, UNIT

ADMIN, SECURITY = "people/admin", "people/security"
LATER = NOW + timedelta(hours=24)
R = OfficeRole


def person(*held: OfficeRole, organization: str = "", **changes: object) -> Person:
    made = Person("people/sun", "孙立", organization, **changes)  # type: ignore[arg-type]
    for role in held:
        of = organization if role in OF_AUTHORITY.values() else ""
        (proposed,) = made.propose_office(role, of, ADMIN, NOW)
        made.confirm_office(proposed.office, SECURITY, NOW)
    return made


def reason(refused: pytest.ExceptionInfo[RuleViolated]) -> str:
    assert refused.value.rule == "2.5"
    return refused.value.reason


@pytest.mark.rule("2.5")
def test_an_office_is_theirs_once_a_second_person_agrees() -> None:
    made = person(organization=BUREAU.name)
    (proposed,) = made.propose_office(R.SCIENCE_BUREAU, BUREAU.name, ADMIN, NOW)
    assert (proposed.office, proposed.role, proposed.proposed_by) == ("o1", "science_bureau", ADMIN)
    assert made.global_roles(NOW) == set()
    assert made.propose_office(R.SCIENCE_BUREAU, BUREAU.name, "people/chen", NOW) == []
    (granted,) = made.confirm_office("o1", SECURITY, NOW)
    assert (granted.proposed_by, granted.confirmed_by) == (ADMIN, SECURITY)
    assert made.global_roles(NOW) == {"science_bureau"} and made.roles_at(NOW) == []
    with pytest.raises(RuleViolated) as refused:
        made.confirm_office("o1", SECURITY, NOW)
    assert reason(refused) == "OFFICE_DECIDED"
    assert "2026-03-10提出的市科技局工作人员" in refused.value.message and "o1" not in refused.value.message
    with pytest.raises(NotFound, match="NOT_FOUND"):
        made.confirm_office("o2", SECURITY, NOW)


@pytest.mark.rule("2.5")
def test_it_takes_two_and_neither_is_who_gets_it() -> None:
    made = person()
    for act in (
        lambda: made.propose_office(R.AUDITOR, "", made.name, NOW),
        lambda: made.grant_in_emergency(R.AUDITOR, made.name, "急", NOW, LATER),
    ):
        with pytest.raises(RuleViolated) as refused:
            act()
        assert reason(refused) == "OWN_OFFICE"
    assert made.offices == []
    made.propose_office(R.AUDITOR, "", ADMIN, NOW)
    for by, why in ((ADMIN, "SECOND_PERSON_NEEDED"), (made.name, "OWN_OFFICE")):
        with pytest.raises(RuleViolated) as refused:
            made.confirm_office("o1", by, NOW)
        assert reason(refused) == why
    assert made.global_roles(NOW) == set()
    made.confirm_office("o1", SECURITY, NOW)
    assert made.roles_at(NOW) == [PersonRole.AUDITOR]


@pytest.mark.rule("2.5")
def test_an_office_of_an_authority_is_its_peoples_alone() -> None:
    made = person(R.COUNTY, organization="organizations/taigu")
    made.organization = UNIT.name
    assert made.global_roles(NOW) == set()
    (ended,) = made.end_offices(set(), made.organization, ADMIN, NOW)
    assert (ended.role, ended.organization, made.offices[0].state) == ("county", "organizations/taigu", OfficeState.ENDED)
    assert made.end_offices(set(), made.organization, ADMIN, NOW) == []
    assert {OF_AUTHORITY.get(kind) for kind in (OrganizationKind.ENTERPRISE, OrganizationKind.AGENCY)} == {None}


@pytest.mark.rule("2.5")
@pytest.mark.parametrize(
    "pair", [each for each in APART if SIGNATORY not in (each.one, each.other)], ids=lambda pair: f"{pair.one}-{pair.other}"
)
def test_offices_apart_are_refused_whichever_comes_first_and_over_two_organisations(pair: object) -> None:
    for held, asked in ((pair.one, pair.other), (pair.other, pair.one)):  # type: ignore[attr-defined]
        for made in (given(held, confirmed=True), given(held, confirmed=False)):
            if asked == "expert":
                made.roles = [PersonRole.EXPERT]
                with pytest.raises(RuleViolated, match="ROLES_INCOMPATIBLE"):
                    made.demand_roles_fit(NOW)
                continue
            with pytest.raises(RuleViolated) as refused:
                made.propose_office(R(asked), "organizations/another" if R(asked) not in DUTIES else "", ADMIN, NOW)
            assert reason(refused) == "ROLES_INCOMPATIBLE"
            assert OFFICES[held] in refused.value.message and OFFICES[asked] in refused.value.message


def given(held: str, *, confirmed: bool) -> Person:
    if held == "expert":
        return person(roles=[PersonRole.EXPERT])
    made = person(organization="organizations/one")
    (proposed,) = made.propose_office(R(held), "" if R(held) in DUTIES else made.organization, ADMIN, NOW)
    if confirmed:
        made.confirm_office(proposed.office, SECURITY, NOW)
    return made


@pytest.mark.rule("2.5")
def test_what_is_not_apart_goes_together() -> None:
    made = person(R.ADMINISTRATOR, R.SCIENCE_BUREAU, organization=BUREAU.name)
    made.roles = [PersonRole.EXPERT]
    made.demand_roles_fit(NOW)
    assert made.global_roles(NOW) == {"administrator", "science_bureau", "expert"}
    excluded = {frozenset((each.one, each.other)) for each in APART}
    for one, other in combinations(OFFICES, 2):
        assert (apart([one], other) is None) == (frozenset((one, other)) not in excluded)


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("duty", DUTIES)
def test_who_has_a_duty_signs_for_nobody_and_who_signs_has_none(duty: OfficeRole) -> None:
    with pytest.raises(RuleViolated) as refused:
        person(duty).demand_may_sign(NOW)
    assert reason(refused) == "ROLES_INCOMPATIBLE"
    person(R.SCIENCE_BUREAU, organization=BUREAU.name).demand_may_sign(NOW)
    with pytest.raises(RuleViolated) as refused:
        person().propose_office(duty, "", ADMIN, NOW, signs_for=UNIT.name)
    assert UNIT.name in refused.value.message
    made = person()
    made.propose_office(duty, "", ADMIN, NOW)
    with pytest.raises(RuleViolated) as refused:
        made.confirm_office("o1", SECURITY, NOW, signs_for=UNIT.name)  # authorised in between
    assert reason(refused) == "ROLES_INCOMPATIBLE"


@pytest.mark.rule("2.5")
def test_in_an_emergency_one_person_is_enough_for_a_while() -> None:
    made = person()
    (granted,) = made.grant_in_emergency(R.SECURITY_ADMINISTRATOR, ADMIN, "安全管理员突发疾病", NOW, LATER)
    assert (granted.granted_by, granted.until, granted.TYPE) == (ADMIN, LATER, "office.granted_in_emergency.v1")
    assert of_person(made) == {"people/sun/offices/o1/end": LATER}
    assert made.global_roles(LATER - timedelta(seconds=1)) == {"security_administrator"}
    assert made.global_roles(LATER) == set() == made.stands_for(LATER)
    assert made.expire_office("o1", LATER - timedelta(seconds=1)) == []
    (ended,) = made.expire_office("o1", LATER)
    assert (ended.ended_by, ended.reason) == ("", "应急授予期满")
    assert made.expire_office("o1", LATER) == [] == made.expire_office("o9", LATER)
    assert of_person(made) == {}


@pytest.mark.rule("2.5")
def test_an_emergency_is_no_way_round() -> None:
    for why, error in (("", InvalidArgument), ("  ", InvalidArgument)):
        with pytest.raises(error, match="REASON_MISSING"):
            person().grant_in_emergency(R.ADMINISTRATOR, ADMIN, why, NOW, LATER)
    with pytest.raises(RuleViolated) as refused:
        person(R.AUDITOR).grant_in_emergency(R.ADMINISTRATOR, ADMIN, "急", NOW, LATER)
    assert reason(refused) == "ROLES_INCOMPATIBLE"
    with pytest.raises(RuleViolated) as refused:
        person(R.AUDITOR).grant_in_emergency(R.AUDITOR, ADMIN, "急", NOW, LATER)
    assert reason(refused) == "OFFICE_HELD"
    made = person()
    made.propose_office(R.AUDITOR, "", ADMIN, NOW)
    made.grant_in_emergency(R.AUDITOR, ADMIN, "急", NOW, LATER)  # while the second person is awaited
    made.confirm_office("o1", SECURITY, NOW)
    made.expire_office("o2", LATER)
    assert made.global_roles(LATER) == {"auditor"}


@pytest.mark.rule("2.5")
def test_one_is_enough_to_refuse_an_office_or_to_end_it() -> None:
    made = person(R.ADMINISTRATOR)
    made.propose_office(R.SCIENCE_BUREAU, BUREAU.name, ADMIN, NOW)
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        made.end_office("o2", SECURITY, " ", NOW)
    made.end_office("o2", SECURITY, "不在编", NOW)
    (ended,) = made.end_office("o1", SECURITY, "调岗", NOW)
    assert (ended.role, ended.ended_by, ended.reason) == ("administrator", SECURITY, "调岗")
    assert [office.state for office in made.offices] == [OfficeState.ENDED, OfficeState.REFUSED]
    assert made.global_roles(NOW) == set()
    for which in ("o1", "o2"):
        with pytest.raises(RuleViolated) as refused:
            made.end_office(which, SECURITY, "再次", NOW)
        assert reason(refused) == "OFFICE_OVER"
    (again,) = made.propose_office(R.ADMINISTRATOR, "", ADMIN, NOW)
    assert again.office == "o3"


@pytest.mark.rule("2.5")
def test_duties_that_are_not_named_any_more_end() -> None:
    made = person(R.AUDITOR)
    (ended,) = made.end_offices({R.AUDITOR}, "", ADMIN, NOW)
    assert ended.role == "auditor" and made.stands_for(NOW) == set()
