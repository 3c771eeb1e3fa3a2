"""Each act on a project says all that others go by, and alters nothing else (1.1, 1.6, 1.10, 6.4, 7.5)."""

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from plan.consents import Consent, ConsentState
from plan.parties import Engaged, Regime
from services.registry.domain.approvals import found
from services.registry.domain.projects import EvaluationStage, Notice, Project
from services.registry.domain.words import ChiefHiredBy, ProjectCategory, ProjectState
from tests.unit.registry.examples import (
    BUREAU,
    FIELD,
    NOW,
    POSTER,
    TODAY,
    UNIT,
    at,
    consent,
    parties,
    reviewed,
    terms,
)
from tests.unit.said import done, refused, said

PROJECT = "projects/casting"
OWNERS = (BUREAU.name, POSTER.name)
ABOUT: dict[str, Any] = {"name": PROJECT, "project": PROJECT, "rule": "1.10"}


def project() -> Project:
    return found(reviewed("80", "70", "90"), parties(), TODAY)


@pytest.mark.rule("1.1", "3.5")
def test_a_project_is_what_was_applied_for_and_its_fact_says_all_of_it() -> None:
    made = project()
    assert said(made.approve(terms())) == [
        (
            "project.approved.v1",
            False,
            {
                "name": PROJECT,
                "project": PROJECT,
                "title": "高压液压铸件",
                "kind": "open_bid",
                "category": "",
                "field": FIELD,
                "regime": "manager",
                "owners": OWNERS,
                "owner_kinds": {BUREAU.name: "science_bureau", POSTER.name: "enterprise"},
                "undertaking_unit": UNIT.name,
                "unit_area": "yuci",
                "county": "yuci",
                "posting_enterprise": POSTER.name,
                "nominated_lead": "people/sun",
                "chief_needed": True,
                "chief_hired_by": "manager",
                "nominated_chief": "",
                "approved_on": TODAY,
                "guide": "guides/g",
                "score": Decimal(79),
                "score_without_lead": Decimal(61),
                "exact_without_lead": "61",
                "exact_lead_score": "90",
                "lead_weight": Decimal(20),
                "threshold": Decimal(75),
                "task_book": {"version": 1, **asdict(terms())},
                "rule": "1.1,1.8,2.6,3.5,6.1",
            },
        )
    ]
    assert (made.application, made.state, made.evaluation) == ("applications/casting", ProjectState.APPROVED, EvaluationStage.NONE)
    assert (made.termination, made.running_since, made.closed_at, made.notices, made.version) == (None, None, None, [], 0)


@pytest.mark.rule("1.4")
@pytest.mark.parametrize("hired_by", ChiefHiredBy)
def test_what_a_project_has_of_its_regime_category_and_chief(hired_by: ChiefHiredBy) -> None:
    made = reviewed()
    made.proposal.category, made.proposal.nominated_chief = ProjectCategory.MAJOR_EQUIPMENT, "people/he"
    made.proposal.chief_hired_by, made.proposal.chief_needed = hired_by, False
    one = found(made, parties(poster=None), TODAY)
    assert (one.category, one.posting_enterprise, one.owners) == (ProjectCategory.MAJOR_EQUIPMENT, "", [BUREAU.name])
    assert (one.chief_needed, one.chief_hired_by, one.nominated_chief) == (False, hired_by, "people/he")
    (fact,) = one.approve(terms())
    assert (fact.category, fact.chief_hired_by) == ("major_equipment", hired_by.value)
    made.proposal.regime = Regime.CHIEF_RESPONSIBLE
    other = found(made, parties(), TODAY)
    assert (other.chief_needed, other.chief_hired_by, other.nominated_chief) == (True, ChiefHiredBy.UNDERTAKING_UNIT, "people/sun")
    other.chief_hired_by = None
    assert other.approve(terms())[0].chief_hired_by == ""


@pytest.mark.rule("1.6", "1.8")
def test_a_project_that_begins_to_run() -> None:
    made = project()
    first, second = at("2026-06-01T09:00"), at("2026-06-03T09:00")
    assert done(made, lambda: made.set_took_effect(second)) == ([], {"set_effective_at": second})
    told, changed = done(made, lambda: made.task_book_taken(first))
    assert told == [("project.running.v1", False, ABOUT | {"since": second, "rule": "1.6,1.8"})]
    assert changed == {"state": ProjectState.RUNNING, "task_book_accepted_at": first, "running_since": second}
    made.engage(Engaged("e1", "people/sun", "project_manager", True, True))
    made.engage(Engaged("e2", "people/he", "technical_chief", False, True))
    assert (made.project_manager, made.technical_chief) == ("people/sun", "people/he")
    made.engage(Engaged("e3", "people/qian", "project_manager", True, True))
    made.release("e2", "people/he", "technical_chief", is_lead=False)
    assert (made.project_manager, made.technical_chief, made.open) == ("people/qian", "", True)


def answer(organization: str, reason: str = "", agreed: bool = True, when: datetime = NOW) -> Consent:
    return replace(consent(organization, agreed, reason), at=when)


@pytest.mark.rule("1.10")
def test_a_termination() -> None:
    made = project()
    told, changed = done(made, lambda: made.decide_termination(answer(POSTER.name, "无法完成")))
    decided = {"organization": POSTER.name, "reason": "无法完成", "waiting_for": (BUREAU.name,), "rule": "1.1,1.10"}
    assert told == [("termination.decided.v1", False, ABOUT | decided)] and changed.keys() == {"termination"}
    pending = made.termination
    assert pending is not None and (pending.reason, pending.proposed_at, pending.required) == ("无法完成", NOW, list(OWNERS))
    assert pending.consents == [replace(answer(POSTER.name, "无法完成"), seen=pending.etag)]
    assert (pending.pending, pending.approved, pending.approved_on, pending.state) == (True, False, None, ConsentState.PENDING)
    told, changed = done(made, lambda: made.consent_to_termination(answer(BUREAU.name)))
    assert told == [("termination.consented.v1", False, ABOUT | {"organization": BUREAU.name, "waiting_for": (), "rule": "1.1,1.10"})]
    late = at("2026-04-01T00:30")
    told, changed = done(made, lambda: made.approve_termination(answer(BUREAU.name, when=late)))
    assert told == [("project.terminated.v1", False, ABOUT | {"decided_on": date(2026, 4, 1), "reason": "无法完成"})]
    assert changed.keys() == {"termination", "state"} and not made.open
    assert (pending.approved_at, pending.approved_on, pending.approved, pending.pending) == (late, date(2026, 4, 1), True, False)
    told, changed = done(made, lambda: made.close(late, "备案7"))
    assert told == [("project.closed.v1", False, ABOUT | {"filed_at": late, "reference": "备案7", "rule": "6.4"})]
    assert changed == {"state": ProjectState.CLOSED, "closed_at": late}


@pytest.mark.rule("1.10")
def test_a_termination_that_the_bureau_denies() -> None:
    made = project()
    made.decide_termination(answer(POSTER.name, "无法完成"))
    made.consent_to_termination(answer(BUREAU.name))
    denial = answer(BUREAU.name, "尚可补救", agreed=False)
    told = said(made.refuse_termination(denial, by_bureau=True))
    words = {"organization": BUREAU.name, "reason": "尚可补救", "rule": "1.1,1.10"}
    assert told == [("termination.refused.v1", False, ABOUT | words)]
    assert made.termination is not None and (made.termination.denial, made.termination.state) == (denial, ConsentState.REFUSED)
    other = project()
    other.decide_termination(answer(POSTER.name, "无法完成"))
    assert said(other.refuse_termination(denial, by_bureau=True)) == told
    assert other.termination is not None and other.termination.denial is None, "as an owner it answers among the owners"
    alien = project()
    alien.decide_termination(answer(POSTER.name, "无法完成"))
    blank = answer("organizations/kjj", " ", agreed=False)
    blank_told = (InvalidArgument, "REASON_MISSING", "1.10", {"field": "reason"})
    assert refused(lambda: alien.refuse_termination(blank, by_bureau=True)) == blank_told


@pytest.mark.rule("7.5")
def test_what_the_owners_are_told() -> None:
    made = project()
    notice = Notice("findings/f1", "people/sun", NOW)
    told, changed = done(made, lambda: made.tell_owners(notice))
    words = {"owners": OWNERS, "finding": "findings/f1", "subject": "people/sun", "rule": "7.5"}
    assert told == [("owners.told.v1", False, ABOUT | words)] and changed == {"notices": [notice]}
    assert made.tell_owners(replace(notice, finding="findings/f2")) and len(made.notices) == 2
    made.close(NOW, "备案7")
    assert made.tell_owners(replace(notice, finding="findings/f3")) == []


def ended(state: ProjectState) -> Project:
    return replace(project(), state=state)


def evaluated(stage: EvaluationStage) -> Project:
    return replace(project(), evaluation=stage)


@pytest.mark.rule("1.10", "6.2")
def test_how_acts_on_a_project_are_refused() -> None:
    pending = project()
    pending.decide_termination(answer(BUREAU.name, "无法完成"))
    over = terms(term_end=TODAY - timedelta(1))
    for act, reason, rule, metadata in (
        (lambda: ended(ProjectState.TERMINATED).decide_termination(answer(POSTER.name)), "PROJECT_ENDED", "1.10", {"state": "terminated"}),
        (lambda: ended(ProjectState.CLOSED).demand_open("1.8"), "PROJECT_ENDED", "1.8", {"state": "closed"}),
        (lambda: ended(ProjectState.CLOSED).consent_to_termination(answer(POSTER.name)), "PROJECT_ENDED", "1.10", {"state": "closed"}),
        (lambda: pending.decide_termination(answer(POSTER.name)), "TERMINATION_PENDING", "1.10", {}),
        (lambda: pending.consent_to_termination(answer(BUREAU.name)), "ALREADY_CONSENTED", "1.10", {"waiting_for": [POSTER.name]}),
        (lambda: pending.approve_termination(answer(BUREAU.name)), "CONSENT_MISSING", "1.10", {}),
        (lambda: project().approve_termination(answer(BUREAU.name)), "NO_TERMINATION_PENDING", "1.10", {}),
        (lambda: project().refuse_termination(answer(BUREAU.name)), "NO_TERMINATION_PENDING", "1.10", {}),
        (lambda: evaluated(EvaluationStage.OPENED).decide_termination(answer(POSTER.name)), "TERM_OVER", "1.10", {}),
        (lambda: evaluated(EvaluationStage.STARTED).demand_not_evaluated(), "EVALUATION_STARTED", "6.2", {}),
        (lambda: evaluated(EvaluationStage.STARTED).demand_changeable(terms(), TODAY), "EVALUATION_STARTED", "6.2", {}),
        (
            lambda: evaluated(EvaluationStage.OPENED).demand_changeable(over, TODAY),
            "TERM_OVER",
            "6.2",
            {"term_end": str(TODAY - timedelta(1))},
        ),
        (
            lambda: evaluated(EvaluationStage.OPENED).demand_changeable(terms(term_end=None), TODAY),
            "TERM_OVER",
            "6.2",
            {"term_end": "None"},
        ),
    ):
        assert refused(act) == (RuleViolated, reason, rule, metadata)
    stranger = refused(lambda: project().decide_termination(answer(UNIT.name, "无法完成")))
    assert stranger == (PermissionDenied, "CONSENT_NOT_YOURS", "1.10", {"required": list(OWNERS)})
    evaluated(EvaluationStage.OPENED).demand_changeable(terms(term_end=TODAY), TODAY)
    evaluated(EvaluationStage.NONE).demand_changeable(over, TODAY)
    evaluated(EvaluationStage.OPENED).demand_not_evaluated()
    for state in (ProjectState.APPROVED, ProjectState.RUNNING):
        ended(state).demand_open("1.8")
