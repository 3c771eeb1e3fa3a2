from decimal import Decimal

import pytest

from chassis.errors import RuleViolated
from services.evaluation.domain.assessments import Findings
from services.evaluation.domain.outcome import judge
from services.evaluation.domain.words import Conclusion, EvaluationState, FundsFinding
from tests.unit.evaluation.examples import NOW, RULE, assessed, conclude, found, funds, target, under_review

GOOD = {"pressure": "36", "scrap": "3.5", "patents": "6"}


@pytest.mark.rule("6.3")
def test_all_met_is_met() -> None:
    evaluation = assessed(GOOD, GOOD, GOOD)
    (fact,) = conclude(evaluation)
    assert (fact.conclusion, str(fact.degree)) == (Conclusion.MET, "1.0000")
    assert fact.rule == "6.2,6.3"
    assert evaluation.state is EvaluationState.CONCLUDED


@pytest.mark.rule("6.3")
def test_partly_met_can_be_followed_by_hand() -> None:
    evaluation = assessed(GOOD, GOOD | {"patents": "4", "scrap": "5"}, GOOD | {"patents": "5", "scrap": "5"})
    conclude(evaluation)
    verdict = evaluation.verdict
    assert verdict is not None
    # patents: median of 4, 5, 6 is 5, 1 - 1/6; scrap: median 5, 1 - 1/4 = 0.75; (40 + 26.25 + 25 × 5/6) / 100
    assert [str(each.degree) for each in verdict.targets] == ["1.0000", "0.7500", "0.8333"]
    assert (verdict.conclusion, str(verdict.degree)) == (Conclusion.PARTLY_MET, "0.8708")
    table = verdict.working.table
    assert "1 － ∣5 － 6∣ ÷ 6 ≈ 0.8333" in table
    assert "（40 ＋ 26.25 ＋ 20.8333） ÷ 100 ≈ 87.0833 ÷ 100 ≈ 0.8708" in table
    assert "总体结论为“部分完成”" in table
    assert all(line.count("|") == 11 for line in table.splitlines() if line.startswith("|"))
    assert "people/" not in table


@pytest.mark.rule("6.3")
def test_little_realised_is_not_met() -> None:
    poor = {"pressure": "10", "scrap": "9", "patents": "6"}
    evaluation = assessed(poor, poor, poor)
    (fact,) = conclude(evaluation)
    assert fact.conclusion is Conclusion.NOT_MET
    assert [each.conclusion.value for each in fact.targets] == ["not_met", "not_met", "met"]


@pytest.mark.rule("6.3")
@pytest.mark.parametrize(("patents", "conclusion"), [("3.6", Conclusion.PARTLY_MET), ("3.599", Conclusion.NOT_MET)])
def test_the_threshold_itself_is_enough(patents: str, conclusion: Conclusion) -> None:
    evaluation = under_review()
    evaluation.targets = [target("patents", value="6")]
    for panelist in evaluation.panel:
        evaluation.assess_items(panelist.person, Findings(found(patents=patents), funds()), NOW)
    (fact,) = conclude(evaluation)
    assert fact.conclusion is conclusion


@pytest.mark.rule("6.3")
def test_funds_out_of_order_cap_the_conclusion() -> None:
    evaluation = under_review()
    findings = (FundsFinding.NON_COMPLIANT, FundsFinding.COMPLIANT, FundsFinding.NON_COMPLIANT)
    for panelist, finding, spent in zip(evaluation.panel, findings, (1, 3, 2), strict=True):
        evaluation.assess_items(panelist.person, Findings(found(**GOOD), funds(finding, spent)), NOW)
    (fact,) = conclude(evaluation)
    verdict = evaluation.verdict
    assert verdict is not None
    assert (fact.conclusion, str(fact.degree)) == (Conclusion.PARTLY_MET, "1.0000")
    assert (verdict.funds.spent_fen, verdict.funds.votes_compliant, verdict.funds.votes_non_compliant) == (2, 1, 2)
    assert "经费使用不合规，最高为“部分完成”" in verdict.working.overall


@pytest.mark.rule("6.3")
def test_funds_out_of_order_do_not_lift_what_is_not_met() -> None:
    evaluation = under_review()
    poor = {"pressure": "10", "scrap": "9", "patents": "6"}
    for panelist in evaluation.panel:
        evaluation.assess_items(panelist.person, Findings(found(**poor), funds(FundsFinding.NON_COMPLIANT)), NOW)
    (fact,) = conclude(evaluation)
    assert fact.conclusion is Conclusion.NOT_MET


@pytest.mark.rule("6.2")
def test_every_expert_assesses_every_item_before_the_conclusion() -> None:
    evaluation = under_review()
    for panelist in evaluation.panel[:2]:
        evaluation.assess_items(panelist.person, Findings(found(**GOOD), funds()), NOW)
    evaluation.assess_items("people/wang", Findings(found(pressure="36"), None), NOW)
    with pytest.raises(RuleViolated) as refused:
        conclude(evaluation)
    assert (refused.value.reason, refused.value.rule) == ("DELIVERY_MISSING", "6.2")
    assert "people/wang：指标scrap、指标patents、经费使用" in refused.value.message
    assert "people/zhang" not in refused.value.message


@pytest.mark.rule("6.2")
def test_nothing_is_concluded_twice() -> None:
    evaluation = assessed(GOOD, GOOD, GOOD)
    conclude(evaluation)
    with pytest.raises(RuleViolated) as refused:
        conclude(evaluation)
    assert (refused.value.reason, refused.value.rule) == ("EVALUATION_CONCLUDED", "6.2")


@pytest.mark.rule("6.3")
def test_without_weights_every_target_counts_alike() -> None:
    evaluation = under_review()
    evaluation.targets = [target("pressure", weight="0"), target("scrap", weight="0"), target("patents", weight="0")]
    values = {"pressure": "35", "scrap": "35", "patents": "0"}
    for panelist in evaluation.panel:
        evaluation.assess_items(panelist.person, Findings(found(**values), funds()), NOW)
    outcome = judge(evaluation.targets, evaluation.assessments, 0, RULE)
    assert outcome.degree == Decimal("0.6667")


@pytest.mark.rule("6.3")
def test_the_rule_is_policy_data_and_stands_in_the_working() -> None:
    evaluation = assessed(GOOD, GOOD, GOOD)
    conclude(evaluation)
    verdict = evaluation.verdict
    assert verdict is not None
    assert verdict.policy_version == "2026.1"
    assert any("0.6" in step for step in verdict.working.rule_steps)
    assert verdict.working.rows[0].self_value == "35"
    assert str(verdict.working.rows[0].weighted_degree) == "40.0000"


@pytest.mark.rule("6.3")
@pytest.mark.parametrize(
    ("pressure", "conclusion", "degree"),
    [
        ("59.9999", Conclusion.NOT_MET, "0.599999"),  # Rounded it was 0.6000, and partly met.
        ("60", Conclusion.PARTLY_MET, "0.6000"),
        ("99.9999", Conclusion.PARTLY_MET, "0.999999"),
        ("100", Conclusion.MET, "1.0000"),
    ],
)
def test_the_whole_is_decided_exactly_and_never_shown_as_more(pressure: str, conclusion: Conclusion, degree: str) -> None:
    evaluation = under_review()
    evaluation.targets = [target("pressure", value="100")]
    for panelist in evaluation.panel:
        evaluation.assess_items(panelist.person, Findings(found(pressure=pressure), funds()), NOW)
    outcome = judge(evaluation.targets, evaluation.assessments, 0, RULE)
    assert (outcome.conclusion, str(outcome.degree)) == (conclusion, degree)
