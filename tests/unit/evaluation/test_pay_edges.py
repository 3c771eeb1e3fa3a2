"""The chief's pay at its edges: the fen, the instant and the grade on either side, and what is refused (3.7)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from chassis.errors import InvalidArgument, NotFound, PermissionDenied, RuleViolated
from plan.consents import Consent, JointAct
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.pay import ChiefPay, PayTerms, Scored, Tenure, pay_name, project_of_pay
from services.evaluation.domain.pay.pool import PaidNode, pool_of
from services.evaluation.domain.pay.split import split, weights
from services.evaluation.domain.pay.tenure import in_office
from services.evaluation.domain.pay.working import rule_steps, table
from services.evaluation.domain.words import NodeOutcome, PayGrade, PayPartState
from tests.unit.evaluation.test_pay import (
    FIRST,
    LAST,
    N1,
    N2,
    NOW,
    OWNERS,
    POLICY,
    SECOND,
    P,
    conclude,
    confirm,
    grades,
    paid,
    planned,
    said,
    score,
    shares,
    terms,
)
from tests.unit.said import refused

pytestmark = pytest.mark.rule("3.7")
S = PayPartState
LOW = grades(PayGrade.LOW, PayGrade.LOW, PayGrade.LOW)


def steps(budget: int, policy: Any = POLICY) -> tuple[str, ...]:
    return pool_of(PayTerms(3, budget, LOW, ()), policy).steps


@pytest.mark.parametrize(
    ("budget", "fen", "slices"),
    [
        (0, 0, "0元，分段计提：；合计 0元"),
        (49, 0, "0.49元，分段计提：0.49元 × 20‰ ＝ 0.0098元；合计 0.0098元"),
        (50, 1, "0.50元，分段计提：0.50元 × 20‰ ＝ 0.01元；合计 0.01元"),
        (100_000_000, 2_000_000, "1,000,000元，分段计提：1,000,000元 × 20‰ ＝ 20,000元；合计 20,000元"),
        (
            100_000_100,
            2_000_001,
            "1,000,001元，分段计提：1,000,000元 × 20‰ ＝ 20,000元；1元 × 10‰ ＝ 0.01元；合计 20,000.01元",
        ),
        (
            1_000_000_200,
            11_000_001,
            "10,000,002元，分段计提：1,000,000元 × 20‰ ＝ 20,000元；9,000,000元 × 10‰ ＝ 90,000元；2元 × 5‰ ＝ 0.01元；合计 110,000.01元",
        ),
    ],
)
def test_each_slice_of_the_funds_is_shown(budget: int, fen: int, slices: str) -> None:
    pool = pool_of(PayTerms(1, budget, LOW, ()), POLICY)
    assert (pool.fen, pool.steps[0]) == (fen, f"经费总额 {slices}")
    assert steps(budget) == steps(budget, replace(POLICY, funds=POLICY.funds[::-1]))


def test_grades_and_the_most_are_shown() -> None:
    mixed = PayTerms(1, 100_000_000, grades(PayGrade.HIGH, PayGrade.MEDIUM, PayGrade.LOW), ())
    _, factors, product = pool_of(mixed, POLICY).steps
    assert factors == "系数：重要程度“高” 130%，难度“中” 110%，时间紧迫“低” 100%"
    assert product == "额度 ＝ 20,000元 × 130% × 110% × 100% ＝ 28,600元（不足一分的舍去），为 28,600元"
    for most, end in ((2_000_000, "（不足一分的舍去），为 20,000元"), (1_999_999, "，超过最高额 19,999.99元，按最高额，为 19,999.99元")):
        assert steps(100_000_000, replace(POLICY, most_fen=most))[2].endswith(end)
    none = pool_of(PayTerms(3, 100_000_000, None, ()), POLICY)
    assert (none.fen, none.steps) == (0, ("任务书第 3 版没有确定重要程度、难度和时间紧迫的等级，未设浮动绩效工资",))


def all_alike(percent: int) -> dict[PayGrade, int]:
    return dict.fromkeys(PayGrade, percent)


def test_each_grade_works_on_its_own_factor() -> None:
    policy = replace(POLICY, importance=all_alike(200), difficulty=all_alike(300), urgency=all_alike(500))
    high = PayTerms(1, 10_000, grades(PayGrade.HIGH, PayGrade.HIGH, PayGrade.HIGH), ())
    assert pool_of(high, policy).fen == 200 * 30
    assert "重要程度“高” 200%，难度“高” 300%，时间紧迫“高” 500%" in pool_of(high, policy).steps[1]


def nodes(*work: str | None) -> tuple[PaidNode, ...]:
    return tuple(PaidNode(f"n{at}", f"节点{at}", None if weight is None else Decimal(weight)) for at, weight in enumerate(work))


@pytest.mark.parametrize(
    ("work", "wanted"),
    [
        ((), ["1"]),
        (("1",), ["3/5", "2/5"]),
        (("1", "3"), ["3/20", "9/20", "2/5"]),
        ((None, None), ["3/10", "3/10", "2/5"]),
        (("3", None), ["3/10", "3/10", "2/5"]),
        (("3", "0"), ["3/10", "3/10", "2/5"]),
        (("0.5", "1.5"), ["3/20", "9/20", "2/5"]),
    ],
)
def test_nodes_share_by_their_work_or_alike(work: tuple[str | None, ...], wanted: list[str]) -> None:
    assert weights(nodes(*work), 40) == [Fraction(each) for each in wanted]


@pytest.mark.parametrize(
    ("fen", "given", "parts"),
    [
        (10, [], []),
        (10, ["1"], [10]),
        (10, ["1", "1", "1"], [3, 3, 4]),
        (7, ["0", "0"], [0, 7]),
        (0, ["1", "2"], [0, 0]),
        (5, ["1", "9"], [0, 5]),
    ],
)
def test_the_last_part_has_the_remainder(fen: int, given: list[str], parts: list[int]) -> None:
    assert split(fen, [Fraction(each) for each in given]) == parts


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_a_chief_is_in_office_from_the_instant_to_the_end_of_the_last_day() -> None:
    since = at("2027-04-01T10:00:00+08:00")
    tenure = Tenure("e1", FIRST, "undertaking_unit", since, date(2027, 4, 3))
    instants = [since - timedelta(seconds=1), since, at("2027-04-03T23:59:59+08:00"), at("2027-04-04T00:00:00+08:00")]
    assert [tenure.covers(instant) for instant in instants] == [False, True, True, False]
    assert replace(tenure, until=None).covers(at("2031-01-01T00:00:00+08:00"))
    later = Tenure("e2", SECOND, "project_manager", since + timedelta(hours=1))
    both = since + timedelta(hours=2)
    assert in_office([later, tenure], both) == in_office([tenure, later], both) == later
    assert in_office([later, tenure], since) == tenure and in_office([later], since) is None


def test_a_pool_that_goes_is_told_and_one_that_never_was_is_not() -> None:
    pay = ChiefPay(pay_name(P), P)
    without = PayTerms(1, 280_000_001, None, (PaidNode("n1", "节点一"),))
    assert pay.plan("阀体", without, POLICY, "2026.1") == []
    assert pay.plan("阀体", terms(version=2), POLICY, "2026.1")[0].pool_fen == 7_064_200
    assert pay.plan("阀体", replace(without, version=3), POLICY, "2026.2")[0].pool_fen == 0
    assert (pay.policy_version, shares(pay)) == ("2026.2", [0, 0])
    assert pay.plan("阀体", replace(without, version=4), POLICY, "2026.2") == []


def test_parts_keep_their_names_and_take_the_titles_of_the_task_book() -> None:
    pay = planned()
    renamed = PayTerms(2, 280_000_001, grades(), (PaidNode("n2", "改名"), PaidNode("n3", "新增")))
    pay.plan("阀体", renamed, POLICY, "2026.1")
    names = [(part.name.rpartition("/")[2], part.node, part.title) for part in pay.parts]
    assert names == [("node-n2", "n2", "改名"), ("node-n3", "n3", "新增"), ("conclusion", "", "综合评价")]


def test_what_a_node_tells_of_its_part() -> None:
    pay = planned()
    pay.note_node(NodeConclusion("n9", NodeOutcome.PASSED, NOW))
    assert [part.state for part in pay.parts] == [S.AWAITED] * 3
    day = date(2027, 5, 1)
    pay.note_node(NodeConclusion("n1", NodeOutcome.PASSED, NOW, rectify_by=day))
    assert (pay.part(N1).state, pay.part(N1).concluded_at) == (S.OPEN, NOW)
    pay.note_node(NodeConclusion("n1", NodeOutcome.FAILED, NOW, rectify_by=day))
    assert (pay.part(N1).state, pay.part(N1).concluded_at) == (S.AWAITED, None)
    pay.conclude(NOW)
    assert [part.state for part in pay.parts] == [S.LAPSED, S.LAPSED, S.OPEN]
    assert pay.tenure_of(pay.part(N1)) is None


def test_ends_and_beginnings_are_of_their_own_engagement() -> None:
    pay = planned()
    pay.begin(Tenure("e2", SECOND, "project_manager", NOW))
    pay.end("e2", date(2027, 4, 9))
    pay.end("e9", date(2027, 4, 1))
    assert [(each.chief, each.until) for each in pay.tenures] == [(FIRST, None), (SECOND, date(2027, 4, 9))]
    assert pay.chiefs == {FIRST, SECOND}


def concluded() -> ChiefPay:
    pay = planned()
    conclude(pay, "n1")
    return pay


@pytest.mark.parametrize("value", ["0", "100"])
def test_the_bounds_of_a_score_are_taken(value: str) -> None:
    assert score(concluded(), value=value)[0].score == Decimal(value)


def test_how_acts_are_refused() -> None:
    pay = concluded()
    wrong_score = (InvalidArgument, "SCORE_OUT_OF_RANGE", "3.7", {"field": "score"})
    assert [refused(lambda value=value: score(pay, value=value)) for value in ("-0.01", "100.01")] == [wrong_score] * 2  # type: ignore[misc]
    assert refused(lambda: score(pay, reason=" ")) == (InvalidArgument, "REASON_MISSING", "3.7", {"field": "reason"})
    oneself: object = (PermissionDenied, "CHIEF_SCORES_ONESELF", "3.7", {})
    assert refused(lambda: score(pay, by=FIRST)) == oneself
    assert refused(lambda: pay.part("x")) == (NotFound, "NOT_FOUND", "", {"resource": "x"})
    score(pay)
    assert refused(lambda: pay.refuse(N1, frozenset({OWNERS[0]}), said(OWNERS[0], False, "过高", FIRST))) == oneself
    assert pay.part(N1).state is S.SCORED
    for name in ("projects/a/x", "projects/a/pays"):
        assert refused(lambda name=name: project_of_pay(name)) == (NotFound, "NOT_FOUND", "", {"resource": name})  # type: ignore[misc]
    assert project_of_pay(pay_name(P)) == project_of_pay(N1) == P
    nobody = planned()
    nobody.end("e1", date(2027, 3, 1))
    conclude(nobody, "n1")
    assert refused(lambda: score(nobody)) == (RuleViolated, "NO_CHIEF_THEN", "3.7", {})


def test_a_payment_is_of_a_day_from_the_last_confirmation_to_today() -> None:
    def pay() -> ChiefPay:
        made = concluded()
        score(made)
        made.confirm(N1, frozenset({OWNERS[0]}), said(OWNERS[0]))
        made.confirm(N1, frozenset({OWNERS[1]}), Consent(OWNERS[1], "people/official", NOW + timedelta(days=1)))
        return made

    today = NOW + timedelta(days=3)

    def on(day: int, reference: str = "记字第1号") -> Callable[[], Any]:
        return lambda: pay().pay(N1, date(2027, 4, day), reference, "people/clerk", today)

    outside = (InvalidArgument, "PAYMENT_DATE_INVALID", "3.7", {"field": "paid_on"})
    assert [refused(on(day)) for day in (1, 5)] == [outside] * 2
    assert [on(day)()[0].paid_on.day for day in (2, 4)] == [2, 4]
    assert refused(on(2, " ")) == (InvalidArgument, "REFERENCE_MISSING", "3.7", {"field": "reference"})
    assert refused(on(2, "x" * 4001)) == (InvalidArgument, "TEXT_TOO_LONG", "", {"field": "reference", "limit": 4000})
    on(2, "x" * 4000)()
    made = pay()
    assert made.part(N1).score is not None
    nothing = concluded()
    score(nothing, value="10")
    confirm(nothing)
    assert refused(lambda: paid(nothing)) == (InvalidArgument, "NOTHING_TO_PAY", "3.7", {})


def test_what_owners_have_said_and_when_the_last_did() -> None:
    made = concluded()
    score(made)
    found = made.part(N1).score
    assert found is not None and (found.confirmations, found.confirmed_at) == ([], NOW)
    late = Consent(OWNERS[1], "people/official", NOW + timedelta(days=1))
    made.confirm(N1, frozenset({OWNERS[1]}), late)
    assert made.part(N1).state is S.SCORED
    made.confirm(N1, frozenset({OWNERS[0]}), said(OWNERS[0]))
    assert (found.confirmed_at, len(found.confirmations), found.waiting_for) == (late.at, 2, ())


def test_versions_seen_change_with_share_and_score() -> None:
    pay = concluded()
    seen = [pay.part(N1).etag]
    score(pay, value="90")
    seen.append(pay.part(N1).etag)
    other = concluded()
    score(other, value="91")
    seen.append(other.part(N1).etag)
    assert len(set(seen)) == 3


def test_what_counts_is_what_is_confirmed_or_paid() -> None:
    pay = planned(budget=100_000_000)
    for node, part in (("n1", N1), ("n2", N2)):
        conclude(pay, node)
        score(pay, part)
    pay.conclude(NOW)
    confirm(pay, N1)
    confirm(pay, N2)
    paid(pay, N1)
    assert (pay.confirmed_fen, pay.paid_fen) == (pay.part(N1).amount_fen + pay.part(N2).amount_fen, pay.part(N1).amount_fen)
    score(pay, LAST)
    assert pay.confirmed_fen == pay.part(N1).amount_fen + pay.part(N2).amount_fen


def test_the_whole_working() -> None:
    pay = planned(budget=333_333)
    for node, part, value in (("n1", N1, "66"), ("n2", N2, "92.5")):
        conclude(pay, node)
        pay.score(part, Scored(Decimal(value), "按期", "people/clerk", NOW), JointAct(list(OWNERS)), POLICY, "2026.1")
    confirm(pay)
    pay.pay(N1, NOW.date(), "一|二\n三", "people/clerk", NOW)
    text = table(pay, POLICY)
    head, _, rows = text.partition("| --- | --- | --- | --- | --- | --- | --- |\n")
    assert head.endswith("| 部分 | 份额 | 结论时的技术总师 | 得分 | 金额的算法 | 状态 | 发放记录 |\n")
    assert rows.splitlines()[:4] == [
        "| 节点n1 | 37.17元 | people/liang | 66 | 37.17元 × 50% ≈ 18.58元 | 已发放 | 2027-04-01，一｜二 三，18.58元 |",
        "| 节点n2 | 37.17元 | people/liang | 92.5 | 37.17元 × 100% ＝ 37.17元 | 已打分，待业主确认 |  |",
        "| 综合评价 | 49.59元 |  |  |  | 尚无结论 |  |",
        "",
    ]
    assert rows.splitlines()[-3:] == [
        "- 份额：37.17元 ＋ 37.17元 ＋ 49.59元 ＝ 123.93元",
        "- people/liang 的金额：18.58元 ＋ 37.17元 ＝ 55.75元",
        "- 已确认 18.58元，其中已发放 18.58元",
    ]


def test_who_was_chief_is_shown_and_that_nobody_was() -> None:
    pay = planned()
    pay.end("e1", date(2027, 4, 1))
    conclude(pay, "n1")
    conclude(pay, "n2", NOW + timedelta(days=1))
    rows = [line.split(" | ")[2] for line in table(pay, POLICY).splitlines() if line.startswith("| 节点") or line.startswith("| 综合")]
    assert rows == ["people/liang", "无", ""]


def test_the_rule_with_its_numbers() -> None:
    _, shared, paid_out = rule_steps(POLICY)
    assert shared.startswith("综合评价占额度的 40%，其余由各里程碑节点按任务书的工作量权重分配")
    assert "90 分以上 100%，80 分以上 80%，60 分以上 50%，其余不发" in paid_out
    assert rule_steps(POLICY) == rule_steps(replace(POLICY, scores=POLICY.scores[::-1]))
    assert table(ChiefPay(pay_name(P), P), POLICY).endswith("- 份额：0元 ＝ 0元\n- 已确认 0元，其中已发放 0元")
