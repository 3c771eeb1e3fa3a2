"""What decisions of the first review (3.5) and of the comprehensive evaluation (6.3) follow from is computed again, sheet by sheet."""

import json
from typing import Any

import pytest

from cli.evidence import package
from cli.evidence.verification import Claim
from tests.harness.evidence import Maker, fact, failing, problems
from tests.unit.cli.evidence.reckoned import APPROVED, BOOK, PAID, PROJECT, REGISTRY, Facts, made

PANEL = ("people/a", "people/b", "people/c")
REVIEW: dict[str, Any] = {
    "name": "applications/robot", "rule": "2.6,3.5", "threshold": "70",
    "factors": [
        {"factor": "f1", "title": "技术", "weight": "50", "lead": False, "scores": dict(zip(PANEL, ("77", "76", "77"), strict=True))},
        {"factor": "f2", "title": "市场", "weight": "30", "lead": False, "scores": dict(zip(PANEL, ("73", "73", "74"), strict=True))},
        {"factor": "f3", "title": "责任人", "weight": "20", "lead": True, "scores": dict(zip(PANEL, ("89", "90", "90"), strict=True))},
    ],
}  # fmt: skip
TARGETS = [
    {"id": "scrap", "metric": "废品率", "unit": "%", "comparator": "<=", "value": "3.5", "verification": "检测", "weight": "60"},
    {"id": "patents", "metric": "专利", "unit": "件", "comparator": ">=", "value": "2", "verification": "证书", "weight": "40"},
]
ABOUT: dict[str, Any] = {"name": f"{PROJECT}/evaluation", "rule": "6.2,6.3"}
SPENT = {"received_fen": 280_000_000, "spent_fen": 270_000_000}
VERIFIED: dict[str, Any] = ABOUT | {
    "task_book_version": 1,
    "experts": [
        SPENT | {"expert": "people/a", "values": {"scrap": "3.4", "patents": "2"}, "finding": "compliant"},
        SPENT | {"expert": "people/b", "values": {"scrap": "3.5", "patents": "1"}, "finding": "compliant"},
        SPENT | {"expert": "people/c", "values": {"scrap": "4.2", "patents": None}, "finding": "non_compliant"},
    ],
}
# Scrap: 3.5 is the middle one, and met; patents: 1 is, of none, 1 and 2, and a half: (60 + 40 / 2) / 100.
CONCLUDED: dict[str, Any] = ABOUT | {
    "conclusion": "partly_met",
    "degree": "0.8000",
    "targets": [{"id": "scrap", "conclusion": "met", "degree": "1.0000"}, {"id": "patents", "conclusion": "not_met", "degree": "0.5000"}],
}
NAMED: dict[str, Any] = {"name": f"{PROJECT}/evaluation", "rule": "4.7", "members": [{"person": person} for person in PANEL]}


def registry(review: dict[str, Any] = REVIEW, *decided: dict[str, Any], panel: tuple[str, ...] = PANEL) -> Facts:
    """With sheets, and what was decided by them: approved, where nothing else is said."""
    opened = {"experts": list(panel), "rule": "2.6,4.7"}
    found = fact("registry", PROJECT, 2, "expert_review.expert_replaced", opened, ".internal")
    sheets = fact("registry", PROJECT, 1, "expert_review.scored", review, ".internal")
    approved = APPROVED | {"task_book": BOOK | {"targets": TARGETS}}
    last = decided or (fact("registry", PROJECT, 3, "project.approved", approved),)
    return [*REGISTRY[:2], *last, *([REGISTRY[3]] if not decided else []), sheets, found]


def evaluation(verified: dict[str, Any] = VERIFIED, concluded: dict[str, Any] = CONCLUDED, *more: dict[str, Any]) -> Facts:
    at = len(PAID)
    said = [("panel_named", NAMED), *(("panel_member_replaced", each) for each in more), ("values_verified", verified)]
    inside = [
        fact("evaluation", PROJECT, at + number, f"evaluation.{what}", data, ".internal") for number, (what, data) in enumerate(said, 1)
    ]
    last = fact("evaluation", PROJECT, 1, "evaluation.concluded", concluded)
    late = last["attributes"] | {"time": "2099-01-01T00:00:00+00:00"}
    return [last | {"attributes": late}, *PAID, *inside]


def working(members: dict[str, bytes], kind: str) -> list[str]:
    rows = map(json.loads, members[package.WORKINGS].splitlines())
    return [line for row in rows if row["type"] == f"sanzhi.{kind}.v1" for line in row["working"]]


@pytest.mark.rule("3.5")
def test_the_means_of_the_first_review(maker: Maker) -> None:
    members = made(maker, registry=registry())
    assert problems(maker.verified(members, PROJECT)) == ""
    assert working(members, "registry.expert_review.scored") == [
        "技术平均 ＝ （77 ＋ 76 ＋ 77） ÷ 3 ＝ 230/3",
        "市场平均 ＝ （73 ＋ 73 ＋ 74） ÷ 3 ＝ 220/3",
        "责任人平均 ＝ （89 ＋ 90 ＋ 90） ÷ 3 ＝ 269/3",
        "其他因素加权之和 ＝ 230/3 × 50% ＋ 220/3 × 30% ＝ 181/3",
    ]


def other(number: int, **changed: Any) -> dict[str, Any]:
    """The review with another factor."""
    factors = [each | changed if at == number else each for at, each in enumerate(REVIEW["factors"])]
    return REVIEW | {"factors": factors}


@pytest.mark.rule("3.5")
@pytest.mark.parametrize(
    ("review", "says"),
    [
        (
            other(0, scores=dict(zip(PANEL, ("77", "76", "78"), strict=True))),
            f"{PROJECT}：其他因素加权之和按各专家评分推算为 121/2，所记为 181/3",
        ),
        (other(1, weight="31"), "其他因素加权之和按各专家评分推算为 916/15，所记为 181/3"),
        (
            other(2, scores=dict(zip(PANEL, ("90", "90", "90"), strict=True))),
            f"{PROJECT}：责任人因素平均按各专家评分推算为 90，所记为 269/3",
        ),
        (other(2, weight="21"), f"{PROJECT}：责任人因素权重按各专家评分推算为 21，所记为 20"),
        (REVIEW | {"threshold": "71"}, f"{PROJECT}：指南分数线按各专家评分推算为 71，所记为 70"),
        (other(1, scores={"people/a": "220/3"}), "无法推算"),
    ],
)
def test_sheets_that_give_something_else(maker: Maker, review: dict[str, Any], says: str) -> None:
    verdict = maker.verified(made(maker, registry=registry(review)), PROJECT)
    assert (failing(verdict), says in problems(verdict)) == ({Claim.DECISIONS}, True), problems(verdict)


@pytest.mark.rule("4.7")
def test_sheets_of_others_than_those_who_sit(maker: Maker) -> None:
    verdict = maker.verified(made(maker, registry=registry(panel=("people/a", "people/b", "people/d"))), PROJECT)
    assert (failing(verdict), problems(verdict)) == ({Claim.DECISIONS}, f"{PROJECT}：评分的专家与专家组不符")


@pytest.mark.rule("3.5")
@pytest.mark.parametrize(("total", "says"), [("78.2667", ""), ("69.9", "applications/robot：总分推算为 78.2667，所记为 69.9")])
def test_a_total_by_which_it_was_declined(maker: Maker, total: str, says: str) -> None:
    said = {"name": "applications/robot", "total": total, "threshold": "70", "exact_lead_score": "269/3", "rule": "2.6,3.5"}
    declined = fact("registry", PROJECT, 3, "application.declined", said)
    members = made(maker, registry=registry(REVIEW, declined), scores=[], pay=[], rating=[])
    verdict = maker.verified(members, PROJECT)
    assert problems(verdict) == says
    assert working(members, "registry.application.declined")[0].endswith("＝ 1174/15，即 78.2667")


@pytest.mark.rule("6.3")
def test_the_result_of_the_comprehensive_evaluation(maker: Maker) -> None:
    members = made(maker, pay=evaluation(), registry=registry())
    assert problems(maker.verified(members, PROJECT)) == ""
    assert working(members, "evaluation.evaluation.values_verified") == [
        "废品率（≤ 3.5）：people/a 3.4、people/b 3.5、people/c 4.2",
        "专利（≥ 2）：people/a 2、people/b 1、people/c 无法核实",
    ]
    told = working(members, "evaluation.evaluation.concluded")
    assert "专利（件）（≥ 2）：核定值由小到大为 无法核实、1、2，记录值 1，完成率 1 － |1 － 2| ÷ 2 ＝ 0.5000，未完成" in told
    assert "实现程度 ＝ （60 ＋ 20） ÷ 100 ＝ 80 ÷ 100 ＝ 0.8000" in told
    assert told[-1] == "2 项指标中完成 1 项，实现程度 0.8000，总体结论为“部分完成”"


def expert(number: int, **changed: Any) -> dict[str, Any]:
    """The sheets with another one."""
    experts = [each | changed if at == number else each for at, each in enumerate(VERIFIED["experts"])]
    return VERIFIED | {"experts": experts}


@pytest.mark.rule("6.3")
@pytest.mark.parametrize(
    ("verified", "concluded", "says"),
    [
        (
            expert(1, values={"scrap": "3.6", "patents": "1"}),
            CONCLUDED,
            f"{PROJECT}/evaluation：指标 scrap：按各专家核定值推算为“部分完成”（实现程度 0.9714），所记为“完成”（实现程度 1.0000）",
        ),
        (VERIFIED, CONCLUDED | {"degree": "0.8001"}, "推算为“部分完成”（实现程度 0.8000），所记为“部分完成”（实现程度 0.8001）"),
        (VERIFIED, CONCLUDED | {"conclusion": "met"}, "推算为“部分完成”（实现程度 0.8000），所记为“完成”（实现程度 0.8000）"),
        (
            VERIFIED,
            CONCLUDED | {"targets": CONCLUDED["targets"][:1]},
            "指标 patents：按各专家核定值推算为“未完成”（实现程度 0.5000），所记为没有",
        ),
        (VERIFIED | {"experts": []}, CONCLUDED, "无法推算"),
        (VERIFIED | {"task_book_version": 3}, CONCLUDED, "无法推算"),
    ],
)
def test_a_result_that_does_not_come_out(maker: Maker, verified: dict[str, Any], concluded: dict[str, Any], says: str) -> None:
    verdict = maker.verified(made(maker, pay=evaluation(verified, concluded), registry=registry()), PROJECT)
    assert (failing(verdict), says in problems(verdict)) == ({Claim.DECISIONS}, True), problems(verdict)


@pytest.mark.rule("4.7")
def test_values_of_somebody_who_was_replaced(maker: Maker) -> None:
    gone = {"name": f"{PROJECT}/evaluation", "rule": "4.7", "member": "people/c", "successor": "people/d", "reason": "回避"}
    verdict = maker.verified(made(maker, pay=evaluation(VERIFIED, CONCLUDED, gone), registry=registry()), PROJECT)
    assert (failing(verdict), problems(verdict)) == ({Claim.DECISIONS}, f"{PROJECT}/evaluation：核定的专家与专家组不符")


def test_facts_from_before_sheets_were_told(maker: Maker) -> None:
    """A conclusion without them is as it was in packages of then: the decision is listed, with no working."""
    concluded = evaluation()[:1]
    members = made(maker, pay=[*concluded, *PAID])
    assert problems(maker.verified(members, PROJECT)) == "" and not working(members, "evaluation.evaluation.concluded")
