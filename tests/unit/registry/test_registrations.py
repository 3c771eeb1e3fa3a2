from datetime import date, timedelta
from typing import Any

import pytest

from chassis.errors import AlreadyExists, InvalidArgument, NotFound, RuleViolated
from services.registry.domain.credentials import (
    Attestation,
    AttestationKind,
    Education,
    EducationLevel,
    Experience,
    ExperienceKind,
    SigningKey,
)
from services.registry.domain.organizations import Organization, Signatory
from services.registry.domain.people import MOST_ATTESTATIONS
from services.registry.domain.words import OrganizationKind
from tests.unit.registry.examples import NOW, POLICY, TODAY, at, manager

KEY = b"k" * 32


def company(area: str = "yuci", kind: OrganizationKind = OrganizationKind.ENTERPRISE) -> Organization:
    return Organization("organizations/foundry", "榆次铸造有限公司", kind, area)


@pytest.mark.rule("2.2")
def test_an_area_is_one_of_the_city_or_outside_and_a_countys_department_has_one() -> None:
    for area in ("yuci", "nonggaoqu", "jinzhong", "outside", ""):
        assert company(area).register(POLICY.areas)
    with pytest.raises(InvalidArgument, match="AREA_UNKNOWN"):
        company("taiyuan").register(POLICY.areas)
    with pytest.raises(InvalidArgument, match="AREA_UNKNOWN"):
        company("jinzhong", OrganizationKind.COUNTY_DEPARTMENT).register(POLICY.areas)


@pytest.mark.rule("1.6")
def test_who_signs_has_authority_on_the_day() -> None:
    made = company()
    made.authorize(Signatory("people/li", date(2026, 3, 1), date(2026, 3, 31), "授权书"))
    assert made.may_sign("people/li", at("2026-03-01T00:00"))
    assert made.may_sign("people/li", at("2026-03-31T23:59"))
    assert not made.may_sign("people/li", at("2026-04-01T00:00"))
    assert not made.may_sign("people/li", at("2026-02-28T23:59"))
    assert not made.may_sign("people/other", NOW)
    with pytest.raises(AlreadyExists, match="ALREADY_EXISTS"):
        made.authorize(Signatory("people/li", date(2026, 3, 15)))
    for since, until in ((date(2026, 3, 31), date(2026, 4, 2)), (date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 3, 31), None)):
        with pytest.raises(AlreadyExists, match="ALREADY_EXISTS"):  # one day in common is one too many
            made.authorize(Signatory("people/li", since, until))
    made.authorize(Signatory("people/li", date(2026, 5, 1)))
    with pytest.raises(InvalidArgument, match="PERIOD_INVERTED"):
        made.authorize(Signatory("people/wu", date(2026, 5, 1), date(2026, 4, 1)))


@pytest.mark.rule("1.6")
def test_an_authority_ends_when_it_is_revoked() -> None:
    made = company()
    made.authorize(Signatory("people/li", date(2026, 3, 1)))
    made.revoke("people/li", TODAY - timedelta(days=1), "离职")
    assert not made.may_sign("people/li", NOW) and made.may_sign("people/li", at("2026-03-09T12:00"))
    with pytest.raises(NotFound, match="NOT_FOUND"):
        made.revoke("people/li", TODAY, "离职")


@pytest.mark.rule("1.6")
def test_a_key_is_dated_and_what_it_signed_stays_signed() -> None:
    person = manager()
    person.register_key(SigningKey("k1", "ed25519", KEY, NOW))
    person.revoke_key("k1", "遗失", NOW + timedelta(days=2))
    (key,) = person.signing_keys
    assert key.valid_at(NOW) and key.valid_at(NOW + timedelta(days=1))
    assert not key.valid_at(NOW + timedelta(days=2)) and not key.valid_at(NOW - timedelta(seconds=1))
    with pytest.raises(RuleViolated, match="KEY_REVOKED"):
        person.revoke_key("k1", "遗失", NOW + timedelta(days=3))
    with pytest.raises(NotFound, match="NOT_FOUND"):
        person.revoke_key("k9", "遗失", NOW)


# The example of GB/T 32918.5, A.2.
SM2_KEY = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)


def point(x: int, y: int) -> bytes:
    return b"\x04" + x.to_bytes(32) + y.to_bytes(32)


def root(x: int, p: int) -> int:
    """A y of x on the curve, if there is one."""
    b = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
    return pow(x**3 - 3 * x + b, (p + 1) // 4, p)


@pytest.mark.rule("1.6")
def test_an_sm2_key_is_a_point_on_its_curve() -> None:
    person = manager()
    (fact,) = person.register_key(SigningKey("k1", "sm2", SM2_KEY, NOW))
    assert fact.algorithm == "sm2"
    p = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
    x = next(x for x in range(9) if SigningKey("k", "sm2", point(x, root(x, p)), NOW).is_point)
    person.register_key(SigningKey("k3", "sm2", point(x, root(x, p)), NOW))
    beyond = point(x + p, root(x, p))
    for wrong in (KEY, SM2_KEY[:-1], b"\x06" + SM2_KEY[1:], SM2_KEY[:-1] + b"\x12", bytes(65), b"\x04" + bytes(64), beyond):
        with pytest.raises(InvalidArgument, match="KEY_MALFORMED"):
            person.register_key(SigningKey("k2", "sm2", wrong, NOW))


@pytest.mark.rule("1.6")
def test_a_malformed_key_is_refused() -> None:
    wrong: list[tuple[type[Exception], str, dict[str, Any]]] = [
        (InvalidArgument, "KEY_MALFORMED", {"public_key": b"short"}),
        (InvalidArgument, "ALGORITHM_UNKNOWN", {"algorithm": "rsa"}),
        (InvalidArgument, "PERIOD_INVERTED", {"valid_until": NOW}),
        (AlreadyExists, "ALREADY_EXISTS", {}),
    ]
    for error, reason, change in wrong:
        person = manager()
        person.register_key(SigningKey("k1", "ed25519", KEY, NOW))
        new: dict[str, Any] = {"key_id": "k1" if reason == "ALREADY_EXISTS" else "k2", "algorithm": "ed25519", "public_key": KEY}
        with pytest.raises(error, match=reason):
            person.register_key(SigningKey(**new | {"valid_from": NOW} | change))


def attestation(kind: AttestationKind = AttestationKind.NO_VIOLATION, by: str = "people/chen", on: date = TODAY) -> Attestation:
    return Attestation(kind, by, "organizations/bureau", "档案", on)


@pytest.mark.rule("3.2")
def test_an_attestation_says_who_on_what_and_when() -> None:
    person = manager(attestations=[])
    (fact,) = person.attest([attestation(), attestation(AttestationKind.REPUTATION)], TODAY)
    assert (fact.kinds, fact.attested_by, fact.rule) == (("no_violation", "reputation"), "people/chen", "3.2,3.3")
    (other,) = person.attest([attestation(by="people/ma")], TODAY)
    assert [each.attested_by for each in person.attestations] == ["people/chen", "people/chen", "people/ma"]
    assert (fact.attestations, other.attestations) == (("a1", "a2"), ("a3",))


@pytest.mark.rule("3.2")
@pytest.mark.rule("3.3")
def test_nobody_attests_for_themselves_or_ahead_of_time() -> None:
    with pytest.raises(RuleViolated) as refused:
        manager().attest([attestation(AttestationKind.REPUTATION, by="people/sun")], TODAY)
    assert (refused.value.reason, refused.value.rule) == ("SELF_ATTESTATION", "3.3")
    with pytest.raises(InvalidArgument, match="DATE_IN_FUTURE"):
        manager().attest([attestation(on=TODAY + timedelta(days=1))], TODAY)


@pytest.mark.rule("3.2")
def test_a_condition_is_attested_once_at_a_time_and_not_for_ever() -> None:
    with pytest.raises(InvalidArgument, match="LISTED_TWICE"):
        manager().attest([attestation(), attestation()], TODAY)
    person = manager(attestations=[attestation() for _ in range(MOST_ATTESTATIONS - 1)])
    person.attest([attestation()], TODAY)
    with pytest.raises(RuleViolated, match="ATTESTATIONS_TOO_MANY"):
        person.attest([attestation()], TODAY)


@pytest.mark.rule("3.2")
def test_whoever_withdraws_an_attestation_says_which_and_the_others_stay() -> None:
    person = manager(attestations=[])
    person.attest([attestation()], TODAY)
    person.attest([attestation(by="people/ma")], TODAY)
    (fact,) = person.withdraw("a2", "people/ma", "核实有误", TODAY)
    assert (fact.attestation, fact.kind, fact.withdrawn_by, fact.rule) == ("a2", "no_violation", "people/ma", "3.2")
    assert [each.withdrawn_on for each in person.attestations] == [None, TODAY]
    wrong: list[tuple[str, type[Exception], str]] = [("a2", RuleViolated, "ATTESTATION_WITHDRAWN"), ("a9", NotFound, "NOT_FOUND")]
    for which, error, reason in wrong:
        with pytest.raises(error, match=reason) as refused:
            person.withdraw(which, "people/ma", "核实有误", TODAY)
        assert which == "a9" or which not in str(refused.value)
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        person.withdraw("a1", "people/chen", " ", TODAY)
    person.attest([attestation()], TODAY)
    assert [(each.id, each.withdrawn_on) for each in person.attestations] == [("a1", None), ("a2", TODAY), ("a3", None)]


def test_a_record_that_cannot_be_is_refused() -> None:
    for year in (-1, 1900, 1925, 2011, 2026, 2027, 9999):
        with pytest.raises(InvalidArgument, match="YEAR_IMPLAUSIBLE"):
            manager(birth_year=year).register(TODAY)
    for year in (1926, 2010, 0):
        assert manager(birth_year=year, educations=[], experiences=[]).register(TODAY)
    broken = manager()
    broken.experiences[0].until = date(2019, 1, 1)
    with pytest.raises(InvalidArgument, match="PERIOD_INVERTED"):
        broken.register(TODAY)


@pytest.mark.rule("1.10a")
@pytest.mark.parametrize(
    ("since", "until", "reason"),
    [
        ("2026-03-11", None, "DATE_IN_FUTURE"),
        ("2098-01-01", None, "DATE_IN_FUTURE"),
        ("1979-12-31", None, "EXPERIENCE_BEFORE_WORKING_AGE"),
        ("1995-12-31", None, "EXPERIENCE_BEFORE_WORKING_AGE"),
        ("2020-01-02", "2020-01-01", "PERIOD_INVERTED"),
        ("2026-03-10", None, ""),
        ("1996-01-01", "2099-12-31", ""),
        ("2020-01-01", "2020-01-01", ""),
    ],
)
def test_work_was_done_by_who_could_work_and_not_in_the_future(since: str, until: str | None, reason: str) -> None:
    work = Experience("铸造", ExperienceKind.RESEARCH, date.fromisoformat(since), date.fromisoformat(until) if until else None)
    person = manager(experiences=[work])
    if not reason:
        assert person.register(TODAY)
        return
    with pytest.raises(InvalidArgument) as refused:
        person.register(TODAY)
    assert (refused.value.reason, refused.value.rule) == (reason, "1.10a")


@pytest.mark.rule("1.10a")
@pytest.mark.parametrize(
    ("year", "taken"), [(-1, False), (0, False), (1949, False), (1980, False), (1981, True), (2099, True), (2100, False)]
)
def test_a_year_of_graduation_is_one(year: int, taken: bool) -> None:
    person = manager(educations=[Education(EducationLevel.MASTER, year)])
    if taken:
        assert person.register(TODAY)
        return
    with pytest.raises(InvalidArgument, match="YEAR_IMPLAUSIBLE"):
        person.register(TODAY)


def test_no_personal_data_leaves_in_a_fact() -> None:
    (fact,) = manager().register(TODAY)
    assert set(vars(fact)) == {"name", "display_name", "organization", "roles", "rule"}


@pytest.mark.rule("4.7a")
def test_an_attestation_is_to_the_person_as_on_record_then_and_is_no_change_of_it() -> None:
    person = manager()
    seen = person.etag
    person.attest([Attestation(AttestationKind.FINANCE_AND_LAW, "people/x", "organizations/y", "档案", TODAY)], TODAY)
    assert person.etag == seen
    person.update(manager(birth_year=1970), TODAY)
    assert person.etag != seen
    assert person.birth_year and str(person.birth_year) not in person.etag and person.etag.isdigit(), "nothing to guess a year of birth by"
