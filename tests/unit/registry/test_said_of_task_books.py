"""Each act on a task book, an age exception or a filed result says all that others go by, and alters nothing else (1.8, 3.4, 6.5)."""

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chassis.errors import RuleViolated
from plan.consents import Consent, ConsentState, joint
from services.registry.domain.age_exceptions import AgeException, exception_name
from services.registry.domain.dossiers import SharedResult
from services.registry.domain.results import FiledResult, result_name
from services.registry.domain.task_books import Edition, TaskBook, TaskBookChange
from services.registry.domain.terminations import Termination
from tests.unit.registry.examples import (
    BUREAU,
    NOW,
    POSTER,
    UNIT,
    consent,
    terms,
)
from tests.unit.said import done, refused, said

PROJECT = "projects/casting"
OWNERS = (BUREAU.name, POSTER.name)
BOOK: dict[str, Any] = {"name": f"{PROJECT}/taskBook", "project": PROJECT, "rule": "1.8"}


def answer(organization: str, reason: str = "", agreed: bool = True, when: datetime = NOW) -> Consent:
    return replace(consent(organization, agreed, reason), at=when)


@pytest.mark.rule("4.7a")
def test_a_termination_and_a_task_book_change_their_version_with_each_part() -> None:
    termination = Termination(joint(OWNERS), reason="无法完成", proposed_at=NOW)
    assert len({termination.etag, replace(termination, reason="x").etag, replace(termination, proposed_at=None).etag}) == 3
    made = book()
    change = TaskBookChange(joint(OWNERS), terms=terms(), reason="推迟", proposed_at=NOW)
    others = [
        replace(made, name="projects/x/taskBook"),
        replace(made, editions=[replace(made.current, version=2)]),
        replace(made, change=change),
        replace(made, change=replace(change, terms=terms(term_end=date(2029, 1, 1)))),
        replace(made, change=replace(change, reason="x")),
        replace(made, change=replace(change, proposed_at=None)),
    ]
    assert len({made.etag, *(each.etag for each in others)}) == 1 + len(others)
    assert replace(made, change=replace(change, proposed_by="people/x")).etag == replace(made, change=change).etag


def book() -> TaskBook:
    return TaskBook.of(PROJECT, list(OWNERS), UNIT.name, terms(), NOW)


@pytest.mark.rule("1.8")
def test_a_task_book_from_its_approval_to_a_change() -> None:
    made = book()
    assert (made.name, made.editions, made.current_version) == (f"{PROJECT}/taskBook", [Edition(1, terms(), "立项", NOW)], 1)
    assert (made.acceptance_required, made.acceptances, made.accepted) == ([*OWNERS, UNIT.name], [], False)
    by = {"version": 1, "rule": "1.1,1.8"}
    told, changed = done(made, lambda: made.accept(answer(UNIT.name)))
    first = {"organization": UNIT.name, "waiting_for": OWNERS}
    assert told == [("task_book.accepted_by_party.v1", False, BOOK | by | first)] and changed.keys() == {"acceptance"}
    made.accept(answer(BUREAU.name))
    told = said(made.accept(answer(POSTER.name)))
    assert told == [
        ("task_book.accepted_by_party.v1", False, BOOK | by | {"organization": POSTER.name, "waiting_for": ()}),
        ("task_book.accepted.v1", False, BOOK | by | {"accepted_by": (*OWNERS, UNIT.name)}),
    ]
    longer = terms(term_end=date(2029, 6, 30))
    told, changed = done(made, lambda: made.propose(longer, "设备推迟", answer(POSTER.name)))
    proposed = {"version": 2, "reason": "设备推迟", "proposed_by": "people/li", "waiting_for": (BUREAU.name,)}
    assert told == [("task_book.change_proposed.v1", False, BOOK | proposed)] and changed.keys() == {"change"}
    change = made.change
    assert change is not None and (change.terms, change.reason, change.proposed_by, change.proposed_at) == (
        longer,
        "设备推迟",
        "people/li",
        NOW,
    )
    told = said(made.consent(answer(BUREAU.name)))
    assert told == [("task_book.change_consented.v1", False, BOOK | {"organization": BUREAU.name, "waiting_for": (), "rule": "1.1,1.8"})]
    late = NOW + timedelta(days=3)
    told, changed = done(made, lambda: made.approve(answer(BUREAU.name, when=late)))
    published_ = {"version": 2, **asdict(longer)}
    assert told == [("task_book.changed.v1", False, BOOK | {"version": 2, "reason": "设备推迟", "task_book": published_})]
    assert changed.keys() == {"editions", "change"} and made.current == Edition(2, longer, "设备推迟", late)


@pytest.mark.rule("1.8")
def test_a_change_that_is_refused() -> None:
    def proposed() -> TaskBook:
        made = book()
        for organization in (*OWNERS, UNIT.name):
            made.accept(answer(organization))
        made.propose(terms(term_end=date(2029, 6, 30)), "推迟", answer(UNIT.name))
        return made

    made = proposed()
    assert made.change is not None and made.change.waiting_for == OWNERS, "who is no owner consents to nothing"
    told = said(made.refuse(answer(POSTER.name, "不允许", agreed=False)))
    words = {"organization": POSTER.name, "reason": "不允许", "rule": "1.1,1.8"}
    assert told == [("task_book.change_refused.v1", False, BOOK | words)]
    for act, reason, metadata in (
        (lambda: made.consent(answer(BUREAU.name)), "NO_CHANGE_PENDING", {}),
        (lambda: book().refuse(answer(POSTER.name)), "NO_CHANGE_PENDING", {}),
        (lambda: proposed().accept(answer(UNIT.name)), "TASK_BOOK_ACCEPTED", {}),
        (lambda: book().propose(terms(), "推迟", answer(UNIT.name)), "TASK_BOOK_NOT_ACCEPTED", {}),
        (lambda: proposed().propose(terms(), "又一项", answer(UNIT.name)), "CHANGE_PENDING", {}),
        (lambda: proposed().approve(answer(BUREAU.name)), "CONSENT_MISSING", {}),
    ):
        assert refused(act) == (RuleViolated, reason, "1.8", metadata)
    change = proposed().change
    assert change is not None
    assert refused(lambda: change.demand_consents("1.8", "变更", BUREAU.name)) == (RuleViolated, "CONSENT_MISSING", "1.8", {})
    change.consent(answer(POSTER.name), "1.8")
    change.demand_consents("1.8", "变更", BUREAU.name)


@pytest.mark.rule("3.4")
def test_an_exception_from_the_age_limit() -> None:
    assert exception_name(PROJECT, "people/he") == f"{PROJECT}/ageExceptions/he"
    made = AgeException(f"{PROJECT}/ageExceptions/he", PROJECT, "people/he", joint(OWNERS))
    he: dict[str, Any] = {"name": made.name, "project": PROJECT, "person": "people/he", "rule": "1.1,3.4"}
    told, changed = done(made, lambda: made.grant(answer(POSTER.name, "行业稀缺")))
    waiting = {"organization": POSTER.name, "waiting_for": (BUREAU.name,)}
    assert told == [("age_exception.consented.v1", True, he | waiting)] and changed.keys() == {"act", "reason"}
    assert made.consents == [replace(answer(POSTER.name, "行业稀缺"), seen=made.etag)] and made.reason == "行业稀缺"
    other = replace(made, act=joint(OWNERS))
    told = said(made.grant(replace(answer(BUREAU.name, "同意"), seen="v1")))
    assert told == [("age_exception.granted.v1", True, he | {"granted_by": OWNERS, "rule": "1.1,1.11,3.4"})]
    assert (made.consents[-1].seen, made.reason, made.state, made.version) == ("v1", "行业稀缺", ConsentState.GRANTED, 0)
    told = said(other.refuse(answer(BUREAU.name, "不必", agreed=False)))
    assert told == [("age_exception.refused.v1", True, he | {"organization": BUREAU.name})]
    assert len({made.etag, replace(made, name="x").etag, replace(made, reason="x").etag}) == 3


@pytest.mark.rule("6.5")
def test_a_filed_result() -> None:
    made = FiledResult(result_name("projects/pipes"), "projects/pipes")
    assert (made.name, made.shared_with("", "")) == ("projects/pipes/filedResult", None), "nothing is filed"
    made.conclude("met", Decimal("0.9"), UNIT.name, "people/sun")
    assert made.shared_with(UNIT.name, "people/sun") is None, "concluded is not filed"
    made.file("管线", NOW)
    assert vars(made) == {
        "name": "projects/pipes/filedResult",
        "project": "projects/pipes",
        "title": "管线",
        "undertaking_unit": UNIT.name,
        "lead": "people/sun",
        "conclusion": "met",
        "degree": Decimal("0.9"),
        "filed_at": NOW,
        "version": 0,
    }
    for unit, lead, shared in (
        (UNIT.name, "people/sun", ("undertaking_unit", "lead")),
        (UNIT.name, "people/x", ("undertaking_unit",)),
        ("organizations/x", "people/sun", ("lead",)),
    ):
        assert made.shared_with(unit, lead) == SharedResult("projects/pipes", "管线", "met", Decimal("0.9"), NOW, shared)
    assert made.shared_with("organizations/x", "people/x") is None
