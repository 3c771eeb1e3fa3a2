from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from chassis.calendar import Calendar, HolidayNotice
from chassis.errors import InvalidArgument, RuleViolated
from services.registry.domain.applications import Application
from services.registry.domain.dossiers import ImplementationPlan, LeadRating, SharedResult
from services.registry.domain.failures import Failure
from tests.unit.registry.examples import (
    EXPERTS,
    NOW,
    POLICY,
    UNIT,
    application,
    at,
    in_review,
    proposal,
    recommended,
    reviewed,
    sheet,
    step,
    submission,
    submitted,
    target,
    terms,
)

CALENDAR = Calendar()


def returned(made: Application, when: datetime = NOW) -> Application:
    made.give_back(["缺少检测方案"], CALENDAR, POLICY, step("returned", when))
    return made


def refusal(act: Any, *arguments: Any) -> tuple[str, str]:
    with pytest.raises(RuleViolated) as refused:
        act(*arguments)
    return refused.value.reason, refused.value.rule


@pytest.mark.rule("2.6")
def test_each_step_has_who_when_and_why() -> None:
    made = reviewed()
    made.approve(None, [], step("approved", reason="同意立项"))
    assert [each.act for each in made.steps] == ["submitted", "recommended", "passed", "expert_review_opened", "approved"]
    last = made.steps[-1]
    assert (last.actor, last.organization, last.at, last.reason) == ("people/li", UNIT.name, NOW, "同意立项")


@pytest.mark.rule("2.6")
def test_a_returned_application_comes_back_within_ten_working_days_after_the_guide_has_closed() -> None:
    made = returned(submitted(), at("2026-03-31T18:00"))
    # 清明节 2026-04-06 is a day off: ten working days after 31 March end on 15 April.
    assert made.correction_last_day == date(2026, 4, 15)
    made.submit(submission(), step("submitted", at("2026-04-15T23:59")))
    assert made.state == "submitted" and made.correction_last_day is None
    assert made.correction is not None and (made.correction.state, made.correction.late) == ("met", False)  # it was met, not forgotten
    assert made.redate_correction(CALENDAR, at("2026-04-16T09:00")) == []


@pytest.mark.rule("2.6")
def test_after_the_correction_period_it_is_refused_unless_the_guide_is_still_open() -> None:
    late = returned(submitted(), at("2026-03-31T18:00"))
    assert refusal(late.submit, submission(), step("submitted", at("2026-04-16T00:00"))) == ("DEADLINE_PASSED", "2.6")
    early = returned(submitted(), at("2026-03-02T09:00"))
    early.submit(submission(), step("submitted", at("2026-03-31T12:00")))
    assert early.state == "submitted"


@pytest.mark.rule("2.6")
def test_what_the_bureau_returned_comes_back_to_the_bureau() -> None:
    made = recommended()
    made.give_back_for_correction(["预算说明不全"], CALENDAR, POLICY, step("returned_for_correction"))
    assert made.state == "returned_for_correction"
    (fact,) = made.submit(submission(), step("submitted"))
    assert (made.state, fact.again) == ("recommended", True)


@pytest.mark.rule("2.6")
def test_a_return_has_reasons() -> None:
    for reasons in ([], ["  "]):
        with pytest.raises(InvalidArgument, match="REASON_MISSING"):
            submitted().give_back(reasons, CALENDAR, POLICY, step())


@pytest.mark.rule("2.6")
def test_acts_in_the_wrong_state_are_refused() -> None:
    plan = ImplementationPlan("分三步")
    assert refusal(application().recommend, plan, step()) == ("APPLICATION_NOT_SUBMITTED", "2.6")
    assert refusal(submitted().pass_formal_review, step()) == ("APPLICATION_NOT_RECOMMENDED", "2.6")
    assert refusal(recommended().open_review, None, [], POLICY.panel, step()) == ("APPLICATION_NOT_PASSED", "2.6")
    assert refusal(recommended().approve, None, [], step()) == ("APPLICATION_NOT_IN_REVIEW", "2.6")
    assert refusal(submitted().submit, submission(), step()) == ("APPLICATION_NOT_EDITABLE", "2.6")
    assert refusal(submitted().update, proposal()) == ("APPLICATION_NOT_EDITABLE", "2.6")
    refused = recommended()
    refused.refuse(step(reason="不符合指南方向"))
    assert refusal(refused.pass_formal_review, step()) == ("APPLICATION_NOT_RECOMMENDED", "2.6")


@pytest.mark.rule("2.2")
def test_a_recommendation_needs_the_countys_plan() -> None:
    assert refusal(submitted().recommend, ImplementationPlan(" "), step()) == ("IMPLEMENTATION_PLAN_MISSING", "2.2")
    made = submitted()
    (fact,) = made.recommend(ImplementationPlan("分三步"), step())
    assert (made.state, fact.county) == ("recommended", "yuci")


@pytest.mark.rule("2.2")
def test_only_the_area_of_the_unit_is_the_county() -> None:
    made = submitted()
    assert "county" in made.roles_of("people/wang", "organizations/yuci", "yuci")
    assert "county" not in made.roles_of("people/zhao", "organizations/taigu", "taigu")
    assert "county" not in application().roles_of("people/wang", "organizations/yuci", "")


@pytest.mark.rule("2.3")
def test_the_nominated_lead_and_the_unit_prepare_it() -> None:
    assert application().roles_of("people/sun", "organizations/institute", "") == {"lead"}
    assert application().roles_of("people/li", UNIT.name, "yuci") == {"undertaking_unit"}
    assert application().roles_of("people/x", "", "") == frozenset()


@pytest.mark.rule("4.7a")
def test_its_version_is_what_is_proposed_and_not_who_has_done_what_with_it() -> None:
    made = submitted()
    seen = made.etag
    made.recommend(ImplementationPlan("分三步"), step())
    with_plan = made.etag
    assert with_plan != seen
    made.give_back_for_correction(["补材料"], CALENDAR, POLICY, step())
    assert made.etag == with_plan
    made.update(proposal(title="新题目"))
    assert made.etag != with_plan


@pytest.mark.rule("4.7a")
@pytest.mark.rule("4.7")
def test_one_experts_scores_do_not_change_what_another_saw_and_say_nothing_of_the_tally() -> None:
    made = in_review()
    before = made.etag
    for expert in EXPERTS[:-1]:
        made.score(sheet(expert, "80", "80", "80"))
        assert made.etag == before
    made.score(sheet(EXPERTS[-1], "80", "80", "80"))
    assert made.etag != before, "who decides has seen no scores"


@pytest.mark.rule("3.1")
def test_a_lead_who_fails_3_1_is_not_nominated_and_other_conditions_stay_open() -> None:
    education = Failure("3.1", "EDUCATION_TOO_LOW", "学历为大专")
    attestation = Failure("3.2", "ATTESTATION_MISSING", "缺少证明")
    assert refusal(application().submit, submission([education, attestation]), step()) == ("EDUCATION_TOO_LOW", "3.1")
    made = application()
    (fact,) = made.submit(submission([attestation]), step())
    assert made.open_conditions == [attestation] and fact.open_conditions == ("3.2",)


@pytest.mark.rule("7.5")
def test_who_is_barred_is_neither_nominated_nor_approved() -> None:
    ground = Failure("7.5", "LEAD_BARRED", "被列入负面清单")
    assert refusal(application().submit, submission(barred=[ground]), step()) == ("LEAD_BARRED", "7.5")
    assert refusal(reviewed().approve, None, [ground], step()) == ("LEAD_BARRED", "7.5")


@pytest.mark.rule("3.5")
def test_approval_needs_the_threshold_with_the_leads_factor() -> None:
    high = reviewed("75", "75", "75")
    high.approve(None, [], step())
    assert high.state == "approved"
    # Without the lead's factor it would be 80; with it 74.
    low = reviewed("80", "80", "50")
    assert refusal(low.approve, None, [], step()) == ("SCORE_BELOW_THRESHOLD", "3.5")
    (fact,) = low.decline(step(reason="未达分数线"))
    assert (str(fact.total), str(fact.threshold)) == ("74", "75")


@pytest.mark.rule("2.6")
def test_nothing_is_decided_before_all_scores_are_in() -> None:
    made = in_review()
    made.score(sheet(EXPERTS[0], "80", "80", "80"))
    assert refusal(made.approve, None, [], step()) == ("DELIVERY_MISSING", "2.6")
    assert refusal(made.decline, step()) == ("DELIVERY_MISSING", "2.6")


@pytest.mark.rule("6.1")
def test_an_application_without_a_verifiable_target_is_not_approved() -> None:
    assert refusal(reviewed().approve, terms(targets=()), [], step()) == ("TARGETS_MISSING", "6.1")
    vague = terms(targets=(target(verification=""),))
    assert refusal(reviewed().approve, vague, [], step()) == ("TARGET_NOT_VERIFIABLE", "6.1")
    assert reviewed().approve(terms(), [], step()) == terms()


@pytest.mark.rule("4.3")
def test_a_provisional_correction_period_is_dated_anew_and_never_into_the_past() -> None:
    made = submitted()
    made.give_back(["补材料"], CALENDAR, POLICY, step("returned", at("2031-01-20T09:00")))
    assert (made.correction_last_day, made.correction_provisional) == (date(2031, 2, 7), True)
    off = tuple(date(2031, 1, day) for day in (22, 23, 24, 25, 26, 27, 28, 29))
    learnt = Calendar([HolidayNotice(2031, off, (), "假日安排")])
    (fact,) = made.redate_correction(learnt, at("2031-01-21T09:00"))
    assert (fact.previous_last_day, fact.correction_last_day, fact.provisional) == (date(2031, 2, 7), date(2031, 2, 11), False)
    assert made.redate_correction(learnt, at("2031-01-21T09:00")) == []


@pytest.mark.rule("4.3")
def test_redating_never_moves_a_last_day_into_the_past() -> None:
    made = submitted()
    made.give_back(["补材料"], CALENDAR, POLICY, step("returned", at("2031-01-20T09:00")))
    worked = tuple(date(2031, 1, day) for day in (25, 26))
    learnt = Calendar([HolidayNotice(2031, (), worked, "假日安排")])
    (fact,) = made.redate_correction(learnt, at("2031-02-07T09:00"))
    assert (fact.correction_last_day, made.correction_provisional) == (date(2031, 2, 7), False)
    past = submitted()
    past.give_back(["补材料"], CALENDAR, POLICY, step("returned", at("2031-01-20T09:00")))
    (certain,) = past.redate_correction(learnt, at("2031-02-08T09:00"))
    assert (certain.correction_last_day, certain.provisional) == (date(2031, 2, 7), False)


@pytest.mark.rule("4.3")
def test_a_notice_moves_a_correction_period_that_was_certain() -> None:
    made = returned(submitted(), at("2026-03-31T18:00"))
    assert (made.correction_last_day, made.correction_provisional) == (date(2026, 4, 15), False)
    corrected = Calendar([HolidayNotice(2026, (date(2026, 4, 6), date(2026, 4, 15)), (), "更正")])
    (fact,) = made.redate_correction(corrected, at("2026-04-01T09:00"))
    assert (fact.previous_last_day, fact.correction_last_day) == (date(2026, 4, 15), date(2026, 4, 16))
    made.submit(submission(), step("submitted", at("2026-04-16T23:59")))
    assert made.redate_correction(CALENDAR, at("2026-04-17T09:00")) == []


def test_a_submission_says_field_and_amount() -> None:
    (fact,) = application().submit(submission(), step())
    assert (fact.field, fact.amount_fen) == ("液压铸造", 3000_00)


@pytest.mark.rule("6.5")
def test_earlier_results_are_there_before_the_formal_review_and_stay_as_the_experts_saw_them() -> None:
    record = [SharedResult("projects/pipes", "管线", "partly_met", Decimal("0.82"), NOW, ("lead",))]
    made = recommended()
    made.offer_record(record)
    assert made.track_record == record
    judged = in_review()
    before = list(judged.track_record)
    judged.offer_record(record)
    assert judged.track_record == before


@pytest.mark.rule("3.6")
def test_the_rating_offered_when_the_experts_are_convened_stays_as_it_was_that_day() -> None:
    then = LeadRating("people/sun", NOW.date(), "good", Decimal("9.5"), 3, "总分 ＝ 9.5", "2026.1", NOW)
    made = recommended()
    made.offer_rating(then)
    assert made.lead_rating == then
    judged = in_review()
    judged.offer_rating(then)
    assert judged.lead_rating is None, "of a later day"
