from datetime import date, datetime

import pytest

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from services.support.domain.claim import COMPLETE, DECIDE, PAY, Claim, ClaimDocument, Payment
from services.support.domain.words import ClaimState
from tests.unit.support.examples import CERTIFICATE, LATE, NOW, OFFICIAL, PROOF, TODAY, UNIT, claim, due


def granted() -> Claim:
    made = claim()
    made.decide(30_000_000, "按第三条", OFFICIAL, due(30), NOW)
    return made


def payment(amount: int = 30_000_000, day: date = TODAY) -> Payment:
    return Payment(amount, day, "财预拨〔2026〕88号", OFFICIAL, NOW)


@pytest.mark.rule("9.1")
def test_it_goes_from_submission_to_payment_with_a_date_a_step() -> None:
    made = claim()
    (submitted,) = made.submit()
    assert (submitted.last_day, made.step) == (date(2026, 3, 30), DECIDE)
    made.send_back("缺少附件", OFFICIAL, due(10), NOW)
    assert (made.state, made.step, made.due_date, made.responsible) == (ClaimState.RETURNED, COMPLETE, date(2026, 3, 16), UNIT)
    (completed,) = made.complete((ClaimDocument(CERTIFICATE, PROOF),), due(20), NOW)
    assert (completed.late, made.step, len(made.documents)) == (False, DECIDE, 1)
    (decided,) = made.decide(30_000_000, "按第三条", OFFICIAL, due(30), NOW)
    assert (decided.granted, decided.granted_fen, made.step) == (True, 30_000_000, PAY)
    (paid,) = made.pay(payment(), TODAY)
    assert (paid.amount_fen, made.state) == (30_000_000, ClaimState.PAID)


@pytest.mark.rule("9.1")
def test_without_its_documents_it_is_refused() -> None:
    with pytest.raises(RuleViolated, match="DOCUMENTS_MISSING") as refused:
        claim(documents=()).submit()
    assert CERTIFICATE in refused.value.message


@pytest.mark.rule("9.1")
def test_amounts_are_bounded_at_every_step() -> None:
    with pytest.raises(RuleViolated, match="AMOUNT_OVER_POLICY"):
        claim(amount_fen=50_000_001).submit()
    with pytest.raises(InvalidArgument, match="AMOUNT_NEGATIVE"):
        claim(amount_fen=-1).submit()
    with pytest.raises(RuleViolated, match="AMOUNT_OVER_CLAIM"):
        claim().decide(40_000_001, "按第三条", OFFICIAL, due(), NOW)
    with pytest.raises(RuleViolated, match="PAYMENT_DIFFERS"):
        granted().pay(payment(29_999_999), TODAY)
    with pytest.raises(InvalidArgument, match="DATE_IN_FUTURE"):
        granted().pay(payment(day=date(2026, 3, 3)), TODAY)


@pytest.mark.rule("9.1")
@pytest.mark.parametrize("at", ["2026-03-04T15:59:00+00:00", "2026-03-03T16:00:00+00:00"])
def test_nothing_is_paid_before_the_day_in_china_on_which_it_was_granted(at: str) -> None:
    made = claim()
    made.decide(30_000_000, "按第三条", OFFICIAL, due(30), datetime.fromisoformat(at))
    with pytest.raises(InvalidArgument, match="PAYMENT_DATE_INVALID"):
        made.pay(payment(day=date(2026, 3, 3)), date(2026, 3, 9))
    assert made.pay(payment(day=date(2026, 3, 4)), date(2026, 3, 9))[-1].paid_on == date(2026, 3, 4)


@pytest.mark.rule("9.1")
def test_nothing_is_paid_twice_or_without_a_decision() -> None:
    made = granted()
    made.pay(payment(), TODAY)
    with pytest.raises(RuleViolated, match="CLAIM_DECIDED"):
        made.pay(payment(), TODAY)
    with pytest.raises(RuleViolated, match="CLAIM_NOT_GRANTED"):
        claim().pay(payment(), TODAY)


@pytest.mark.rule("9.1")
def test_it_is_declined_with_a_reason() -> None:
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        claim().decline(" ", OFFICIAL, NOW)
    made = claim()
    (decided,) = made.decline("未通过认定", OFFICIAL, NOW)
    assert (decided.granted, made.state) == (False, ClaimState.DECLINED)


@pytest.mark.rule("4.5")
def test_a_late_step_is_done_and_marked_late() -> None:
    made = claim()
    overdue, decided = made.decide(0, "按第三条", OFFICIAL, due(30, LATE), LATE)
    assert (overdue.TYPE, overdue.step, decided.late, made.overdue) == ("step.overdue.v1", DECIDE, True, False)


@pytest.mark.rule("9.1")
def test_only_the_claimant_completes_and_withdraws() -> None:
    claim().demand_claimant(UNIT)
    with pytest.raises(PermissionDenied, match="NOT_THE_CLAIMANT"):
        claim().demand_claimant("organizations/other")
    made = claim()
    made.withdraw("people/clerk")
    with pytest.raises(RuleViolated, match="CLAIM_DECIDED"):
        made.decline("x", OFFICIAL, NOW)
    with pytest.raises(RuleViolated, match="CLAIM_NOT_RETURNED"):
        claim().complete((), due(), NOW)
