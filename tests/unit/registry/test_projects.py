from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from plan.consents import joint
from plan.parties import Engaged, Parties
from services.registry.domain.age_exceptions import AgeException
from services.registry.domain.approvals import found
from services.registry.domain.projects import Notice, Project
from tests.unit.registry.examples import BUREAU, NOW, POSTER, TODAY, UNIT, at, consent, parties, reviewed, terms


def project() -> Project:
    return found(reviewed(), parties(), TODAY)


def reason(act: Any, *arguments: Any) -> tuple[str, str]:
    with pytest.raises(RuleViolated) as refused:
        act(*arguments)
    return refused.value.reason, refused.value.rule


@pytest.mark.rule("1.1")
@pytest.mark.rule("3.5")
def test_the_fact_of_approval_says_what_the_neighbours_need() -> None:
    (fact,) = project().approve(terms())
    assert (fact.name, fact.project, fact.owners) == ("projects/casting", "projects/casting", (BUREAU.name, POSTER.name))
    assert fact.owner_kinds == {BUREAU.name: "science_bureau", POSTER.name: "enterprise"}
    assert (str(fact.score), str(fact.score_without_lead), str(fact.lead_weight)) == ("80", "64", "20")
    assert (fact.task_book.version, fact.task_book.term_end, fact.unit_area, fact.county) == (1, date(2028, 6, 30), "yuci", "yuci")


@pytest.mark.rule("1.8")
@pytest.mark.rule("1.6")
def test_it_runs_once_its_set_is_in_effect_and_its_task_book_accepted() -> None:
    one = project()
    assert one.set_took_effect(at("2026-06-01T09:00")) == []
    (fact,) = one.task_book_taken(at("2026-06-03T09:00"))
    assert (one.state, fact.since) == ("running", at("2026-06-03T09:00"))
    other = project()
    assert other.task_book_taken(NOW) == []
    assert other.set_took_effect(at("2026-06-01T09:00"))[0].since == at("2026-06-01T09:00")
    assert other.set_took_effect(at("2026-07-01T09:00")) == []


@pytest.mark.rule("2.5")
def test_who_has_a_part_follows_from_owners_unit_county_and_engagements() -> None:
    made = project()
    assert made.roles_of("people/x", POSTER.name, "taigu") == {"owner"}
    assert made.roles_of("people/x", UNIT.name, "yuci") == {"undertaking_unit", "county"}
    assert made.roles_of("people/sun", "", "") == frozenset()  # nominated is not engaged, 1.2a
    made.engage(Engaged("projects/casting/engagements/m1", "people/sun", "project_manager", True, active=True))
    assert made.roles_of("people/sun", "", "") == {"lead", "project_manager"}
    made.release("projects/casting/engagements/m1", "people/sun", "project_manager", is_lead=True)
    made.engage(Engaged("projects/casting/engagements/m2", "people/qian", "project_manager", True, active=True))
    assert (made.lead, made.roles_of("people/sun", "", "")) == ("people/qian", frozenset())
    made.release("projects/casting/engagements/m2", "people/qian", "project_manager", is_lead=True)
    assert made.lead == ""


@pytest.mark.rule("1.10")
def test_the_owners_decide_and_the_bureau_approves() -> None:
    made = project()
    (decided,) = made.decide_termination(consent(POSTER.name, reason="技术路线不可行"))
    assert decided.waiting_for == (BUREAU.name,)
    assert reason(made.decide_termination, consent(POSTER.name)) == ("TERMINATION_PENDING", "1.10")
    (fact,) = made.approve_termination(consent(BUREAU.name))
    assert (made.state, fact.decided_on, fact.reason) == ("terminated", TODAY, "技术路线不可行")
    assert reason(made.decide_termination, consent(POSTER.name)) == ("PROJECT_ENDED", "1.10")


@pytest.mark.rule("1.10")
def test_the_bureau_does_not_approve_what_an_owner_has_not_decided() -> None:
    made = project()
    assert reason(made.approve_termination, consent(BUREAU.name)) == ("NO_TERMINATION_PENDING", "1.10")
    made.decide_termination(consent(BUREAU.name, reason="无法完成"))
    assert reason(made.approve_termination, consent(BUREAU.name)) == ("CONSENT_MISSING", "1.10")
    made.consent_to_termination(consent(POSTER.name))
    made.approve_termination(consent(BUREAU.name))
    assert made.state == "terminated"


@pytest.mark.rule("1.1")
def test_one_refusal_refuses_a_termination() -> None:
    made = project()
    made.decide_termination(consent(POSTER.name, reason="无法完成"))
    made.refuse_termination(consent(BUREAU.name, agreed=False, reason="尚可补救"))
    assert reason(made.approve_termination, consent(BUREAU.name)) == ("NO_TERMINATION_PENDING", "1.10")
    made.decide_termination(consent(POSTER.name, reason="仍无法完成"))
    assert made.state == "approved"


@pytest.mark.rule("1.1")
def test_an_owner_that_consented_may_still_refuse_while_others_are_asked_and_says_why() -> None:
    made = project()
    made.decide_termination(consent(POSTER.name, reason="无法完成"))
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        made.refuse_termination(consent(POSTER.name, agreed=False))
    made.refuse_termination(consent(POSTER.name, agreed=False, reason="已有转机"))
    assert made.termination is not None and made.termination.state == "refused"
    assert [answer.organization for answer in made.termination.consents] == [POSTER.name]


@pytest.mark.rule("1.10")
def test_once_all_owners_have_decided_only_the_bureau_refuses_and_theirs_stay_on_record() -> None:
    made = project()
    made.decide_termination(consent(POSTER.name, reason="无法完成"))
    made.consent_to_termination(consent(BUREAU.name))
    assert reason(made.refuse_termination, consent(POSTER.name, agreed=False, reason="反悔")) == ("ACT_DECIDED", "1.10")
    made.refuse_termination(consent(BUREAU.name, agreed=False, reason="尚可补救"), by_bureau=True)
    assert made.termination is not None and not made.termination.pending
    assert [answer.agreed for answer in made.termination.consents] == [True, True, False]


@pytest.mark.rule("1.1")
def test_who_is_no_owner_and_not_the_bureau_does_not_refuse() -> None:
    made = project()
    made.decide_termination(consent(POSTER.name, reason="无法完成"))
    with pytest.raises(PermissionDenied, match="CONSENT_NOT_YOURS"):
        made.refuse_termination(consent(UNIT.name, agreed=False, reason="不同意"))


@pytest.mark.rule("6.4")
def test_filing_closes_a_project_once_a_terminated_one_too() -> None:
    made = project()
    made.decide_termination(consent(POSTER.name, reason="无法完成"))
    made.approve_termination(consent(BUREAU.name))
    (fact,) = made.close(NOW, "备案2028-7")
    assert (made.state, made.closed_at, fact.reference) == ("closed", NOW, "备案2028-7")
    assert made.close(NOW, "备案2028-7") == []


@pytest.mark.rule("7.5")
def test_owners_are_told_once_and_nothing_is_undone() -> None:
    made = project()
    notice = Notice("findings/f1", "people/sun", NOW)
    (fact,) = made.tell_owners(notice)
    assert (fact.owners, made.state) == ((BUREAU.name, POSTER.name), "approved")
    assert made.tell_owners(notice) == []


def exception(owners: list[str], unit: str = UNIT.name) -> AgeException:
    act = Parties("projects/casting", owners=owners, undertaking_unit=unit).consent_of_owners(BUREAU.name)
    return AgeException("projects/casting/ageExceptions/he", "projects/casting", "people/he", act)


@pytest.mark.rule("3.4")
@pytest.mark.rule("1.1")
def test_an_exception_waits_for_every_owner_and_one_refusal_refuses_it() -> None:
    made = exception([BUREAU.name, POSTER.name])
    (waiting,) = made.grant(consent(POSTER.name, reason="行业稀缺"))
    assert (made.granted, waiting.TYPE) == (False, "age_exception.consented.v1")
    (fact,) = made.grant(consent(BUREAU.name, reason="同意"))
    assert made.granted and made.reason == "行业稀缺" and fact.TYPE == "age_exception.granted.v1"
    assert reason(made.grant, consent(BUREAU.name)) == ("ACT_DECIDED", "3.4")
    refused = exception([BUREAU.name, POSTER.name])
    refused.grant(consent(POSTER.name))
    refused.refuse(consent(BUREAU.name, agreed=False, reason="不必例外"))
    assert not refused.granted
    assert reason(refused.refuse, consent(POSTER.name, agreed=False, reason="不必例外")) == ("ACT_DECIDED", "3.4")
    assert reason(refused.grant, consent(BUREAU.name)) == ("ACT_DECIDED", "3.4")
    assert reason(refused.refuse, consent(POSTER.name, agreed=False, reason="再次拒绝")) == ("ACT_DECIDED", "3.4")


@pytest.mark.rule("1.11")
def test_an_owner_that_is_the_unit_needs_the_bureau_as_well() -> None:
    made = exception([UNIT.name])
    made.grant(consent(UNIT.name))
    assert not made.granted
    made.grant(consent(BUREAU.name))
    assert made.granted
    assert exception([POSTER.name]).required == [POSTER.name]
    assert exception([BUREAU.name], BUREAU.name).required == [BUREAU.name]


@pytest.mark.rule("3.4")
def test_who_is_no_owner_does_not_grant() -> None:
    with pytest.raises(PermissionDenied):
        exception([POSTER.name]).grant(consent(BUREAU.name))


@pytest.mark.rule("4.7a")
def test_a_termination_that_is_decided_anew_is_another_version_and_an_answer_makes_none() -> None:
    made = project()
    made.decide_termination(consent(POSTER.name, reason="无法完成"))
    assert made.termination is not None
    seen = made.termination.etag
    assert [answer.seen for answer in made.termination.consents] == [seen]
    made.refuse_termination(consent(BUREAU.name, agreed=False, reason="尚可补救"))
    assert made.termination.etag == seen
    for other in (consent(POSTER.name, reason="资金断链"), replace(consent(POSTER.name, reason="无法完成"), at=NOW + timedelta(days=1))):
        made.decide_termination(other)
        assert made.termination.etag != seen
        made.refuse_termination(consent(BUREAU.name, agreed=False, reason="尚可补救"))


@pytest.mark.rule("3.4")
@pytest.mark.rule("1.1")
def test_an_exception_holds_only_while_those_who_granted_it_are_asked() -> None:
    owners, others = [BUREAU.name, POSTER.name], [BUREAU.name, "organizations/other"]
    exception = AgeException("projects/casting/ageExceptions/he", "projects/casting", "people/he", joint(owners))
    for owner in owners:
        assert not exception.holds_for(joint(owners))
        exception.grant(consent(owner, reason="急需"))
    assert exception.holds_for(joint(list(reversed(owners))))
    # The application came back, and another enterprise posts it now.
    assert not exception.holds_for(joint(others)) and not exception.holds_for(joint(owners[:1]))
    exception.ask(joint(owners))
    assert exception.granted
    exception.ask(joint(others))
    assert not exception.granted and exception.act.waiting_for == tuple(others) and exception.reason == ""


@pytest.mark.rule("3.4")
@pytest.mark.rule("1.1")
def test_nobody_grants_an_exception_to_themselves_for_an_owner() -> None:
    made = exception([BUREAU.name, POSTER.name])
    for answer in (made.grant, made.refuse):
        with pytest.raises(PermissionDenied, match="ROLES_INCOMPATIBLE"):
            answer(replace(consent(POSTER.name, agreed=answer == made.grant, reason="行业稀缺"), person=made.person))
    assert made.grant(consent(POSTER.name, reason="行业稀缺"))
