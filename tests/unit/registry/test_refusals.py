"""How acts on people, organisations, guides and projects are refused, to the last value; and either side of each limit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
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
from services.registry.domain.failures import Failure, refuse
from services.registry.domain.guides import Guide, ScoreFactor
from services.registry.domain.offices import MOST_OFFICES
from services.registry.domain.organizations import Organization, Signatory
from services.registry.domain.people import MOST_ATTESTATIONS, Person
from services.registry.domain.words import OfficeRole, OrganizationKind
from tests.unit.registry.examples import BUREAU, NOW, POLICY, TODAY, UNIT, at, guide, manager, published
from tests.unit.said import refused

ADMIN, SECURITY, CHEN = "people/admin", "people/security", "people/chen"
DAY = timedelta(days=1)
R = OfficeRole


def company(**changes: Any) -> Organization:
    return replace(UNIT, **{"signatories": [Signatory("people/li", TODAY, TODAY + 5 * DAY)], **changes})


def attestation(**changes: Any) -> Attestation:
    return Attestation(**{"kind": AttestationKind.NO_VIOLATION, "attested_by": CHEN, "organization": BUREAU.name, **changes}, **TODAY_S)


TODAY_S: dict[str, Any] = {"evidence": "档案", "attested_on": TODAY}


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda: company(area="taiyuan").register(POLICY.areas), (InvalidArgument, "AREA_UNKNOWN", "2.2", {})),
        (lambda: company().update(company(area="taiyuan"), POLICY.areas), (InvalidArgument, "AREA_UNKNOWN", "2.2", {})),
        (
            lambda: company(area="jinzhong", kind=OrganizationKind.COUNTY_DEPARTMENT).register(POLICY.areas),
            (InvalidArgument, "AREA_UNKNOWN", "2.2", {}),
        ),
        (
            lambda: company(credit_code="1").register(POLICY.areas),
            (InvalidArgument, "CREDIT_CODE_INVALID", "4.7", {"field": "credit_code"}),
        ),
        (lambda: company().authorize(Signatory("people/wu", TODAY, TODAY - DAY)), (InvalidArgument, "PERIOD_INVERTED", "", {})),
        (lambda: company().authorize(Signatory("people/li", TODAY + 5 * DAY)), (AlreadyExists, "ALREADY_EXISTS", "1.6", {})),
        (lambda: company().revoke("people/li", TODAY + 5 * DAY, "离职"), (NotFound, "NOT_FOUND", "1.6", {})),
        (lambda: company().revoke("people/wu", TODAY, "离职"), (NotFound, "NOT_FOUND", "1.6", {})),
        (lambda: company().demand_distinct([BUREAU], confirmed=False), (AlreadyExists, "NAME_TAKEN", "4.7", {"resource": BUREAU.name})),
        (
            lambda: company(credit_code="x").demand_distinct([BUREAU, replace(BUREAU, name="o/b", credit_code="x")], confirmed=True),
            (AlreadyExists, "CREDIT_CODE_TAKEN", "4.7", {"resource": "o/b"}),
        ),
    ],
)
def test_of_an_organisation(act: Callable[[], Any], told: object) -> None:
    assert refused(act) == told


def test_what_an_organisation_may() -> None:
    company().demand_distinct([BUREAU], confirmed=True)
    company(credit_code="x").demand_distinct([], confirmed=False)
    one_day = company()
    one_day.authorize(Signatory("people/wu", TODAY, TODAY))
    one_day.authorize(Signatory("people/li", TODAY + 6 * DAY))
    one_day.authorize(Signatory("people/li", TODAY - 9 * DAY, TODAY - DAY))
    assert one_day.revoke("people/li", TODAY + 4 * DAY, "离职") and len(one_day.signatories) == 3


def gone() -> Person:
    made = manager()
    made.depart(CHEN, "调离", NOW)
    return made


def keyed(**changes: Any) -> Callable[[], Any]:
    made = manager()
    made.register_key(SigningKey("k1", "ed25519", b"k" * 32, NOW, NOW + DAY))
    wanted: dict[str, Any] = {"key_id": "k2", "algorithm": "ed25519", "public_key": b"k" * 32, "valid_from": NOW}
    return lambda: made.register_key(SigningKey(**wanted | changes))


def born(year: int, **changes: Any) -> Person:
    return manager(**{"birth_year": year, "educations": [], "experiences": [], **changes})


def worked(since: date, until: date | None = None) -> list[Experience]:
    return [Experience("铸造", ExperienceKind.RESEARCH, since, until)]


def schooled(year: int) -> list[Education]:
    return [Education(EducationLevel.MASTER, year)]


def revoked(when: timedelta) -> Callable[[], Any]:
    made = manager()
    made.register_key(SigningKey("k1", "ed25519", b"k" * 32, NOW, NOW + DAY))
    return lambda: made.revoke_key("k1", "遗失", NOW + when)


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda: manager().depart("people/sun", "调离", NOW), (RuleViolated, "OWN_DEPARTURE", "2.5", {})),
        (lambda: gone().depart(CHEN, "调离", NOW), (RuleViolated, "DEPARTURE_RECORDED", "2.5", {})),
        (lambda: manager().depart(CHEN, " ", NOW), (InvalidArgument, "REASON_MISSING", "2.5", {"field": "reason"})),
        (lambda: manager().come_back(NOW), (RuleViolated, "DEPARTURE_NOT_RECORDED", "2.5", {})),
        (lambda: born(TODAY.year - 101).register(TODAY), (InvalidArgument, "YEAR_IMPLAUSIBLE", "1.10a", {})),
        (lambda: born(TODAY.year - 15).register(TODAY), (InvalidArgument, "YEAR_IMPLAUSIBLE", "1.10a", {})),
        (lambda: born(1980).update(born(TODAY.year), TODAY), (InvalidArgument, "YEAR_IMPLAUSIBLE", "1.10a", {})),
        (
            lambda: born(1980, educations=schooled(1980)).register(TODAY),
            (InvalidArgument, "YEAR_IMPLAUSIBLE", "1.10a", {"field": "educations"}),
        ),
        (
            lambda: born(1980, educations=schooled(2100)).register(TODAY),
            (InvalidArgument, "YEAR_IMPLAUSIBLE", "1.10a", {"field": "educations"}),
        ),
        (
            lambda: born(1980, experiences=worked(TODAY, TODAY - DAY)).register(TODAY),
            (InvalidArgument, "PERIOD_INVERTED", "1.10a", {}),
        ),
        (
            lambda: born(1980, experiences=worked(TODAY + DAY)).register(TODAY),
            (InvalidArgument, "DATE_IN_FUTURE", "1.10a", {"field": "experiences"}),
        ),
        (
            lambda: born(1980, experiences=worked(date(1995, 12, 31))).register(TODAY),
            (InvalidArgument, "EXPERIENCE_BEFORE_WORKING_AGE", "1.10a", {"field": "experiences"}),
        ),
        (
            lambda: manager().attest([attestation(attested_by="people/sun")], TODAY),
            (RuleViolated, "SELF_ATTESTATION", "3.2", {}),
        ),
        (lambda: manager().attest([attestation()], TODAY - DAY), (InvalidArgument, "DATE_IN_FUTURE", "3.2", {})),
        (
            lambda: manager().attest([attestation(kind=AttestationKind.REPUTATION)] * 2, TODAY),
            (InvalidArgument, "LISTED_TWICE", "3.3", {"field": "kinds"}),
        ),
        (
            lambda: manager(attestations=[attestation()] * MOST_ATTESTATIONS).attest([attestation()], TODAY),
            (RuleViolated, "ATTESTATIONS_TOO_MANY", "3.2", {"limit": 500}),
        ),
        (lambda: manager().withdraw("a9", CHEN, "有误", TODAY), (NotFound, "NOT_FOUND", "3.2", {})),
        (
            lambda: manager(attestations=[attestation(id="a1")]).withdraw("a1", CHEN, " ", TODAY),
            (InvalidArgument, "REASON_MISSING", "3.2", {"field": "reason"}),
        ),
        (
            lambda: manager(attestations=[attestation(id="a1", kind=AttestationKind.REPUTATION, withdrawn_on=TODAY)]).attestation("a1"),
            (RuleViolated, "ATTESTATION_WITHDRAWN", "3.3", {}),
        ),
        (keyed(algorithm="rsa"), (InvalidArgument, "ALGORITHM_UNKNOWN", "1.6", {})),
        (keyed(public_key=b"k" * 31), (InvalidArgument, "KEY_MALFORMED", "1.6", {})),
        (keyed(public_key=b"k" * 33), (InvalidArgument, "KEY_MALFORMED", "1.6", {})),
        (keyed(algorithm="sm2", public_key=b"\x04" + b"k" * 64), (InvalidArgument, "KEY_MALFORMED", "1.6", {})),
        (keyed(valid_until=NOW), (InvalidArgument, "PERIOD_INVERTED", "1.6", {})),
        (keyed(key_id="k1"), (AlreadyExists, "ALREADY_EXISTS", "1.6", {})),
        (lambda: manager().revoke_key("k1", "遗失", NOW), (NotFound, "NOT_FOUND", "1.6", {})),
        (revoked(DAY), (RuleViolated, "KEY_REVOKED", "1.6", {})),
    ],
)
def test_of_a_person(act: Callable[[], Any], told: object) -> None:
    assert refused(act) == told


def test_what_a_person_may() -> None:
    for year in (TODAY.year - 100, TODAY.year - 16, 0):
        assert born(year).register(TODAY)
    assert born(1980, educations=schooled(1981), experiences=worked(TODAY, TODAY)).register(TODAY)
    assert born(1980, educations=schooled(2099), experiences=worked(date(1996, 1, 1))).register(TODAY)
    assert born(0, experiences=worked(date(1950, 1, 1)), educations=schooled(1950)).register(TODAY)
    full = manager(attestations=[attestation()] * (MOST_ATTESTATIONS - 1))
    assert full.attest([attestation()], TODAY) and full.attestations[-1].id == "a500"
    assert keyed(valid_until=NOW + timedelta(microseconds=1))() and revoked(DAY - timedelta(microseconds=1))()


def holder(*held: OfficeRole) -> Person:
    made = manager(organization=BUREAU.name)
    for role in held:
        made.propose_office(role, "", ADMIN, NOW)
        made.confirm_office(made.last_office, SECURITY, NOW)
    return made


def proposed() -> Person:
    made = holder()
    made.propose_office(R.AUDITOR, "", ADMIN, NOW)
    return made


def crowded(past: int) -> Person:
    made = holder()
    for _ in range(past):
        made.propose_office(R.AUDITOR, "", ADMIN, NOW)
        made.end_office(made.last_office, CHEN, "不在编", NOW)
    return made


APART: dict[str, Any] = {"held": "auditor", "asked": "administrator"}


@pytest.mark.rule("2.5")
@pytest.mark.parametrize(
    ("act", "told"),
    [
        (lambda: holder().propose_office(R.AUDITOR, "", "people/sun", NOW), ("OWN_OFFICE", {})),
        (lambda: holder().grant_in_emergency(R.AUDITOR, "people/sun", "急", NOW, NOW + DAY), ("OWN_OFFICE", {})),
        (lambda: holder(R.AUDITOR).grant_in_emergency(R.AUDITOR, ADMIN, "急", NOW, NOW + DAY), ("OFFICE_HELD", {})),
        (lambda: holder(R.AUDITOR).propose_office(R.ADMINISTRATOR, "", ADMIN, NOW), ("ROLES_INCOMPATIBLE", APART)),
        (lambda: holder(R.AUDITOR).grant_in_emergency(R.ADMINISTRATOR, ADMIN, "急", NOW, NOW + DAY), ("ROLES_INCOMPATIBLE", APART)),
        (
            lambda: holder().propose_office(R.AUDITOR, "", ADMIN, NOW, "榆次铸造有限公司"),
            ("ROLES_INCOMPATIBLE", {"held": "signatory", "asked": "auditor"}),
        ),
        (
            lambda: holder().grant_in_emergency(R.AUDITOR, ADMIN, "急", NOW, NOW + DAY, "榆次铸造有限公司"),
            ("ROLES_INCOMPATIBLE", {"held": "signatory", "asked": "auditor"}),
        ),
        (
            lambda: proposed().confirm_office("o1", SECURITY, NOW, "榆次铸造有限公司"),
            ("ROLES_INCOMPATIBLE", {"held": "signatory", "asked": "auditor"}),
        ),
        (lambda: holder(R.AUDITOR).demand_may_sign(NOW), ("ROLES_INCOMPATIBLE", {"held": "auditor", "asked": "signatory"})),
        (lambda: proposed().confirm_office("o1", "people/sun", NOW), ("OWN_OFFICE", {})),
        (lambda: proposed().confirm_office("o1", ADMIN, NOW), ("SECOND_PERSON_NEEDED", {})),
        (lambda: holder(R.AUDITOR).confirm_office("o1", SECURITY, NOW), ("OFFICE_DECIDED", {"state": "held"})),
        (lambda: crowded(1).end_office("o1", CHEN, "再次", NOW), ("OFFICE_OVER", {"state": "refused"})),
        (lambda: crowded(MOST_OFFICES).propose_office(R.AUDITOR, "", ADMIN, NOW), ("OFFICES_TOO_MANY", {"limit": 200})),
    ],
)
def test_of_an_office(act: Callable[[], Any], told: tuple[str, dict[str, Any]]) -> None:
    assert refused(act) == (RuleViolated, told[0], "2.5", told[1])


@pytest.mark.rule("2.5")
def test_of_an_office_without_a_reason_or_that_is_not_there() -> None:
    missing: Any = (NotFound, "NOT_FOUND", "2.5", {})
    for act in (
        lambda: proposed().confirm_office("o2", SECURITY, NOW),
        lambda: proposed().end_office("o2", CHEN, "不在编", NOW),
        lambda: proposed().standing_office("o2", NOW),
    ):
        assert refused(act) == missing
    blank = (InvalidArgument, "REASON_MISSING", "2.5", {"field": "reason"})
    assert refused(lambda: proposed().end_office("o1", CHEN, " ", NOW)) == blank
    assert refused(lambda: holder().grant_in_emergency(R.AUDITOR, ADMIN, " ", NOW, NOW + DAY)) == blank
    assert crowded(MOST_OFFICES - 1).propose_office(R.AUDITOR, "", ADMIN, NOW)


LEAD = ScoreFactor("lead", "管理及创新能力", Decimal(20), lead=True)
PLAN = ScoreFactor("plan", "技术方案", Decimal(80))


@pytest.mark.rule("2.6", "3.5")
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"closes_at": at("2026-03-01T00:00")}, ("WINDOW_INVERTED", "2.6", {})),
        ({"threshold": Decimal("-0.1")}, ("THRESHOLD_OUT_OF_RANGE", "3.5", {})),
        ({"threshold": Decimal("100.1")}, ("THRESHOLD_OUT_OF_RANGE", "3.5", {})),
        ({"factors": [replace(PLAN, weight=Decimal(100))]}, ("LEAD_FACTOR_MISSING", "3.5", {})),
        ({"factors": [replace(PLAN, lead=True), LEAD]}, ("LEAD_FACTOR_REPEATED", "3.5", {})),
        ({"factors": [replace(LEAD, weight=Decimal(0)), replace(PLAN, weight=Decimal(100))]}, ("LEAD_FACTOR_WITHOUT_WEIGHT", "3.5", {})),
        ({"factors": [LEAD, PLAN, replace(PLAN, id="b", title="乙", weight=Decimal(0))]}, ("FACTOR_INVALID", "3.5", {})),
        ({"factors": [LEAD, replace(PLAN, id="lead")]}, ("FACTOR_INVALID", "3.5", {})),
        ({"factors": [LEAD, replace(PLAN, title=LEAD.title)]}, ("FACTOR_INVALID", "3.5", {})),
        ({"factors": [replace(LEAD, title=""), replace(PLAN, title="lead")]}, ("FACTOR_INVALID", "3.5", {})),
        ({"factors": [LEAD, replace(PLAN, weight=Decimal("80.1"))]}, ("WEIGHTS_NOT_100", "3.5", {"total": "100.1"})),
        ({"factors": [LEAD, replace(PLAN, weight=Decimal("79.9"))]}, ("WEIGHTS_NOT_100", "3.5", {"total": "99.9"})),
    ],
)
def test_of_a_guide(changes: dict[str, Any], told: tuple[str, str, dict[str, Any]]) -> None:
    assert refused(guide(**changes).create) == (RuleViolated, *told)


@pytest.mark.rule("2.6", "3.5")
@pytest.mark.parametrize(
    "changes",
    [
        {"closes_at": at("2026-03-01T00:01")},
        {"threshold": Decimal(0)},
        {"threshold": Decimal(100)},
        {"factors": [replace(LEAD, weight=Decimal("0.1")), replace(PLAN, weight=Decimal("99.9"))]},
        {"factors": [replace(LEAD, weight=Decimal(100))]},
        {"factors": [replace(LEAD, title=""), replace(PLAN, title="")]},
    ],
)
def test_what_a_guide_may_be(changes: dict[str, Any]) -> None:
    assert guide(**changes).create()


@pytest.mark.rule("2.6")
def test_when_a_guide_takes_applications() -> None:
    made, second = published(), timedelta(seconds=1)
    before, last, closed = made.opens_at - second, made.closes_at - second, made.closes_at
    assert [made.open_at(each) for each in (before, made.opens_at, last, closed)] == [False, True, True, False]
    assert not guide().open_at(made.opens_at)
    made.check_open(made.opens_at)
    made.check_open(last)
    for act, reason in (
        (lambda: made.check_open(before), "GUIDE_NOT_OPEN"),
        (lambda: made.check_open(closed), "GUIDE_CLOSED"),
        (lambda: guide().check_open(last), "GUIDE_NOT_PUBLISHED"),
        (lambda: guide().publish(closed), "GUIDE_CLOSED"),
    ):
        assert refused(act) == (RuleViolated, reason, "2.6", {})
    assert refused(lambda: published().publish(last)) == (RuleViolated, "GUIDE_PUBLISHED", "2.1", {"state": "published"})
    assert guide().publish(last)


@pytest.mark.rule("2.1")
def test_what_a_guide_says() -> None:
    made: Guide = guide()
    (created,) = made.create()
    assert created.TYPE == "guide.created.v1"
    assert vars(created) == {"name": "guides/g", "title": "揭榜挂帅指南", "closes_at": made.closes_at, "rule": "2.1"}
    (told,) = made.publish(NOW)
    assert vars(told) == {
        "name": "guides/g",
        "title": "揭榜挂帅指南",
        "opens_at": made.opens_at,
        "closes_at": made.closes_at,
        "threshold": Decimal(75),
        "lead_weight": Decimal(20),
        "rule": "2.1,2.6,3.5",
    }
    assert (made.published_at, made.version, made.summary, made.lead_factor.id) == (NOW, 0, "", "lead")


def test_all_that_is_not_met_is_told_at_once() -> None:
    refuse([])
    failures = [Failure("3.4", "AGE_OVER_LIMIT", "超龄"), Failure("3.3", "ATTESTATION_MISSING", "缺少证明")]
    told = [
        {"rule": "3.4", "reason": "AGE_OVER_LIMIT", "message": "超龄"},
        {"rule": "3.3", "reason": "ATTESTATION_MISSING", "message": "缺少证明"},
    ]
    assert refused(lambda: refuse(failures)) == (RuleViolated, "AGE_OVER_LIMIT", "3.4", {"failures": told})
