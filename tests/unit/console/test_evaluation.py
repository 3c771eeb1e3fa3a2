"""An evaluation: closed until all assessments are in, then with the working of the total; rating and pay with theirs."""

import re
from pathlib import Path
from typing import Any

import pytest

from console.screens.lists import factors_of
from tests.unit.console.suite import always, console, sign_in

TARGET = {"id": "t1", "metric": "苯系物含量", "unit": "mg/m³", "comparator": "<=", "value": "30", "weight": "100", "verification": ""}
EVALUATION = {
    "name": "projects/x/evaluation",
    "project": "projects/x",
    "title": "焦炉煤气深度净化",
    "state": "EVALUATION_STATE_UNDER_REVIEW",
    "task_book_version": 1,
    "targets": [TARGET],
    "nodes": [{"id": "n1", "title": "试运行", "due_date": "2026-03-31", "outcome": "NODE_OUTCOME_PASSED"}],
    "ground": "OPENING_GROUND_TERM_ENDED",
    "period_ended_on": "2027-01-31",
    "self_evaluation": {"items": [{"target": "t1", "achieved_value": "28", "evidence": "检测报告"}], "submitted_by": "people/zhou-bin"},
    "panel_size": 5,
    "panel_convened_at": "2027-03-01T02:00:00Z",
    "assessments_complete": 3,
}
VERDICT = {
    "conclusion": "CONCLUSION_MET",
    "degree": "1.00",
    "concluded_by": "people/zhao-ming",
    "concluded_at": "2027-03-10T02:00:00Z",
    "working": {
        "rule_steps": ["记录值取中间一个"],
        "rows": [{"target": "t1", "verified_values": ["27", "28", "29"], "recorded_value": "28", "degree": "1", "calculation": "28 ≤ 30"}],
        "total": "1 × 100 = 100",
        "overall": "完成",
    },
}


async def page_at(tmp_path: Path, path: str, played: dict[str, Any]) -> str:
    browser, services, _ = console(tmp_path)
    services.played |= {name: always(answer) for name, answer in played.items()}
    await sign_in(browser)
    answer = await browser.get(path)
    assert answer.status_code == 200 and " style=" not in answer.text
    return answer.text


async def test_before_all_are_in_no_value_is_shown_and_who_is_waited_for_is_a_number(tmp_path: Path) -> None:
    page = await page_at(tmp_path, "/projects/x/evaluation", {"GetEvaluation": EVALUATION})
    assert "还有 2 位专家没有评完；评完以前，各人的评价互不可见。" in page and "3 / 5 位专家评完" in page
    assert "核定值</th>" not in page and "是谁、各人怎样评，只有市科技局和审计人员可以看" in page


async def test_the_conclusion_stands_with_its_working_row_by_row(tmp_path: Path) -> None:
    concluded = {**EVALUATION, "state": "EVALUATION_STATE_CONCLUDED", "assessments_complete": 5, "verdict": VERDICT}
    page = await page_at(tmp_path, "/projects/x/evaluation", {"GetEvaluation": concluded})
    assert "27、28、29" in page and "28 ≤ 30" in page and "1 × 100 = 100" in page and "记录值取中间一个" in page
    assert "市科技局报市财政局备案" in page


async def test_evaluations_say_what_is_next(tmp_path: Path) -> None:
    page = await page_at(tmp_path, "/evaluations?state=EVALUATION_STATE_UNDER_REVIEW", {"ListEvaluations": {"evaluations": [EVALUATION]}})
    assert "焦炉煤气深度净化" in page and "还有 2 位专家没有评完" in page


async def test_pay_shows_how_each_amount_came_about_and_who_has_still_to_confirm(tmp_path: Path) -> None:
    part = {
        "name": "projects/x/pay/parts/node-n1",
        "title": "里程碑“试运行”",
        "share_fen": "10000000",
        "state": "PAY_PART_STATE_SCORED",
        "score": {"chief": "people/zhou-bin", "score": "92", "percent": 100, "amount_fen": "10000000"}
        | {"waiting_for": ["organizations/kjj"]},
    }
    pay = {"name": "projects/x/pay", "title": "焦炉煤气", "pool": {"fen": "30000000", "steps": ["预算的百分之一"]}, "parts": [part]}
    page = await page_at(tmp_path, "/projects/x/pay", {"GetChiefPay": pay})
    assert "等市科技局确认；全部确认，金额才成立。" in page and "预算的百分之一" in page and "100,000.00" in page


async def test_a_rating_adds_up_entry_by_entry(tmp_path: Path) -> None:
    entry = {
        "name": "people/zhou-bin/rating/entries/1",
        "kind": "RATING_CAUSE_NODE_PASSED",
        "about": "里程碑“试运行”",
        "on": "2026-06-12",
        "points": 4,
        "percent": 50,
        "counted": "2",
        "state": "RATING_ENTRY_STATE_COUNTING",
    }
    rating = {"name": "people/zhou-bin/rating", "person": "people/zhou-bin", "as_of": "2027-06-12", "entries": [entry], "total": "2"}
    page = await page_at(tmp_path, "/people/zhou-bin/rating", {"GetRating": rating})
    assert "4 × 50% = <b>2</b>" in page and "里程碑“试运行”" in page


def test_the_total_of_a_review_adds_up_factor_by_factor() -> None:
    guide = {"factors": [{"id": "plan", "title": "技术方案", "weight": "70"}, {"id": "lead", "title": "责任人", "weight": "30"}]}
    sheets = [{"scores": [{"factor": "plan", "score": "80"}, {"factor": "lead", "score": "90.5"}]}]
    closed = factors_of(guide, {"sheets": sheets})
    assert [(each["mean"], each["weighted"], each["scores"]) for each in closed] == [("", "", ["80"]), ("", "", ["90.5"])]
    means = [{"factor": "plan", "score": "82.33"}, {"factor": "lead", "score": "90.50"}]
    assert [each["weighted"] for each in factors_of(guide, {"means": means})] == ["57.631", "27.15"]


@pytest.mark.parametrize("is_there", [True, False])
async def test_a_form_says_which_part_of_the_pay_and_which_entry_of_a_rating_it_is_about(tmp_path: Path, is_there: bool) -> None:
    part = {"name": "projects/x/pay/parts/node-n1", "title": "样件试制", "state": "PAY_PART_STATE_OPEN"}
    entry = {"name": "people/li/rating/entries/e1", "kind": "RATING_CAUSE_NODE_PASSED", "state": "RATING_ENTRY_STATE_OBJECTED"}
    browser, services, _ = console(tmp_path)
    services.played |= {
        "GetProject": always({"name": "projects/x", "title": "玻璃器皿"}),
        "GetChiefPay": always({"parts": [part] if is_there else []}),
        "GetRating": always({"entries": [entry] if is_there else []}),
    }
    await sign_in(browser)
    for path, title in (
        (f"/acts/evaluation/ScoreChief?on={part['name']}", "技术总师绩效“样件试制”"),
        (f"/acts/evaluation/AnswerRatingObjection?on={entry['name']}", "动态评价“里程碑考核按期通过”"),
    ):
        page = (await browser.get(path)).text
        assert (f"：{title}" in page) is is_there
        assert not re.search(r"<a [^>]*></a>", page), "a link with nothing in it"
