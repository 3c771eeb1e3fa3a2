from decimal import Decimal

import pytest

from chassis.errors import RuleViolated
from services.registry.domain.guides import Guide, ScoreFactor
from tests.unit.registry.examples import at, guide, published


def refused(made: Guide) -> tuple[str, str]:
    with pytest.raises(RuleViolated) as refusal:
        made.create()
    return refusal.value.reason, refusal.value.rule


@pytest.mark.rule("3.5")
def test_the_leads_factor_is_there_once_and_never_zero() -> None:
    (fact,) = guide().publish(at("2026-02-20T09:00"))
    assert fact.lead_weight == 20
    without = [ScoreFactor("plan", "技术方案", Decimal(100))]
    assert refused(guide(factors=without)) == ("LEAD_FACTOR_MISSING", "3.5")
    zero = [*without, ScoreFactor("lead", "管理及创新能力", Decimal(0), lead=True)]
    assert refused(guide(factors=zero)) == ("LEAD_FACTOR_WITHOUT_WEIGHT", "3.5")
    twice = [ScoreFactor("a", "甲", Decimal(50), lead=True), ScoreFactor("b", "乙", Decimal(50), lead=True)]
    assert refused(guide(factors=twice)) == ("LEAD_FACTOR_REPEATED", "3.5")


@pytest.mark.rule("3.5")
def test_weights_add_up_and_the_threshold_can_be_reached() -> None:
    lead = ScoreFactor("lead", "管理及创新能力", Decimal(20), lead=True)
    assert guide().create()
    assert refused(guide(factors=[lead])) == ("WEIGHTS_NOT_100", "3.5")
    assert refused(guide(factors=[lead, ScoreFactor("lead", "方案", Decimal(80))])) == ("FACTOR_INVALID", "3.5")
    assert refused(guide(factors=[lead, ScoreFactor("plan", lead.title, Decimal(80))])) == ("FACTOR_INVALID", "3.5")
    assert refused(guide(factors=[lead, ScoreFactor("plan", "方案", Decimal(-80))])) == ("FACTOR_INVALID", "3.5")
    assert refused(guide(threshold=Decimal(101))) == ("THRESHOLD_OUT_OF_RANGE", "3.5")


@pytest.mark.rule("2.6")
def test_a_guide_opens_before_it_closes_and_takes_first_submissions_between() -> None:
    assert refused(guide(closes_at=at("2026-03-01T00:00"))) == ("WINDOW_INVERTED", "2.6")
    made = published()
    for instant, reason in (("2026-02-28T23:59", "GUIDE_NOT_OPEN"), ("2026-04-01T00:00", "GUIDE_CLOSED")):
        with pytest.raises(RuleViolated, match=reason):
            made.check_open(at(instant))
    made.check_open(at("2026-03-01T00:00"))
    made.check_open(at("2026-03-31T23:59"))
    with pytest.raises(RuleViolated, match="GUIDE_NOT_PUBLISHED"):
        guide().check_open(at("2026-03-10T00:00"))


@pytest.mark.rule("2.1")
def test_a_published_guide_is_published_once_and_in_time() -> None:
    with pytest.raises(RuleViolated, match="GUIDE_PUBLISHED"):
        published().publish(at("2026-03-02T00:00"))
    with pytest.raises(RuleViolated, match="GUIDE_CLOSED"):
        guide().publish(at("2026-04-01T00:00"))
