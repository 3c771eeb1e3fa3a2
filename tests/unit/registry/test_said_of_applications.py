"""Each act on an application says all that others go by, and alters nothing else (2.2 to 2.7, 3.5, 3.6)."""

from dataclasses import asdict, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from chassis.calendar import Calendar, HolidayNotice
from chassis.errors import InvalidArgument, RuleViolated
from plan.parties import Regime
from services.registry.domain.applications import Application
from services.registry.domain.dossiers import ImplementationPlan, LeadRating, SharedResult
from services.registry.domain.failures import Failure
from services.registry.domain.reviews import FactorScore, Reviewer
from services.registry.domain.states import APPLICATION
from services.registry.domain.words import ApplicationState, ProjectCategory, ProjectKind
from tests.unit.registry.examples import (
    BUREAU,
    EXPERTS,
    FIELD,
    NOW,
    POLICY,
    POSTER,
    SCHOOL,
    TODAY,
    UNIT,
    application,
    at,
    guide,
    in_review,
    panel,
    parties,
    published,
    recommended,
    reviewed,
    reviewer,
    sheet,
    step,
    submission,
    submitted,
    terms,
)
from tests.unit.said import done, refused, working

CALENDAR = Calendar()
PROJECT = "projects/casting"
OWNERS = (BUREAU.name, POSTER.name)
APPLIED: dict[str, Any] = {"name": "applications/casting", "project": PROJECT, "rule": "2.6"}
DRAFT = {"title": "高压液压铸件", "undertaking_unit": UNIT.name, "nominated_lead": "people/sun"}


@pytest.mark.rule("2.3", "2.6")
def test_a_draft() -> None:
    made = application()
    first = step("created")
    told, changed = done(made, lambda: made.create(guide(), first))
    said = {"guide": "guides/g", "closes_at": guide().closes_at, "rule": "2.3,2.6"}
    assert told == [("application.created.v1", True, APPLIED | DRAFT | said)]
    assert changed == {"steps": [first]}
    other = replace(made.proposal, title="新题目", undertaking_unit="organizations/x", nominated_lead="people/x")
    told, changed = done(made, lambda: made.update(other))
    words = {"title": "新题目", "undertaking_unit": "organizations/x", "nominated_lead": "people/x", "rule": "2.3,2.6"}
    assert told == [("application.updated.v1", True, APPLIED | words)] and changed == {"proposal": other}


@pytest.mark.rule("2.6")
def test_a_submission() -> None:
    unmet = [
        Failure("3.4", "AGE_OVER_LIMIT", "超龄"),
        Failure("3.2", "ATTESTATION_MISSING", "缺"),
        Failure("3.2", "ATTESTATION_MISSING", "乙"),
    ]
    made = application()
    sent = step("submitted")
    told, changed = done(made, lambda: made.submit(submission(unmet), sent))
    wanted: dict[str, Any] = {
        "guide": "guides/g",
        "kind": "open_bid",
        "field": FIELD,
        "amount_fen": 3000_00,
        "owners": OWNERS,
        "county": "yuci",
        "again": False,
        "to_bureau": False,
        "open_conditions": ("3.2", "3.4"),
        "rule": "S.1,S.2,1.1,2.3,2.6,7.5",
    }
    assert told == [("application.submitted.v1", False, APPLIED | DRAFT | wanted)]
    assert changed == {
        "state": ApplicationState.SUBMITTED,
        "owners": list(OWNERS),
        "owner_kinds": {BUREAU.name: "science_bureau", POSTER.name: "enterprise"},
        "county": "yuci",
        "open_conditions": unmet,
        "submitted_at": NOW,
        "steps": [sent],
    }


@pytest.mark.rule("2.6", "2.7")
def test_what_comes_back() -> None:
    made = submitted()
    back = step("returned", NOW + timedelta(days=1))
    told, changed = done(made, lambda: made.give_back(["缺方案", "缺预算"], CALENDAR, POLICY, back))
    day = {"correction_last_day": date(2026, 3, 25), "provisional": False, "basis": working(date(2026, 3, 11), 10)}
    assert told == [("application.returned.v1", False, APPLIED | day | {"by_bureau": False, "reasons": ("缺方案", "缺预算")})]
    assert changed.keys() == {"state", "correction", "steps"} and made.state is ApplicationState.RETURNED and made.steps[-1] == back
    assert made.correction is not None and made.correction.basis.days == POLICY.applications.correction_working_days
    assert (made.correction_last_day, made.correction_provisional) == (date(2026, 3, 25), False)
    again = step("submitted", NOW + timedelta(days=2))
    (fact,) = made.submit(submission(), again)
    assert (fact.again, fact.to_bureau, made.submitted_at, made.correction.met_at) == (True, False, NOW, again.at)
    made.recommend(ImplementationPlan("分三步"), step())
    (fact_,) = made.give_back_for_correction(["缺"], CALENDAR, POLICY, step())
    assert (fact_.by_bureau, made.state) == (True, ApplicationState.RETURNED_FOR_CORRECTION)
    (fact,) = made.submit(submission(), step())
    assert (fact.again, fact.to_bureau, fact.rule) == (True, True, "S.1,S.2,1.1,2.3,2.6,7.5")


@pytest.mark.rule("2.6", "2.7")
def test_what_the_bureau_returned_goes_to_a_county_that_has_not_seen_it() -> None:
    made = recommended()
    made.give_back_for_correction(["缺"], CALENDAR, POLICY, step())
    (fact,) = made.submit(submission(who=parties(replace(UNIT, area="lingshi"))), step())
    assert (fact.county, fact.to_bureau, made.state) == ("lingshi", False, ApplicationState.SUBMITTED)
    far = application(posting_enterprise="")
    (direct,) = far.submit(submission(who=parties(replace(UNIT, area="outside"), None)), step())
    assert (direct.county, direct.to_bureau, direct.rule, far.owners) == ("", True, "S.1,S.2,1.1,2.3,2.6,7.5,2.7", [BUREAU.name])


@pytest.mark.rule("2.6")
def test_a_correction_that_comes_late_while_the_guide_is_open_is_late() -> None:
    made = submitted()
    made.give_back(["缺"], CALENDAR, POLICY, step(when=at("2026-03-02T09:00")))
    assert made.correction is not None and made.correction.end == at("2026-03-17T00:00")
    made.submit(submission(), step(when=at("2026-03-17T00:00")))
    assert made.correction.late
    after = submitted()
    after.give_back(["缺"], CALENDAR, POLICY, step(when=at("2026-03-31T18:00")))
    told = refused(lambda: after.submit(submission(), step(when=at("2026-04-16T00:00"))))
    assert told == (RuleViolated, "DEADLINE_PASSED", "2.6", {})


@pytest.mark.rule("4.3")
def test_a_correction_that_is_dated_anew() -> None:
    made = submitted()
    made.give_back(["补材料"], CALENDAR, POLICY, step("returned", at("2031-01-20T09:00")))
    learnt = Calendar([HolidayNotice(2031, tuple(date(2031, 1, day) for day in range(22, 30)), (), "假日安排")])
    told, changed = done(made, lambda: made.redate_correction(learnt, at("2031-01-21T09:00")))
    days = {"previous_last_day": date(2031, 2, 7), "correction_last_day": date(2031, 2, 11), "provisional": False, "rule": "2.6,4.3"}
    days |= {"basis": working(date(2031, 1, 20), 10)}
    assert told == [("application.correction_redated.v1", False, APPLIED | days)] and changed.keys() == {"correction"}
    assert (made.correction_last_day, made.correction_provisional) == (date(2031, 2, 11), False)
    assert submitted().redate_correction(learnt, NOW) == [] and submitted().correction_last_day is None
    assert not submitted().correction_provisional


@pytest.mark.rule("2.2")
def test_a_recommendation_and_the_formal_review() -> None:
    made = submitted()
    plan, recommending = ImplementationPlan("分三步"), step("recommended")
    told, changed = done(made, lambda: made.recommend(plan, recommending))
    assert told == [
        ("application.recommended.v1", False, APPLIED | {"county": "yuci", "implementation_plan_digest": "", "rule": "2.2,2.6"})
    ]
    assert changed.keys() == {"state", "implementation_plan", "steps"} and (made.implementation_plan, made.steps[-1]) == (
        plan,
        recommending,
    )
    assert refused(ImplementationPlan().demand_given) == (RuleViolated, "IMPLEMENTATION_PLAN_MISSING", "2.2", {})
    passing = step("passed")
    told, changed = done(made, lambda: made.pass_formal_review(passing))
    assert told == [("application.passed.v1", False, APPLIED | {"rule": "2.1,2.6"})]
    assert changed.keys() == {"state", "steps"} and made.steps[-1] == passing
    other = recommended()
    told, changed = done(other, lambda: other.refuse(step("refused", reason="不符合方向")))
    assert told == [("application.refused.v1", False, APPLIED | {"reason": "不符合方向", "rule": "2.1,2.6"})]
    assert changed.keys() == {"state", "steps"} and other.steps[-1].reason == "不符合方向"


@pytest.mark.rule("2.6", "4.7")
def test_the_expert_review() -> None:
    made = recommended()
    made.pass_formal_review(step())
    opening = step("expert_review_opened", NOW + timedelta(days=1))
    told, changed = done(made, lambda: made.open_review(published(), panel(), POLICY.panel, opening))
    assert told == [("expert_review.opened.v1", True, APPLIED | {"experts": tuple(EXPERTS), "rule": "2.6,4.7,7.5"})]
    assert changed.keys() == {"state", "review", "steps"} and made.steps[-1] == opening
    review = made.review
    assert review is not None and (review.opened_at, review.convened_by, review.size) == (opening.at, "people/li", 3)
    assert (review.factors, review.threshold, review.lead_weight) == (published().factors, Decimal(75), Decimal(20))
    assert review.members[0] == Reviewer(person=EXPERTS[0], organization=SCHOOL.name, display_name=EXPERTS[0])
    replacing = step("replaced", reason="因公出国")
    told, changed = done(made, lambda: made.replace_expert(EXPERTS[0], reviewer("people/e4"), replacing, unfit=False))
    experts = (*EXPERTS[1:], "people/e4")
    who = {"expert": EXPERTS[0], "successor": "people/e4", "experts": experts, "reason": "因公出国", "rule": "2.6,4.7,7.5"}
    assert told == [("expert_review.expert_replaced.v1", True, APPLIED | who)]
    assert changed.keys() == {"review", "steps"} and made.steps[-1] == replace(replacing, reason="")
    given = sheet("people/e4", "80", "70", "90")
    told, changed = done(made, lambda: made.score(given))
    scored = {"expert": "people/e4", "sheets_in": 1, "sheets_needed": 3, "rule": "2.6,3.5"}
    assert told == [("application.scored.v1", True, APPLIED | scored)] and changed.keys() == {"review"}
    assert review.sheets == [given] and review.members[-1].delivered_at == given.scored_at
    made.score(sheet(EXPERTS[1], "81", "71", "91"))
    told, _ = done(made, lambda: made.score(sheet(EXPERTS[2], "82", "72.5", "92")))
    assert told[0] == ("application.scored.v1", True, APPLIED | scored | {"expert": EXPERTS[2], "sheets_in": 3})
    assert [(kind, inside) for kind, inside, _ in told[1:]] == [("expert_review.scored.v1", True)]
    marks = (("81", "82", "80"), ("71", "72.5", "70"), ("91", "92", "90"))
    factors = [
        {"factor": each.id, "title": each.title, "weight": each.weight, "lead": each.lead}
        | {"scores": dict(zip(experts, map(Decimal, scores), strict=True))}
        for each, scores in zip(review.factors, marks, strict=True)
    ]
    assert told[1][2] == APPLIED | {"factors": tuple(factors), "threshold": Decimal(75), "rule": "2.6,3.5"}


@pytest.mark.rule("3.5")
def test_how_a_sheet_is_refused() -> None:
    made = in_review()
    short, beyond = sheet(EXPERTS[0], "80", "70", "90"), sheet(EXPERTS[0], "80", "100.1", "90")
    short.scores.pop()
    assert refused(lambda: made.score(short)) == (InvalidArgument, "SCORES_INCOMPLETE", "3.5", {})
    assert refused(lambda: made.score(beyond)) == (InvalidArgument, "SCORE_OUT_OF_RANGE", "3.5", {})
    assert refused(lambda: made.score(sheet(EXPERTS[0], "-0.1", "0", "0"))) == (InvalidArgument, "SCORE_OUT_OF_RANGE", "3.5", {})
    assert refused(lambda: made.score(sheet("people/x", "0", "0", "0"))) == (RuleViolated, "NOT_ON_PANEL", "4.7", {})
    assert made.review is not None and not made.review.sheets
    made.score(sheet(EXPERTS[0], "0", "100", "0"))
    assert refused(lambda: made.score(sheet(EXPERTS[0], "0", "0", "0"))) == (RuleViolated, "ALREADY_DELIVERED", "2.6", {})
    assert refused(lambda: made.decline(step())) == (RuleViolated, "DELIVERY_MISSING", "2.6", {"missing": EXPERTS[1:]})


@pytest.mark.rule("3.5")
def test_what_the_scores_come_to() -> None:
    review = reviewed("80", "70", "90").review
    assert review is not None and (review.sheets_in, review.sheets_needed, review.experts) == (3, 3, EXPERTS)
    assert review.means == [FactorScore("plan", Decimal(80)), FactorScore("benefit", Decimal(70)), FactorScore("lead", Decimal(90))]
    assert (review.total, review.total_without_lead, review.exact_lead_score) == (Decimal(79), Decimal(61), Fraction(90))
    assert (review.exact_total, review.exact_total_without_lead, review.reached, review.failures) == (79, 61, True, [])
    low = reviewed("70", "70", "70").review
    assert low is not None and [(each.rule, each.reason) for each in low.failures] == [("3.5", "SCORE_BELOW_THRESHOLD")]
    waiting = in_review().review
    assert waiting is not None and (waiting.exact_lead_score, waiting.exact_total, waiting.exact_total_without_lead) == (None, None, None)


@pytest.mark.rule("2.6")
def test_a_decision() -> None:
    made = reviewed("80", "70", "55")
    declining = step("declined", at("2026-05-01T00:30"), "名额有限")
    told, changed = done(made, lambda: made.decline(declining))
    wanted = {
        "title": "高压液压铸件",
        "reason": "名额有限",
        "total": Decimal(72),
        "threshold": Decimal(75),
        "nominated_lead": "people/sun",
        "exact_lead_score": "55",
        "declined_on": date(2026, 5, 1),
        "rule": "2.6,3.5",
    }
    assert told == [("application.declined.v1", False, APPLIED | wanted)] and changed.keys() == {"state", "steps"}
    assert made.steps[-1] == declining and made.project == ""
    good = reviewed()
    approving = step("approved")
    before = good.proposal.task_book
    assert good.approve(None, [], approving) is before
    assert (good.state, good.project, good.steps[-1]) == (ApplicationState.APPROVED, PROJECT, approving)
    longer = terms(term_end=date(2029, 6, 30))
    assert reviewed().approve(longer, [], step()) is longer


@pytest.mark.rule("2.6")
@pytest.mark.parametrize("state", ApplicationState)
def test_why_an_application_does_not_admit_an_act(state: ApplicationState) -> None:
    """Each reason names the state that the act waits for."""
    waits_for = {
        "EDITABLE": {"update", "submit", "submit_to_bureau"},
        "SUBMITTED": {"give_back", "recommend"},
        "RECOMMENDED": {"give_back_for_correction", "refuse", "pass_formal_review"},
        "PASSED": {"open_review"},
        "IN_REVIEW": {"replace_expert", "score", "approve", "decline"},
    }
    assert set(APPLICATION.moves) == set().union(*waits_for.values())
    made = replace(application(), state=state)
    for wanted, acts in waits_for.items():
        for act in acts:
            if APPLICATION.admits(state, act):
                made.admit(act)
            else:
                told = (RuleViolated, f"APPLICATION_NOT_{wanted}", "2.6", {"state": state.value})
                assert refused(lambda act=act: made.admit(act)) == told  # type: ignore[misc]


@pytest.mark.rule("3.6", "6.5")
def test_what_is_offered_to_a_review_before_it_is_opened() -> None:
    record = [SharedResult("projects/pipes", "管线", "met", Decimal(1), NOW, ("lead",))]
    rating = LeadRating("people/sun", TODAY, "good", Decimal(9), 3, "总分 ＝ 9", "2026.1", NOW)
    made, over = recommended(), recommended()
    over.refuse(step(reason="不符合方向"))
    for each in (made, over):
        each.offer_record(record)
        each.offer_rating(rating)
    assert (made.track_record, made.lead_rating, over.track_record, over.lead_rating) == (record, rating, [], rating)


@pytest.mark.rule("4.7a")
def test_each_part_of_an_application_makes_another_version() -> None:
    made = recommended()
    proposal = made.proposal
    others = [
        replace(made, name="applications/other"),
        replace(made, implementation_plan=ImplementationPlan("分四步")),
        replace(made, implementation_plan=None),
        *(replace(made, proposal=replace(proposal, **{field: value})) for field, value in OTHERWISE.items()),
    ]
    assert len({made.etag, *(each.etag for each in others)}) == 1 + len(others)
    scores_open = reviewed()
    assert replace(scores_open, review=None).etag == replace(scores_open, review=in_review().review).etag != scores_open.etag
    assert OTHERWISE.keys() == asdict(proposal).keys(), "a new part of a proposal belongs here"


OTHERWISE: dict[str, Any] = {
    "title": "另一题目",
    "summary": "摘要",
    "kind": ProjectKind.GOVERNMENT_DIRECT,
    "category": ProjectCategory.MAJOR_EQUIPMENT,
    "field": "谷子育种",
    "regime": Regime.CHIEF_RESPONSIBLE,
    "posting_enterprise": "",
    "undertaking_unit": "organizations/x",
    "site_area": "lingshi",
    "nominated_lead": "people/x",
    "chief_needed": False,
    "chief_hired_by": None,
    "nominated_chief": "people/he",
    "task_book": terms(term_end=date(2029, 1, 1)),
}


@pytest.mark.rule("1.2a", "4.7")
def test_who_is_who_in_an_application() -> None:
    made = submitted(nominated_chief="people/he")
    who = made.parties
    assert (who.name, who.regime, who.owners, who.undertaking_unit, who.county) == (
        PROJECT,
        Regime.MANAGER,
        list(OWNERS),
        UNIT.name,
        "yuci",
    )
    assert (who.nominated_lead, who.owner_kinds) == ("people/sun", {BUREAU.name: "science_bureau", POSTER.name: "enterprise"})
    circle = made.circle("organizations/institute")
    assert (circle.lead, circle.lead_organization, circle.nominated_chief) == ("people/sun", "organizations/institute", "people/he")
    assert application(regime=None).parties.regime is Regime.MANAGER
    assert application(regime=Regime.CHIEF_RESPONSIBLE).parties.regime is Regime.CHIEF_RESPONSIBLE
    judged = in_review()
    assert judged.roles_of(EXPERTS[0], UNIT.name, "yuci") == {"expert", "undertaking_unit", "county"}
    assert judged.roles_of("people/sun", "", "") == {"lead"}
    assert Application("applications/a", "guides/g").roles_of("", "", "") == frozenset()
