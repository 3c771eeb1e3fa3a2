"""Ratings and floating pay in a package are computed again, number by number; one that does not come out is refused and named."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from chassis.envelope import body_of
from chassis.policy import Policies
from chassis.sealing.record import Content, written
from chassis.sealing.statement import canonical, digest_of
from cli.evidence import package
from cli.evidence.numbers import numbers_name, rating_name
from cli.evidence.package import Manifest
from cli.evidence.verification import Claim, Verdict, verify_package
from plan.consents import Consent, JointAct
from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.pay import ChiefPay, Grades, PayTerms, Scored, Tenure
from services.evaluation.domain.pay.pool import Graded, PaidNode
from services.evaluation.domain.policy import EvaluationPolicy
from services.evaluation.domain.rating import Cause, ObjectionAnswer, Rating
from services.evaluation.domain.words import NodeOutcome, PayGrade, RatingCause
from tests.harness.evidence import NOW, Maker, fact

PROJECT, LEAD, CHIEF, OWNER = "projects/robot", "people/ren", "people/liang", "organizations/kjj"
POLICIES = Policies.load("evaluation", EvaluationPolicy)
VERSION = POLICIES.versions[0]
AT = datetime(2026, 4, 1, 2, tzinfo=UTC)
BOOK = {
    "version": 1,
    "budget": {"total_fen": 280_000_001},
    "nodes": [{"id": "n1", "title": "防爆样机", "weight": "1"}, {"id": "n2", "title": "连续巡检", "weight": "2"}],
    "chief_pay": {
        "importance": {"grade": "high", "reason": "列入清单"},
        "difficulty": {"grade": "medium", "reason": "已有基础"},
        "urgency": {"grade": "high", "reason": "明年减人"},
    },
}  # fmt: skip
CHANGED = BOOK | {"version": 2, "budget": {"total_fen": 320_000_000}}
APPROVED = {
    "name": PROJECT, "nominated_lead": LEAD, "approved_on": "2026-01-23", "task_book": BOOK, "title": "巡检机器人", "rule": "1.1,3.5",
    "exact_lead_score": "269/3", "exact_without_lead": "181/3", "lead_weight": "20", "threshold": "70", "score": "78.2667",
}  # fmt: skip
Facts = list[dict[str, Any]]


def told(key: str, facts: Iterable[Any]) -> Facts:
    """What evaluation publishes, as its outbox has it."""
    return [
        fact("evaluation", key, n, each.TYPE.removesuffix(".v1"), json.loads(body_of(each)), ".internal") for n, each in enumerate(facts, 1)
    ]


def rated() -> list[Any]:
    """Of this project and of others: one corrected, one withdrawn, one set aside."""
    policy, rating = VERSION.values.rating, Rating(f"{LEAD}/rating", LEAD)
    late = "projects/other/deadlines/report"

    def enter(name: str, kind: RatingCause, on: date, about: str, score: Fraction | None = None) -> list[Any]:
        return rating.enter(Cause(name, LEAD, kind, "", on, about, score), policy, VERSION.version)

    objected = datetime(2026, 5, 6, tzinfo=UTC)
    return [
        *enter("applications/other/review", RatingCause.REVIEW_SCORED, date(2025, 1, 10), "《别的》", Fraction(239989, 3000)),
        *enter("applications/robot/review", RatingCause.REVIEW_SCORED, date(2026, 1, 23), "《巡检机器人》", Fraction(269, 3)),
        *enter(late, RatingCause.PROGRESS_REPORTED_LATE, date(2026, 3, 2), "《别的》报告"),
        *enter(late, RatingCause.PROGRESS_REPORTED, date(2026, 3, 2), "《别的》报告"),
        *enter("findings/f1", RatingCause.FINDING_SERIOUS, date(2026, 3, 3), "虚报"),
        *rating.withdraw("findings/f1", date(2026, 4, 3)),
        *enter(f"{PROJECT}/nodes/n1/reviews/1", RatingCause.NODE_PASSED_LATE, date(2026, 4, 8), "《巡检机器人》节点"),
        *rating.object(f"{LEAD}/rating/entries/6", "专家改期", LEAD, objected),
        *rating.answer(f"{LEAD}/rating/entries/6", ObjectionAnswer(True, "属实", "people/lei", objected)),
    ]


def paid() -> list[Any]:
    """Scored, changed by a task book after that, confirmed, paid; another part scored, refused and scored anew."""
    policy, pay = VERSION.values.pay, ChiefPay(f"{PROJECT}/pay", PROJECT)
    pay.begin(Tenure("e1", CHIEF, "undertaking_unit", datetime(2026, 1, 30, tzinfo=UTC)))
    n1, n2 = f"{pay.name}/parts/node-n1", f"{pay.name}/parts/node-n2"

    def score(part: str, value: str) -> list[Any]:
        said = Scored(Decimal(value), "按期", "people/clerk", AT)
        return [*pay.score(part, said, JointAct([OWNER]), policy, VERSION.version)]

    def answer(reason: str = "") -> Consent:
        return Consent(OWNER, "people/zhao", AT, agreed=not reason, reason=reason)

    first = pay.plan("巡检机器人", terms(BOOK), policy, VERSION.version)
    pay.note_node(NodeConclusion("n1", NodeOutcome.PASSED, AT))
    scored = score(n1, "85.5")
    second = pay.plan("巡检机器人", terms(CHANGED), policy, VERSION.version)
    pay.note_node(NodeConclusion("n2", NodeOutcome.PASSED, AT))
    parties = frozenset({OWNER})
    return [
        *first, *scored, *second,
        *pay.confirm(n1, parties, answer()), *pay.pay(n1, date(2026, 4, 1), "凭证1", "people/clerk", AT),
        *score(n2, "95"), *pay.refuse(n2, parties, answer("高了")), *score(n2, "59"),
    ]  # fmt: skip


def terms(book: dict[str, Any]) -> PayTerms:
    grades = [Graded(PayGrade(each["grade"]), each["reason"]) for each in book["chief_pay"].values()]
    nodes = tuple(PaidNode(node["id"], node["title"], Decimal(node["weight"])) for node in book["nodes"])
    return PayTerms(book["version"], book["budget"]["total_fen"], Grades(*grades), nodes)


RATED, PAID = told(f"{LEAD}/rating", rated()), told(PROJECT, paid())
OPENED = fact("registry", PROJECT, 2, "expert_review.opened", {"experts": [], "rule": "2.6,4.7"})
RESCORED = {"name": f"{PROJECT}/leadScores/ge", "project": PROJECT, "person": "people/ge", "rule": "1.2a,3.5"}
GIVEN = {"people/a": "48", "people/b": "48", "people/c": "49"}
SCORES = [
    fact("contracts", PROJECT, 1, "lead.rescored", RESCORED | {
        "total": "70", "threshold": "70", "reaches": True, "exact_score": "145/3", "scored_on": "2026-02-01",
    }),
    fact("contracts", PROJECT, 1, "lead.scored", RESCORED | {"scores": GIVEN}, ".internal"),
]  # fmt: skip
REGISTRY = [
    fact("registry", PROJECT, 1, "application.submitted", {"nominated_lead": LEAD, "rule": "2.6"}),
    OPENED | {"attributes": OPENED["attributes"] | {"time": NOW.replace(year=NOW.year + 1).isoformat()}},  # after all: a second round
    fact("registry", PROJECT, 3, "project.approved", APPROVED),
    fact("registry", PROJECT, 4, "task_book.changed", {"version": 2, "task_book": CHANGED, "rule": "1.8"}),
]


@pytest.fixture(scope="module")
def maker(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    return Maker(tmp_path_factory.mktemp("installation"))


def early(facts: Facts) -> Facts:
    """Told before what evaluation made of it."""
    return [
        each | {"attributes": each["attributes"] | {"time": NOW.replace(year=NOW.year - 1).isoformat()}}
        if "opened" not in each["attributes"]["type"]
        else each
        for each in facts
    ]


def stated(maker: Maker, key: str, facts: Sequence[dict[str, Any]] = (), outcomes: tuple[str, ...] = ("OK",)) -> Content:
    numbers = {each.version: digest_of(canonical(each.plain())) for each in POLICIES.versions}
    return replace(maker.content("evaluation", key, list(facts), outcomes), numbers=numbers)


def made(maker: Maker, pay: Facts = PAID, rating: Facts = RATED, registry: Facts = REGISTRY, scores: Facts = SCORES) -> dict[str, bytes]:
    contents = {name: maker.content(name, PROJECT) for name in maker.services}
    contents |= {"registry": maker.content("registry", PROJECT, early(registry)), "contracts": maker.content("contracts", PROJECT, scores)}
    contents["evaluation"] = stated(maker, PROJECT, pay)
    record = b"".join(written(replace(stated(maker, f"{LEAD}/rating", rating), entries=[]), maker.stating("evaluation"), NOW))
    return maker.members(contents, PROJECT, ratings={LEAD: record})


def verified(maker: Maker, members: dict[str, bytes]) -> Verdict:
    return verify_package(maker.sealed(members, PROJECT), maker.root)


def failing(verdict: Verdict) -> set[Claim]:
    return {each.claim for each in verdict.found if not each.holds}


def problems(verdict: Verdict) -> str:
    return "；".join(problem for each in verdict.found for problem in each.problems)


def lines(members: dict[str, bytes]) -> dict[str, list[str]]:
    """The working of each kind's decisions, all together."""
    found = dict[str, list[str]]()
    for row in map(json.loads, members[package.WORKINGS].splitlines()):
        assert row["policy_version"] == VERSION.version and all(rule["title"] for rule in row["rules"])
        found.setdefault(row["type"].split(".", 2)[2], []).extend(row["working"])
    return found


@pytest.mark.rule("3.6")
@pytest.mark.rule("3.7")
def test_every_decision_on_rating_and_pay_shows_its_working_and_comes_out(maker: Maker) -> None:
    members = made(maker)
    verdict = verified(maker, members)
    assert problems(verdict) == ""
    (decisions,) = (each for each in verdict.found if each.claim is Claim.DECISIONS)
    assert f"评分、评级、绩效工资推算 {len(RATED) + len(PAID) + len(SCORES) + 2} 项" in decisions.looked_at
    found = lines(members)
    assert f"{LEAD} 的评级第 1 项：立项评审对责任人的评分：《别的》，专家评分平均 79.996，2025-01-10，0 分" in "".join(
        found["rating.entered.v1"]
    )
    assert "的评级第 4 项，代替第 3 项：" in "".join(found["rating.entered.v1"])
    assert any("总分 ＝ " in line and "等级“" in line for line in found["rating.entered.v1"])
    # 2,800,000.01 yuan: 2 % of the first million, 1 % of the rest, × 130 % × 110 % × 130 %.
    assert any("额度 ＝ 38,000.0001元 × 130% × 110% × 130% ＝" in line for line in found["pay.pool_set.v1"])
    assert any(line.startswith("防爆样机：70,642元 × 1/5，") for line in found["pay.pool_set.v1"])
    assert "金额 ＝ 14,128.40元 × 80% ＝ 11,302.72元（不足一分的舍去）" in found["pay.scored.v1"]
    assert "防爆样机：已打分，份额不变，14,128.40元" in found["pay.pool_set.v1"]
    total = "总分 ＝ 其他因素加权之和 181/3 ＋ 责任人因素 269/3 × 权重 20% ＝ 1174/15，即 78.2667"
    assert found["project.approved.v1"] == [total, "达到指南分数线 70（按精确值判定）"]
    assert found["lead.scored.v1"] == ["责任人因素平均 ＝ （48 ＋ 48 ＋ 49） ÷ 3 ＝ 145/3"]
    assert found["expert_review.opened.v1"][0] == f"提名的责任人 {LEAD} 的评级，供评审参考"
    assert [row["rules"][0]["rule"] for row in map(json.loads, members[package.WORKINGS].splitlines()) if "opened" in row["type"]] == [
        "3.6"
    ]


def altered(facts: Facts, number: int, change: Callable[[dict[str, Any]], None]) -> Facts:
    """One number in one fact, which evaluation then stated."""
    data = json.loads(facts[number]["data"])
    change(data)
    assert json.dumps(data) != facts[number]["data"]
    return [each | {"data": json.dumps(data, ensure_ascii=False)} if at == number else each for at, each in enumerate(facts)]


@pytest.mark.rule("3.6")
@pytest.mark.parametrize(
    ("number", "points", "says"),
    [
        (0, 2, f"{LEAD}/rating/entries/1：《别的》，专家评分平均 79.996，按政策 2026.1 推算为 0 分，所记为 2 分"),
        (1, 3, f"{LEAD}/rating/entries/2：《巡检机器人》，专家评分平均 89.67，按政策 2026.1 推算为 2 分，所记为 3 分"),
        (4, -11, "虚报，按政策 2026.1 推算为 -12 分，所记为 -11 分"),
    ],
)
def test_other_points_in_a_rating(maker: Maker, number: int, points: int, says: str) -> None:
    verdict = verified(maker, made(maker, rating=altered(RATED, number, lambda data: data.update(points=points))))
    assert (failing(verdict), problems(verdict)) == ({Claim.DECISIONS}, says if number < 4 else f"{LEAD}/rating/entries/5：{says}")


@pytest.mark.rule("3.6")
def test_a_score_that_this_project_tells_otherwise(maker: Maker) -> None:
    """An entry of this project is held against the project's own facts, whatever it says of itself."""
    wrong = altered(RATED, 1, lambda data: data.update(points=3, about="《巡检机器人》，专家评分平均 90.00"))
    verdict = verified(maker, made(maker, rating=wrong))
    assert (failing(verdict), "推算为 2 分，所记为 3 分" in problems(verdict)) == ({Claim.DECISIONS}, True), problems(verdict)


@pytest.mark.rule("3.7")
@pytest.mark.parametrize(
    ("number", "change", "says"),
    [
        (0, lambda data: data.update(pool_fen=data["pool_fen"] + 1), f"{PROJECT}/pay：额度推算为 70,642元，所记为 70,642.01元"),
        (1, lambda data: data.update(amount_fen=data["amount_fen"] + 1), "node-n1：金额推算为 11,302.72元，所记为 11,302.73元"),
        (1, lambda data: data.update(score="90"), "node-n1：金额推算为 14,128.40元，所记为 11,302.72元"),
        (2, lambda data: data["parts"][0].update(share_fen=1), "node-n1：份额推算为 14,128.40元，所记为 0.01元"),
        (3, lambda data: data.update(amount_fen=1), "node-n1：金额推算为 11,302.72元，所记为 0.01元"),
        (4, lambda data: data.update(amount_fen=1), "node-n1：金额推算为 11,302.72元，所记为 0.01元"),
        (7, lambda data: data.update(amount_fen=5), "node-n2：金额推算为 0元，所记为 0.05元"),
    ],
)
def test_another_number_in_the_pay(maker: Maker, number: int, change: Callable[[dict[str, Any]], None], says: str) -> None:
    verdict = verified(maker, made(maker, pay=altered(PAID, number, change)))
    assert (failing(verdict), says in problems(verdict)) == ({Claim.DECISIONS}, True), problems(verdict)


@pytest.mark.rule("1.2a")
@pytest.mark.parametrize(
    ("which", "number", "change", "says"),
    [
        ("registry", 2, {"score": "78.2666"}, f"{PROJECT}：总分推算为 78.2667，所记为 78.2666"),
        ("registry", 2, {"lead_weight": "21"}, f"{PROJECT}：总分推算为 79.1633，所记为 78.2667"),
        ("scores", 0, {"total": "70.01"}, "leadScores/ge：总分推算为 70.00，所记为 70.01"),
        ("scores", 0, {"reaches": False}, "leadScores/ge：总分 70.00 达到指南分数线 70，所记相反"),
        ("scores", 1, {"scores": {"people/a": "48", "people/b": "48"}}, "leadScores/ge：责任人因素平均推算为 48，所记为 145/3"),
    ],
)
def test_another_total_of_scores(maker: Maker, which: str, number: int, change: dict[str, Any], says: str) -> None:
    wrong = {"registry": REGISTRY, "scores": SCORES}[which]
    changed = made(maker, **{which: altered(wrong, number, lambda data: data.update(change))})
    verdict = verified(maker, changed)
    assert (failing(verdict), says in problems(verdict)) == ({Claim.DECISIONS}, True), problems(verdict)


def listed(members: dict[str, bytes]) -> dict[str, bytes]:
    others = {name: content for name, content in members.items() if name != package.MANIFEST}
    return {package.MANIFEST: Manifest.of(PROJECT, "巡检机器人", NOW.isoformat(), others).written(), **others}


def test_what_whoever_exports_may_alter(maker: Maker, tmp_path: Path) -> None:
    """The list and the signature fit: other working, other numbers of the policy, none, and a lead's rating left out."""
    members = made(maker)
    numbers, rating = numbers_name(VERSION.version), rating_name(LEAD)
    for name, content, says in (
        (package.WORKINGS, members[package.WORKINGS].replace(b"70,642", b"70,643"), "的计算与事实和政策数值不符"),
        (numbers, members[numbers].replace(b'"most_fen":50000000', b'"most_fen":50000001'), "政策版本 2026.1 的数值与绩效评价所声明的不符"),
        (numbers, None, "不在包内"),
        (rating, None, f"{LEAD} 的评级记录不在包内"),
        (rating, made(Maker(tmp_path))[rating], f"{LEAD} 的评级记录：服务的声明"),
    ):
        changed = {each: kept for each, kept in members.items() if each != name} | ({name: content} if content else {})
        assert changed != members
        verdict = verified(maker, listed(changed))
        assert Claim.DECISIONS in failing(verdict) and Claim.MANIFEST not in failing(verdict)
        assert says in problems(verdict)


def test_records_of_before_their_numbers_were_stated(maker: Maker) -> None:
    contents = {name: maker.content(name, PROJECT) for name in maker.services}
    members = maker.members(contents | {"evaluation": maker.content("evaluation", PROJECT, PAID)}, PROJECT)
    assert package.WORKINGS not in members and problems(verified(maker, members)) == ""
