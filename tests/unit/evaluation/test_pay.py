"""The chief's floating pay: pool, split, scores, amounts, payments, exact to the fen (3.7)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import InvalidArgument, NotFound, PermissionDenied, Refusal, RuleViolated
from chassis.policy import Policies
from plan.consents import Consent, JointAct
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.pay import ChiefPay, PayTerms, Scored, Tenure, pay_name, project_of_pay
from services.evaluation.domain.pay.pool import Graded, Grades, PaidNode, pool_of
from services.evaluation.domain.pay.split import split, weights
from services.evaluation.domain.pay.working import table
from services.evaluation.domain.policy import EvaluationPolicy
from services.evaluation.domain.states import PAY_PART
from services.evaluation.domain.words import NodeOutcome, PayGrade, PayPartState

pytestmark = pytest.mark.rule("3.7")
POLICY = Policies.load("evaluation", EvaluationPolicy).versions[0].values.pay
NOW = datetime(2027, 4, 1, 2, tzinfo=UTC)
P = "projects/a"
N1, N2, LAST = (f"{P}/pay/parts/{part}" for part in ("node-n1", "node-n2", "conclusion"))
OWNERS = ("organizations/bureau", "organizations/poster")
FIRST, SECOND = "people/liang", "people/dong"
S = PayPartState


def grades(importance: PayGrade = PayGrade.HIGH, difficulty: PayGrade = PayGrade.MEDIUM, urgency: PayGrade = PayGrade.HIGH) -> Grades:
    return Grades(*(Graded(grade, "理由") for grade in (importance, difficulty, urgency)))


def terms(budget: int = 280_000_001, nodes: tuple[str, ...] = ("n1", "n2"), version: int = 1, **weighed: str) -> PayTerms:
    return PayTerms(
        version, budget, grades(), tuple(PaidNode(node, f"节点{node}", Decimal(weighed[node]) if weighed else None) for node in nodes)
    )


def planned(**how: Any) -> ChiefPay:
    pay = ChiefPay(pay_name(P), P)
    pay.plan("阀体", terms(**how), POLICY, "2026.1")
    pay.begin(Tenure("e1", FIRST, "undertaking_unit", NOW - timedelta(days=90)))
    return pay


def conclude(pay: ChiefPay, node: str, at: datetime = NOW, outcome: NodeOutcome = NodeOutcome.PASSED) -> None:
    pay.note_node(NodeConclusion(node, outcome, at))


def score(pay: ChiefPay, part: str = N1, value: str = "92", by: str = "people/clerk", reason: str = "按期") -> list[Any]:
    return pay.score(part, Scored(Decimal(value), reason, by, NOW), JointAct(list(OWNERS)), POLICY, "2026.1")


def said(owner: str, agreed: bool = True, reason: str = "", person: str = "people/official") -> Consent:
    return Consent(owner, person, NOW, agreed=agreed, reason=reason)


def confirm(pay: ChiefPay, part: str = N1) -> None:
    for owner in OWNERS:
        pay.confirm(part, frozenset({owner}), said(owner))


def paid(pay: ChiefPay, part: str = N1, on: date = date(2027, 4, 1), reference: str = "记字第1号", by: str = "people/clerk") -> list[Any]:
    return pay.pay(part, on, reference, by, NOW)


def shares(pay: ChiefPay) -> list[int]:
    return [part.share_fen for part in pay.parts]


def test_the_pool_follows_from_funds_and_grades_and_shows_how() -> None:
    pool = pool_of(terms(), POLICY)
    assert pool.fen == 7_064_200
    assert pool.steps[0] == (
        "经费总额 2,800,000.01元，分段计提：1,000,000元 × 20‰ ＝ 20,000元；1,800,000.01元 × 10‰ ＝ 18,000.0001元；合计 38,000.0001元"
    )
    assert pool.steps[2].endswith("× 130% × 110% × 130% ＝ 约 70,642.000185元（不足一分的舍去），为 70,642元")


@pytest.mark.parametrize(
    ("budget", "fen"), [(100_000_000, 3_718_000), (1_000_000_000, 20_449_000), (2_000_000_000, 29_744_000), (10**13, 50_000_000), (0, 0)]
)
def test_larger_funds_give_less_of_each_yuan_and_never_more_than_the_most(budget: int, fen: int) -> None:
    assert pool_of(terms(budget), POLICY).fen == fen


def test_without_grades_there_is_no_pay() -> None:
    none = PayTerms(1, 280_000_001, None, (PaidNode("n1", "节点一"),))
    pay = ChiefPay(pay_name(P), P)
    pay.plan("阀体", none, POLICY, "2026.1")
    assert (pay.pool.fen, shares(pay)) == (0, [0, 0])
    assert "未设浮动绩效工资" in table(pay, POLICY)


def test_the_split_over_nodes_and_conclusion_adds_up_to_the_fen() -> None:
    assert shares(planned()) == [2_119_260, 2_119_260, 2_825_680]
    assert shares(planned(nodes=())) == [7_064_200]
    assert shares(planned(n1="1", n2="2")) == [1_412_840, 2_825_680, 2_825_680]
    uneven = planned(budget=280_000_777, nodes=("a", "b", "c", "d", "e", "f", "g"))
    assert sum(shares(uneven)) == uneven.pool.fen and shares(uneven)[-1] > shares(uneven)[0]


def test_an_amount_is_computed_and_paid_once_all_owners_have_confirmed() -> None:
    pay = planned()
    with pytest.raises(RuleViolated, match="PAY_PART_NOT_CONCLUDED"):
        score(pay)
    conclude(pay, "n1", outcome=NodeOutcome.FAILED)
    (scored,) = score(pay, value="66")
    assert (scored.chief, scored.amount_fen, scored.waiting_for) == (FIRST, 1_059_630, OWNERS)
    with pytest.raises(RuleViolated, match="PAY_PART_SCORED"):
        score(pay)
    pay.confirm(N1, frozenset({OWNERS[0]}), said(OWNERS[0]))
    with pytest.raises(RuleViolated, match="PAY_PART_NOT_CONFIRMED"):
        paid(pay)
    pay.confirm(N1, frozenset({OWNERS[1]}), said(OWNERS[1]))
    assert (pay.confirmed_fen, pay.paid_fen) == (1_059_630, 0)
    (fact,) = paid(pay)
    assert (fact.amount_fen, pay.paid_fen) == (1_059_630, 1_059_630)
    for again in (lambda: paid(pay), lambda: score(pay), lambda: confirm(pay), lambda: pay.refuse(N1, frozenset(), said(OWNERS[0], False))):
        with pytest.raises(RuleViolated, match="BONUS_PAID"):
            again()


@pytest.mark.parametrize(
    ("value", "percent"), [("100", 100), ("90", 100), ("89.99", 80), ("80", 80), ("79.9", 50), ("60", 50), ("59.99", 0), ("0", 0)]
)
def test_a_score_gives_a_percent_by_its_band(value: str, percent: int) -> None:
    pay = planned()
    conclude(pay, "n1")
    score(pay, value=value)
    made = pay.part(N1).score
    assert made is not None and (made.percent, made.amount_fen, made.set_aside) == (percent, 2_119_260 * percent // 100, "")


def test_a_score_has_bounds_and_a_reason() -> None:
    pay = planned()
    conclude(pay, "n1")
    for value, reason, refusal in (
        ("100.01", "好", "SCORE_OUT_OF_RANGE"),
        ("-1", "差", "SCORE_OUT_OF_RANGE"),
        ("90", " ", "REASON_MISSING"),
    ):
        with pytest.raises(InvalidArgument, match=refusal) as refused:
            score(pay, value=value, reason=reason)
        assert refused.value.rule == "3.7"
    assert pay.part(N1).state is S.OPEN


def test_one_owner_refuses_and_it_is_scored_anew_with_the_old_score_on_record() -> None:
    pay = planned()
    conclude(pay, "n1")
    score(pay, value="100")
    pay.confirm(N1, frozenset({OWNERS[0]}), said(OWNERS[0]))
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        pay.refuse(N1, frozenset({OWNERS[1]}), said(OWNERS[1], False))
    (dropped,) = pay.refuse(N1, frozenset({OWNERS[1]}), said(OWNERS[1], False, "过高"))
    assert (dropped.chief, pay.part(N1).state, pay.part(N1).amount_fen) == (FIRST, S.OPEN, 0)
    assert [each.set_aside for each in pay.part(N1).earlier] == ["业主不予确认：过高"]
    score(pay, value="80")
    confirm(pay)
    assert pay.confirmed_fen == 1_695_408
    with pytest.raises(RuleViolated, match="PAY_PART_NOT_SCORED"):
        pay.refuse(N1, frozenset({OWNERS[1]}), said(OWNERS[1], False, "再议"))


def test_who_is_no_owner_confirms_nothing() -> None:
    pay = planned()
    conclude(pay, "n1")
    score(pay)
    with pytest.raises(PermissionDenied, match="CONSENT_NOT_YOURS"):
        pay.confirm(N1, frozenset({"organizations/unit"}), said("organizations/unit"))


def test_nobody_scores_confirms_or_pays_themselves() -> None:
    pay = planned()
    conclude(pay, "n1")
    with pytest.raises(PermissionDenied, match="CHIEF_SCORES_ONESELF"):
        score(pay, by=FIRST)
    score(pay)
    with pytest.raises(PermissionDenied, match="CHIEF_SCORES_ONESELF"):
        pay.confirm(N1, frozenset({OWNERS[0]}), said(OWNERS[0], person=FIRST))
    confirm(pay)
    with pytest.raises(PermissionDenied, match="CHIEF_SCORES_ONESELF"):
        paid(pay, by=FIRST)


@pytest.mark.rule("1.9")
def test_each_chief_has_the_parts_that_were_concluded_in_their_time() -> None:
    pay = planned()
    conclude(pay, "n1")
    pay.end("e1", date(2027, 4, 2))
    pay.begin(Tenure("e2", SECOND, "project_manager", NOW + timedelta(days=3)))
    conclude(pay, "n2", NOW + timedelta(days=2))
    pay.conclude(NOW + timedelta(days=4))
    tenures = [pay.tenure_of(pay.part(name)) for name in (N1, N2, LAST)]
    assert [each and each.chief for each in tenures] == [FIRST, None, SECOND]
    assert tenures[2] is not None and tenures[2].engager == "project_manager"
    with pytest.raises(RuleViolated, match="NO_CHIEF_THEN"):
        score(pay, N2)
    score(pay, N1)
    score(pay, LAST)
    assert [pay.part(name).score.chief for name in (N1, LAST) if pay.part(name).score] == [FIRST, SECOND]  # type: ignore[union-attr]


def test_a_chief_who_signs_anew_stays_chief_and_an_end_holds_when_the_beginning_is_told_once_more() -> None:
    pay = planned()
    pay.end("e1", date(2027, 4, 1))
    pay.begin(Tenure("e2", FIRST, "project_manager", NOW))
    conclude(pay, "n1")
    tenure = pay.tenure_of(pay.part(N1))
    assert tenure is not None and (tenure.chief, tenure.engager) == (FIRST, "project_manager")
    pay.begin(Tenure("e1", FIRST, "undertaking_unit", NOW - timedelta(days=90)))
    assert pay.tenure_of(pay.part(N1)) == tenure
    pay.end("e2", date(2027, 4, 1))
    pay.begin(Tenure("e2", FIRST, "project_manager", NOW))
    conclude(pay, "n2", NOW + timedelta(days=2))
    assert pay.tenure_of(pay.part(N2)) is None


@pytest.mark.rule("7.5")
def test_of_a_chief_who_is_barred_what_is_not_paid_is_decided_anew() -> None:
    pay = planned()
    for node in ("n1", "n2"):
        conclude(pay, node)
        score(pay, f"{P}/pay/parts/node-{node}")
    confirm(pay, N1)
    paid(pay, N1)
    confirm(pay, N2)
    assert pay.suspend(SECOND, "另一人") == []
    (dropped,) = pay.suspend(FIRST, "列入负面清单")
    assert (dropped.name, pay.part(N1).state, pay.part(N2).state) == (N2, S.PAID, S.OPEN)
    assert pay.paid_fen == pay.confirmed_fen == 2_119_260
    score(pay, N2, "80")
    confirm(pay, N2)
    paid(pay, N2)
    assert pay.paid_fen == 2_119_260 + 1_695_408


@pytest.mark.rule("1.8")
def test_a_changed_task_book_changes_parts_not_yet_scored_alone() -> None:
    pay = planned()
    conclude(pay, "n1")
    score(pay)
    (fact,) = pay.plan("阀体", terms(1_000_000_000, ("n2", "n3"), 2), POLICY, "2026.1")
    assert (fact.parts[0].part, fact.parts[0].share_fen) == (N1, 2_119_260)
    assert sum(shares(pay)) == pay.pool.fen == 20_449_000
    assert pay.part(N1).amount_fen == 2_119_260
    pay.plan("阀体", terms(1_000_000_000, ("n1", "n2"), 3), POLICY, "2026.1")
    assert [part.name for part in pay.parts] == [N1, N2, LAST], "no node has two parts"
    pay.plan("阀体", terms(1, ("n1", "n2"), 4), POLICY, "2026.1")
    assert shares(pay) == [2_119_260, 0, 0], "what was scored stays, beyond the new pool"


@pytest.mark.rule("4.8")
def test_a_failed_node_that_is_reviewed_once_more_is_scored_after_that_unless_it_was_confirmed() -> None:
    pay = planned()
    again = NodeConclusion("n1", NodeOutcome.FAILED, NOW, rectify_by=date(2027, 5, 1))
    conclude(pay, "n1", outcome=NodeOutcome.FAILED)
    score(pay)
    pay.note_node(again)
    assert (pay.part(N1).state, pay.part(N1).score, len(pay.part(N1).earlier)) == (S.AWAITED, None, 1)
    conclude(pay, "n1")
    score(pay)
    confirm(pay)
    pay.note_node(again)
    conclude(pay, "n1")
    assert pay.part(N1).state is S.CONFIRMED


@pytest.mark.rule("1.10")
def test_a_node_without_a_conclusion_gets_none_after_the_evaluation() -> None:
    """Missing, or not due where the project was terminated: the values to date are evaluated, and the last part may be scored."""
    pay = planned()
    conclude(pay, "n1")
    pay.conclude(NOW)
    assert [part.state for part in pay.parts] == [S.OPEN, S.LAPSED, S.OPEN]
    with pytest.raises(RuleViolated, match="PAY_PART_LAPSED"):
        score(pay, N2)


def test_a_payment_has_its_day_and_its_voucher_and_an_amount() -> None:
    pay = planned()
    conclude(pay, "n1")
    score(pay)
    pay.confirm(N1, frozenset({OWNERS[0]}), said(OWNERS[0]))
    later = NOW + timedelta(days=1)
    pay.confirm(N1, frozenset({OWNERS[1]}), Consent(OWNERS[1], "people/official", later))
    with pytest.raises(InvalidArgument, match="PAYMENT_DATE_INVALID"):
        pay.pay(N1, NOW.date(), "记字第1号", "people/clerk", later)
    conclude(pay, "n2")
    score(pay, N2)
    confirm(pay, N2)
    for on, reference, refusal in (
        (date(2027, 3, 31), "记字第1号", "PAYMENT_DATE_INVALID"),
        (date(2027, 4, 2), "记字第1号", "PAYMENT_DATE_INVALID"),
        (date(2027, 4, 1), " ", "REFERENCE_MISSING"),
    ):
        with pytest.raises(InvalidArgument, match=refusal):
            paid(pay, N2, on=on, reference=reference)
    pay.conclude(NOW)
    score(pay, LAST, "10")
    confirm(pay, LAST)
    with pytest.raises(InvalidArgument, match="NOTHING_TO_PAY"):
        paid(pay, LAST)


def test_names() -> None:
    assert project_of_pay(N1) == P
    for name in ("projects/a", "projects//pay", "people/a/pay"):
        with pytest.raises(NotFound):
            project_of_pay(name)
    with pytest.raises(NotFound):
        planned().part(f"{P}/pay/parts/node-n9")


def test_the_working_can_be_followed_by_hand() -> None:
    pay = planned()
    conclude(pay, "n1")
    score(pay, value="66")
    confirm(pay)
    paid(pay)
    text = table(pay, POLICY)
    assert (
        "| 节点n1 | 21,192.60元 | people/liang | 66 | 21,192.60元 × 50% ＝ 10,596.30元 | 已发放 | 2027-04-01，记字第1号，10,596.30元 |"
        in text
    )
    assert "份额：21,192.60元 ＋ 21,192.60元 ＋ 28,256.80元 ＝ 70,642元" in text
    assert "已确认 10,596.30元，其中已发放 10,596.30元" in text


def _in(state: PayPartState) -> ChiefPay:
    pay = planned()
    if state is S.LAPSED:
        pay.conclude(NOW)
    if state in (S.OPEN, S.SCORED, S.CONFIRMED, S.PAID):
        conclude(pay, "n1")
    if state in (S.SCORED, S.CONFIRMED, S.PAID):
        score(pay)
    if state in (S.CONFIRMED, S.PAID):
        confirm(pay)
    if state is S.PAID:
        paid(pay)
    assert pay.part(N1).state is state
    return pay


@pytest.mark.parametrize("state", PayPartState)
@pytest.mark.parametrize("act", PAY_PART.moves)
def test_a_part_moves_as_the_table_says(state: PayPartState, act: str) -> None:
    pay = _in(state)
    part = pay.part(N1)
    acts: dict[str, Any] = {
        "conclude": lambda: part.conclude(NOW),
        "reopen": lambda: part.reopen("复评"),
        "lapse": part.lapse,
        "score": lambda: score(pay),
        "confirm": lambda: confirm(pay),
        "refuse": lambda: pay.refuse(N1, frozenset({OWNERS[0]}), said(OWNERS[0], False, "过高")),
        "suspend": lambda: part.suspend("列入负面清单"),
        "pay": lambda: paid(pay),
    }
    assert set(acts) == set(PAY_PART.moves)
    target = PAY_PART.moves[act].get(state)
    if target is None:
        with pytest.raises(RuleViolated):
            acts[act]()
        assert part.state is state
    else:
        acts[act]()
        assert part.state is target


@given(st.integers(0, 10**13), st.lists(st.integers(1, 1000), max_size=12), st.integers(0, 100))
def test_parts_add_up_to_the_pool_whatever_its_size_and_the_weights(fen: int, work: list[int], percent: int) -> None:
    nodes = tuple(PaidNode(str(number), "", Decimal(weight)) for number, weight in enumerate(work))
    given_shares = weights(nodes, percent)
    parts = split(fen, given_shares)
    assert sum(parts) == fen and all(part >= 0 for part in parts)
    assert sum(given_shares) == 1
    assert all(0 <= fen * share - part < 1 for part, share in zip(parts[:-1], map(Fraction, given_shares[:-1]), strict=True))


@given(st.integers(0, 10**13), st.sampled_from(PayGrade), st.sampled_from(PayGrade), st.sampled_from(PayGrade))
def test_more_funds_or_a_higher_grade_never_give_less(budget: int, importance: PayGrade, difficulty: PayGrade, urgency: PayGrade) -> None:
    def fen(budget: int, chosen: Grades) -> int:
        return pool_of(PayTerms(1, budget, chosen, ()), POLICY).fen

    graded = grades(importance, difficulty, urgency)
    assert 0 <= fen(budget, graded) <= fen(budget + 1, graded) <= fen(budget + 10**9, graded) <= POLICY.most_fen
    assert fen(budget, graded) <= fen(budget, grades(PayGrade.HIGH, PayGrade.HIGH, PayGrade.HIGH))


STEPS = st.lists(
    st.tuples(st.sampled_from(["conclude", "rectify", "score", "confirm", "refuse", "bar", "pay", "plan", "end"]), st.integers(0, 3)),
    max_size=60,
)


@settings(max_examples=60)
@given(STEPS, st.sampled_from(["0", "60", "85", "100"]))
def test_no_order_of_acts_pays_twice_or_more_than_was_shared_out(steps: list[tuple[str, int]], value: str) -> None:
    """Acts in any order: each part has one payment at most, of the amount then confirmed, and what is paid never changes any more."""
    pay, all_paid = planned(), dict[str, int]()
    for act, number in steps:
        node = ("n1", "n2", "n3")[number % 3]
        part = LAST if number == 3 else f"{P}/pay/parts/node-{node}"
        acts: dict[str, Any] = {
            "conclude": lambda node=node: conclude(pay, node),
            "rectify": lambda node=node: pay.note_node(NodeConclusion(node, NodeOutcome.FAILED, NOW, rectify_by=date(2027, 6, 1))),
            "score": lambda part=part: score(pay, part, value),
            "confirm": lambda part=part: confirm(pay, part),
            "refuse": lambda part=part: pay.refuse(part, frozenset({OWNERS[0]}), said(OWNERS[0], False, "过高")),
            "bar": lambda: pay.suspend(FIRST, "列入负面清单"),
            "pay": lambda part=part: paid(pay, part),
            "plan": lambda number=number: pay.plan(
                "阀体", terms(10**8 * (number + 1), ("n1", "n2", "n3")[: number + 1], number), POLICY, "2026.1"
            ),
            "end": lambda: pay.conclude(NOW),
        }
        try:
            told = acts[act]()
        except Refusal:
            continue
        if act == "pay":
            assert part not in all_paid
            all_paid[part] = told[0].amount_fen
        fixed = sum(each.share_fen for each in pay.parts if each.is_fixed)
        assert sum(shares(pay)) >= fixed and (act != "plan" or sum(shares(pay)) == max(pay.pool.fen, fixed))
        assert pay.paid_fen == sum(all_paid.values()) <= sum(shares(pay))
        assert {each.name: each.payment.amount_fen for each in pay.parts if each.payment} == all_paid
        assert len({each.name for each in pay.parts}) == len(pay.parts)
