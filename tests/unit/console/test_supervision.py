"""Supervision: what stands, until when and how that date came about, whose turn it is; nobody's secret is shown."""

from pathlib import Path
from typing import Any

from tests.unit.console.suite import Services, console, sign_in

DEVIATION = {
    "name": "projects/x/deviations/d1",
    "project": "projects/x",
    "aspect": "DEVIATION_ASPECT_SCHEDULE",
    "cause": "DEVIATION_CAUSE_DEADLINE_OVERDUE",
    "description": "里程碑材料逾期",
    "state": "DEVIATION_STATE_OPEN",
    "opened_at": "2026-08-31T16:00:00Z",
    "assignee": "people/zhou-bin",
    "assigned_by_default": True,
    "due_date": "2026-09-29",
    "policy_version": "2026.1",
}
FINDING = {
    "name": "findings/f1",
    "subject": "people/zhou-bin",
    "subject_kind": "SUBJECT_KIND_PROJECT_MANAGER",
    "project": "projects/x",
    "item": "catalogueItems/misused-funds",
    "title": "违规使用项目经费",
    "severity": "SEVERITY_GRAVE",
    "state": "FINDING_STATE_NOTIFIED",
    "notified_at": "2026-09-01T02:00:00Z",
    "answer_last_day": "2026-09-15",
    "policy_version": "2026.1",
}
ACTS = [
    {"rpc": "sanzhi.supervision.v1.SupervisionService/AssignDeviation", "allowed": True},
    {
        "rpc": "sanzhi.supervision.v1.SupervisionService/CloseDeviation",
        "allowed": False,
        "reason": "CORRECTIVE_ACTION_MISSING",
        "rule": "7.2",
        "message": "还没有纠正措施，也没有报告过纠正情况",
    },
]


def play(services: Services) -> None:
    services.played |= {
        "GetProject": lambda it, who: {"name": it["name"], "title": "焦炉煤气深度净化", "state": "PROJECT_STATE_RUNNING"},
        "GetCommission": lambda it, who: {"name": it["name"], "missing": ["市、县科技部门尚未指定专人"]},
        "ListDeviations": lambda it, who: {"deviations": [each for each in DEVIATIONS if each["state"] == it["state"] or it["parent"]]},
        "ListProgressAnalyses": lambda it, who: {"progress_analyses": [ANALYSIS]},
        "ListFindings": lambda it, who: {"findings": [FINDING]},
        "GetFinding": lambda it, who: FINDING,
        "ListCatalogueItems": lambda it, who: {
            "catalogue_items": [{"name": FINDING["item"], "title": FINDING["title"], "bars": True, "months": 60}]
        },
        "ListActs": lambda it, who: {"as_of": "2026-09-08T02:42:00Z", "acts": ACTS if "/deviations/" in it["name"] else []},
    }


CLOSED = {"state": "DEVIATION_STATE_CLOSED", "conclusion": "现场核实已恢复", "closed_by": "people/zhao-ming"}
ANALYSIS = {"as_of": "2026-08-31", "planned_progress": "60", "actual_progress": "45", "behind": "15"} | {"deviations": ["d1"]}

DEVIATIONS = [DEVIATION, {**DEVIATION, "name": "projects/x/deviations/d0"} | CLOSED]


async def page_at(tmp_path: Path, path: str, change: dict[str, Any] | None = None) -> str:
    browser, services, _ = console(tmp_path)
    play(services)
    services.played |= change or {}
    await sign_in(browser)
    answer = await browser.get(path)
    assert answer.status_code == 200 and " style=" not in answer.text
    return answer.text


async def test_a_deviation_says_until_when_why_then_and_whose_turn_it_is(tmp_path: Path) -> None:
    page = await page_at(tmp_path, "/projects/x/supervision")
    assert "里程碑材料逾期" in page and "2026-09-29（周二）" in page and "还有 21 天" in page
    assert "20 个工作日" in page and "2026-09-01（周二）发现偏差或者指定之日，当日不计入" in page
    assert "2026-09-20（周日，调休上班）" in page  # a weekend that is worked is counted in
    assert "项目专员（尚未确定的，由市科技局）指定怎样纠正" in page and "没有指定，按规定为项目责任人" in page
    assert "现场核实已恢复" in page and "达到阈值，记为偏差" in page and "市、县科技部门尚未指定专人" in page


async def test_each_deviation_has_its_own_acts_and_the_reason_for_those_that_are_not_possible(tmp_path: Path) -> None:
    page = await page_at(tmp_path, "/projects/x/supervision")
    assert 'href="/acts/supervision/AssignDeviation?on=projects/x/deviations/d1">指定纠正措施' in page
    assert "现在不能办的 1 项" in page and "还没有纠正措施，也没有报告过纠正情况" in page


async def test_a_date_that_somebody_named_is_not_said_to_be_counted(tmp_path: Path) -> None:
    named = {**DEVIATION, "due_date": "2026-10-30", "assigned_by": "people/zhao-ming", "assigned_at": "2026-09-02T01:00:00Z"}
    page = await page_at(tmp_path, "/projects/x/supervision", {"ListDeviations": lambda it, who: {"deviations": [named]}})
    assert "赵明 指定的日期，不是推算的" in page and "20 个工作日" not in page


async def test_a_finding_that_is_not_whole_for_the_caller_says_so_and_shows_nothing(tmp_path: Path) -> None:
    page = await page_at(tmp_path, "/findings/f1")
    assert "违规使用项目经费：周斌" in page and "只有市科技局、当事人和提出的人可以看" in page
    assert "周斌在最后一日以前陈述、申辩；期满以前市科技局不能认定" in page and "10 个工作日" in page


async def test_all_projects_stand_in_one_list(tmp_path: Path) -> None:
    page = await page_at(tmp_path, "/supervision")
    assert 'href="/projects/x/supervision#d1"' in page and "未办结偏差 1 项 ·" in page and "60 个月" in page


async def test_what_was_reported_in_time_is_not_overdue_while_it_is_verified(tmp_path: Path) -> None:
    reported = {
        **DEVIATION,
        "state": "DEVIATION_STATE_REPORTED",
        "due_date": "2026-09-01",
        "corrections": [{"done": "已恢复", "late": False}],
    }
    page = await page_at(tmp_path, "/projects/x/supervision", {"ListDeviations": lambda it, who: {"deviations": [reported]}})
    assert "按期报告" in page and "逾期 7 天" not in page and "纠正责任人不能自己办结" in page
