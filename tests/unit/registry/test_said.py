"""Each act on people and organisations says all that others go by, and alters nothing else (1.6, 2.5, 3.2, 3.3)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.registry.domain.absences import Absence
from services.registry.domain.credentials import (
    Attestation,
    AttestationKind,
    Education,
    EducationLevel,
    Experience,
    ExperienceKind,
    SigningKey,
)
from services.registry.domain.offices import Holder, Office
from services.registry.domain.organizations import Organization, Signatory
from services.registry.domain.people import Person
from services.registry.domain.words import OfficeRole, OfficeState, OrganizationKind, PersonRole
from tests.unit.registry.examples import BUREAU, FIELD, NOW, POLICY, TODAY, UNIT, manager
from tests.unit.said import done, said

ADMIN, SECURITY, CHEN = "people/admin", "people/security", "people/chen"
LATER = NOW + timedelta(days=1)
SUN: dict[str, Any] = {"name": "people/sun", "rule": "2.5"}
FOUNDRY: dict[str, Any] = {"name": "organizations/foundry", "display_name": "榆次铸造有限公司", "kind": "enterprise", "area": "yuci"}


def company(**changes: Any) -> Organization:
    return replace(UNIT, **{"signatories": [], **changes})


@pytest.mark.rule("2.5")
def test_an_organisation() -> None:
    made = company(credit_code="91350100m000100y43")
    told, changed = done(made, lambda: made.register(POLICY.areas))
    assert told == [("organization.registered.v1", False, FOUNDRY | {"rule": "2.5"})]
    assert changed == {"credit_code": "91350100M000100Y43", "name_key": "榆次铸造有限公司"}
    other = Organization("organizations/x", "太谷 铸造公司", OrganizationKind.AGENCY, "taigu", credit_code="9111000071093123XX")
    told, changed = done(made, lambda: made.update(other, POLICY.areas))
    wanted = {"display_name": "太谷 铸造公司", "area": "taigu"}
    assert told == [("organization.updated.v1", False, FOUNDRY | wanted | {"rule": "2.5"})]
    assert changed == wanted | {"credit_code": "9111000071093123XX", "name_key": "太谷铸造公司"}
    told, changed = done(made, lambda: made.update(Organization("", "", OrganizationKind.ENTERPRISE), POLICY.areas))
    assert told == [("organization.updated.v1", False, FOUNDRY | wanted | {"rule": "2.5"})] and changed == {}
    assert replace(made, version=7).etag == "7"
    assert [each.told_apart for each in (made, company())] == ["统一社会信用代码9111000071093123XX", "未登记统一社会信用代码"]


@pytest.mark.rule("1.6")
def test_who_signs_for_it() -> None:
    made = company()
    signatory = Signatory("people/li", TODAY, TODAY + timedelta(5), "授权书")
    told, changed = done(made, lambda: made.authorize(signatory))
    signs: dict[str, Any] = {"name": made.name, "person": "people/li", "rule": "1.6"}
    assert told == [("signatory.authorized.v1", False, signs | {"since": TODAY, "until": TODAY + timedelta(5)})]
    assert changed == {"signatories": [signatory]}
    made.authorize(Signatory("people/li", TODAY + timedelta(6)))
    made.authorize(Signatory("people/wu", TODAY))
    told, changed = done(made, lambda: made.revoke("people/li", TODAY + timedelta(2), "离职"))
    assert told == [("signatory.revoked.v1", False, signs | {"until": TODAY + timedelta(2), "reason": "离职"})]
    left = [Signatory("people/li", TODAY, TODAY + timedelta(2), "授权书"), Signatory("people/wu", TODAY)]
    assert changed == {"signatories": left}, "what had not begun is gone, what others have stays"


@pytest.mark.rule("1.6")
def test_how_long_somebody_signs() -> None:
    made = company()
    made.authorize(Signatory("people/li", TODAY + timedelta(2), TODAY + timedelta(4)))
    made.authorize(Signatory("people/wu", TODAY))
    days = range(6)
    assert [made.may_sign("people/li", NOW + timedelta(day)) for day in days] == [False, False, True, True, True, False]
    assert [made.signed_by("people/li", TODAY + timedelta(day)) for day in days] == [True] * 5 + [False]
    assert made.signed_by("people/wu", TODAY + timedelta(9999)) and not made.signed_by("people/x", TODAY)
    made.revoke("people/li", TODAY + timedelta(2), "离职")
    assert [made.may_sign("people/li", NOW + timedelta(day)) for day in days] == [False, False, True, False, False, False]


@pytest.mark.rule("2.5")
def test_a_person() -> None:
    made = manager(roles=[PersonRole.EXPERT])
    about = {"display_name": "孙立", "organization": "organizations/institute", "roles": ("expert",)}
    assert done(made, lambda: made.register(TODAY)) == ([("person.registered.v1", False, SUN | about)], {})
    other = Person("people/x", "孙力", UNIT.name, [PersonRole.EXPERT], birth_year=1981)
    other.educations, other.experiences = [Education(EducationLevel.DOCTOR, 2010)], [Experience("x", ExperienceKind.OTHER, TODAY)]
    told, changed = done(made, lambda: made.update(other, TODAY))
    assert told == [("person.updated.v1", False, SUN | about | {"display_name": "孙力", "organization": UNIT.name})]
    kept = {"birth_year": 1981, "educations": other.educations, "experiences": other.experiences}
    assert changed == kept | {"display_name": "孙力", "organization": UNIT.name, "edition": 2}
    told, changed = done(made, lambda: made.update(Person("", ""), TODAY))
    assert told == [("person.updated.v1", False, SUN | {"display_name": "孙力", "organization": UNIT.name, "roles": ()})]
    assert changed == {"roles": [], "edition": 3} and made.etag == "3"


@pytest.mark.rule("2.5")
def test_a_departure_and_a_return() -> None:
    made = manager()
    institute = SUN | {"organization": "organizations/institute"}
    told, changed = done(made, lambda: made.depart(CHEN, "调离", NOW))
    assert told == [("person.departed.v1", False, institute | {"left_at": NOW})]
    assert changed == {"absences": [Absence(NOW, CHEN, "调离")], "edition": 2}
    told, changed = done(made, lambda: made.come_back(LATER))
    assert told == [("person.returned.v1", False, institute | {"returned_at": LATER})]
    assert changed == {"absences": [Absence(NOW, CHEN, "调离", LATER)], "edition": 3}
    assert (made.left_at, made.gone_at(NOW), made.gone_at(LATER)) == (None, True, False)


@pytest.mark.rule("3.2")
@pytest.mark.rule("3.3")
def test_attestations() -> None:
    made = manager(attestations=[])
    kinds = [AttestationKind.REPUTATION, AttestationKind.NO_VIOLATION]
    given = [Attestation(kind, CHEN, BUREAU.name, "档案", TODAY, FIELD) for kind in kinds]
    told, changed = done(made, lambda: made.attest(given, TODAY))
    attested = {"attestations": ("a1", "a2"), "kinds": ("reputation", "no_violation"), "attested_by": CHEN, "attested_on": TODAY}
    assert told == [("person.attested.v1", True, SUN | attested | {"organization": BUREAU.name, "rule": "3.2,3.3"})]
    assert changed == {"attestations": [replace(given[0], id="a1"), replace(given[1], id="a2")]}
    assert said(made.attest(given[:1], TODAY))[0][2]["rule"] == "3.3"
    told, changed = done(made, lambda: made.withdraw("a1", "people/ma", "核实有误", LATER.date()))
    withdrawn = {"attestation": "a1", "kind": "reputation", "withdrawn_by": "people/ma", "reason": "核实有误", "rule": "3.3"}
    assert told == [("attestation.withdrawn.v1", True, SUN | withdrawn)]
    assert [each.withdrawn_on for each in changed["attestations"]] == [LATER.date(), None, None]
    assert changed.keys() == {"attestations"} and made.attestations[0].withdrawal_reason == "核实有误"
    assert made.attestation("a3") is made.attestations[2]


@pytest.mark.rule("1.6")
def test_keys() -> None:
    made = manager()
    key = SigningKey("k1", "ed25519", b"k" * 32, NOW, NOW + timedelta(days=9))
    told, changed = done(made, lambda: made.register_key(key))
    registered = {"key_id": "k1", "algorithm": "ed25519", "valid_from": NOW, "valid_until": NOW + timedelta(days=9)}
    assert told == [("signing_key.registered.v1", False, SUN | registered | {"rule": "1.6"})]
    assert changed == {"signing_keys": [key]}
    told, changed = done(made, lambda: made.revoke_key("k1", "遗失", LATER))
    revoked = {"key_id": "k1", "revoked_at": LATER, "reason": "遗失", "rule": "1.6"}
    assert told == [("signing_key.revoked.v1", False, SUN | revoked)]
    assert changed == {"signing_keys": [replace(key, valid_until=LATER, revocation_reason="遗失")]}
    made.register_key(SigningKey("k2", "ed25519", b"m" * 32, NOW))
    assert made.revoke_key("k2", "遗失", LATER) and [each.valid_until for each in made.signing_keys] == [LATER] * 2


@pytest.mark.rule("2.5")
def test_an_office_from_its_proposal_to_its_end() -> None:
    made = manager(organization=BUREAU.name)
    told, changed = done(made, lambda: made.propose_office(OfficeRole.SCIENCE_BUREAU, BUREAU.name, ADMIN, NOW))
    office: dict[str, Any] = SUN | {"office": "o1", "role": "science_bureau", "organization": BUREAU.name}
    assert told == [("office.proposed.v1", False, office | {"proposed_by": ADMIN})]
    proposed = Office("o1", OfficeRole.SCIENCE_BUREAU, BUREAU.name, ADMIN, NOW)
    assert changed == {"offices": [proposed], "edition": 2} and proposed.state is OfficeState.PROPOSED
    told, changed = done(made, lambda: made.confirm_office("o1", SECURITY, LATER))
    assert told == [("office.granted.v1", False, office | {"proposed_by": ADMIN, "confirmed_by": SECURITY})]
    held = replace(proposed, state=OfficeState.HELD, confirmed_by=SECURITY, confirmed_at=LATER)
    assert changed == {"offices": [held], "edition": 3}
    told, changed = done(made, lambda: made.end_office("o1", CHEN, "调岗", LATER))
    assert told == [("office.ended.v1", False, office | {"ended_by": CHEN, "reason": "调岗"})]
    ended = replace(held, state=OfficeState.ENDED, ended_by=CHEN, ended_at=LATER, end_reason="调岗")
    assert changed == {"offices": [ended], "edition": 4}


@pytest.mark.rule("2.5")
def test_one_that_is_granted_in_an_emergency_and_expires() -> None:
    made = manager()
    told, changed = done(made, lambda: made.grant_in_emergency(OfficeRole.AUDITOR, ADMIN, "突发", NOW, LATER))
    office: dict[str, Any] = SUN | {"office": "o1", "role": "auditor"}
    assert told == [("office.granted_in_emergency.v1", False, office | {"granted_by": ADMIN, "reason": "突发", "until": LATER})]
    granted = Office("o1", OfficeRole.AUDITOR, "", ADMIN, NOW, state=OfficeState.HELD, until=LATER, reason="突发")
    assert changed == {"offices": [granted], "edition": 2}
    told, changed = done(made, lambda: made.expire_office("o1", LATER))
    assert told == [("office.ended.v1", False, office | {"organization": "", "ended_by": "", "reason": "应急授予期满"})]
    ended = replace(granted, state=OfficeState.ENDED, ended_by="", ended_at=LATER, end_reason="应急授予期满")
    assert changed == {"offices": [ended], "edition": 3}


@pytest.mark.rule("2.5")
def test_duties_that_are_taken_away_and_offices_that_are_left_behind() -> None:
    made = manager(organization=BUREAU.name)
    for role, of in ((OfficeRole.ADMINISTRATOR, ""), (OfficeRole.SCIENCE_BUREAU, BUREAU.name), (OfficeRole.COUNTY, "organizations/taigu")):
        made.propose_office(role, of, ADMIN, NOW)
    told = said(made.end_offices({OfficeRole.ADMINISTRATOR, OfficeRole.SCIENCE_BUREAU}, BUREAU.name, CHEN, LATER))
    assert [(each[2]["office"], each[2]["ended_by"], each[2]["reason"]) for each in told] == [("o1", CHEN, ""), ("o3", CHEN, "")]
    assert [office.state for office in made.offices] == [OfficeState.REFUSED, OfficeState.PROPOSED, OfficeState.REFUSED]
    assert made.edition == 6 and made.offices[0].ended_at == LATER


@pytest.mark.rule("2.5")
def test_which_offices_wait_and_stand() -> None:
    made = Holder("people/sun", "孙立")
    assert (made.waiting_office, made.last_office, made.edition) == ("", "", 1)
    made.propose_office(OfficeRole.AUDITOR, "", ADMIN, NOW)
    made.propose_office(OfficeRole.SECURITY_ADMINISTRATOR, "", ADMIN, NOW) if made.fits(OfficeRole.SECURITY_ADMINISTRATOR, NOW) else None
    assert (made.waiting_office, made.last_office) == ("o1", "o1")
    made.end_office("o1", SECURITY, "不在编", NOW)
    made.propose_office(OfficeRole.ADMINISTRATOR, "", ADMIN, NOW)
    made.propose_office(OfficeRole.SCIENCE_BUREAU, BUREAU.name, ADMIN, NOW)
    assert (made.waiting_office, made.last_office, made.stands_for(NOW)) == ("o2", "o3", {OfficeRole.ADMINISTRATOR})
    for office in ("o2", "o3"):
        made.confirm_office(office, SECURITY, NOW)
    assert (made.waiting_office, made.global_roles(NOW), made.roles_at(NOW)) == ("o3", {"administrator"}, [PersonRole.ADMINISTRATOR])
    assert made.pending_office(made.propose_office(OfficeRole.DEPARTMENT, "o/d", ADMIN, NOW)[0].office) is made.offices[3]
    assert made.standing_office("o2", NOW) is made.offices[1]


@pytest.mark.rule("2.5")
def test_whether_an_office_fits_beside_what_they_sign_and_have() -> None:
    made = Holder("people/sun", "孙立", UNIT.name)
    assert made.fits(OfficeRole.ADMINISTRATOR, NOW) and not made.fits(OfficeRole.ADMINISTRATOR, NOW, "榆次铸造有限公司")
    made.grant_in_emergency(OfficeRole.AUDITOR, ADMIN, "突发", NOW, LATER)
    assert not made.fits(OfficeRole.ADMINISTRATOR, LATER - timedelta(seconds=1)) and made.fits(OfficeRole.ADMINISTRATOR, LATER)
    expert = Holder("people/sun", "孙立", roles=[PersonRole.EXPERT])
    assert not expert.fits(OfficeRole.AUDITOR, NOW) and expert.fits(OfficeRole.ADMINISTRATOR, NOW)


@pytest.mark.rule("2.5")
def test_who_was_gone_when() -> None:
    gone = Absence(NOW, CHEN, "调离", LATER)
    second = timedelta(seconds=1)
    instants = (NOW - second, NOW, LATER - second, LATER)
    assert [gone.covers(each) for each in instants] == [False, True, True, False]
    assert [replace(gone, returned_at=None).covers(each) for each in instants] == [False, True, True, True]


@pytest.mark.rule("3.2")
def test_for_whom_an_attestation_holds() -> None:
    made = Attestation(AttestationKind.REPUTATION, CHEN, BUREAU.name, "档案", TODAY)
    assert [made.holds(FIELD, TODAY + timedelta(day)) for day in (-1, 0, 1)] == [False, True, True]
    assert [replace(made, field=field).holds(FIELD, TODAY) for field in ("", FIELD, "谷子育种")] == [True, True, False]
    assert not replace(made, withdrawn_on=date(2030, 1, 1)).holds(FIELD, TODAY)
