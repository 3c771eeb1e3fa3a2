"""Ratings and floating pay in a package are computed again, number by number; one that does not come out is refused and named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.evidence import package
from cli.evidence.numbers import numbers_name, rating_name
from cli.evidence.verification import Claim
from tests.harness.evidence import Maker, failing, listed_anew, problems
from tests.unit.cli.evidence.reckoned import LEAD, PAID, PROJECT, RATED, REGISTRY, SCORES, VERSION, Facts, made


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
    verdict = maker.verified(members, PROJECT)
    assert problems(verdict) == ""
    (decisions,) = (each for each in verdict.found if each.claim is Claim.DECISIONS)
    assert f"评分、评级、评价结果、绩效工资推算 {len(RATED) + len(PAID) + len(SCORES) + 2} 项" in decisions.looked_at
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
    verdict = maker.verified(made(maker, rating=altered(RATED, number, lambda data: data.update(points=points))), PROJECT)
    assert (failing(verdict), problems(verdict)) == ({Claim.DECISIONS}, says if number < 4 else f"{LEAD}/rating/entries/5：{says}")


@pytest.mark.rule("3.6")
def test_a_score_that_this_project_tells_otherwise(maker: Maker) -> None:
    """An entry of this project is held against the project's own facts, whatever it says of itself."""
    wrong = altered(RATED, 1, lambda data: data.update(points=3, about="《巡检机器人》，专家评分平均 90.00"))
    verdict = maker.verified(made(maker, rating=wrong), PROJECT)
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
    verdict = maker.verified(made(maker, pay=altered(PAID, number, change)), PROJECT)
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
    verdict = maker.verified(changed, PROJECT)
    assert (failing(verdict), says in problems(verdict)) == ({Claim.DECISIONS}, True), problems(verdict)


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
        verdict = maker.verified(listed_anew(changed, PROJECT), PROJECT)
        assert Claim.DECISIONS in failing(verdict) and Claim.MANIFEST not in failing(verdict)
        assert says in problems(verdict)


def test_records_of_before_their_numbers_were_stated(maker: Maker) -> None:
    contents = {name: maker.content(name, PROJECT) for name in maker.services}
    members = maker.members(contents | {"evaluation": maker.content("evaluation", PROJECT, PAID)}, PROJECT)
    assert package.WORKINGS not in members and problems(maker.verified(members, PROJECT)) == ""
