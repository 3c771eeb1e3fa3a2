"""The workbench: the most urgent first, why it is mine, how its date came about; where there is no period none is made up."""

import html
import re
from pathlib import Path
from typing import Any

from tests.unit.console.suite import always, console, sign_in

KJJ = {"name": "organizations/kjj", "display_name": "市科技局"}
LATE = {
    "kind": "assign_deviation",
    "label": "指定纠正措施",
    "method": "sanzhi.supervision.v1.SupervisionService/AssignDeviation",
    "resource": "projects/x/deviations/d1",
    "about": "进度偏差",
    "project": "projects/x",
    "project_title": "焦炉煤气深度净化",
    "rules": ["7.2"],
    "holders": [KJJ, {"name": "areas/lingshi", "display_name": "areas/lingshi"}],
    "since": "2026-08-01T01:00:00Z",
    "last_day": "2026-09-04",
    "deadline": "projects/x/deviations/d1",
    "lamp": "LAMP_OVERDUE",
    "days_left": -4,
}
UNDATED = {
    "kind": "judge_midterm",
    "label": "作出中期检查判断",
    "method": "sanzhi.milestones.v1.MilestonesService/JudgeMidterm",
    "resource": "projects/y/midtermCheck",
    "project": "projects/y",
    "project_title": "玻璃器皿",
    "rules": ["4.6"],
    "holders": [{"name": "people/zhao-ming", "display_name": "赵明"}],
    "started_by": {"name": "people/he-jun", "display_name": "贺军"},
    "since": "2026-09-05T01:00:00Z",
}
DEADLINE = {
    "name": "projects/x/deviations/d1",
    "last_day": "2026-09-04",
    "working": {
        "start": "2026-08-07",
        "days": 20,
        "days_off": [{"day": "2026-08-08", "why": "周末"}, {"day": "2026-08-09", "why": "周末"}],
    },
}


def tasks(it: dict[str, Any], who: str) -> dict[str, Any]:
    return {"tasks": [LATE, UNDATED]} if it["view"] == "TASK_VIEW_MINE" else {"tasks": [LATE] if it["view"] == "TASK_VIEW_OWED" else []}


async def test_the_most_urgent_stands_alone_with_its_reason_and_working(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played |= {"ListTasks": tasks, "ListDeadlines": lambda it, who: {"deadlines": [DEADLINE]}}
    await sign_in(browser)
    page = (await browser.get("/workbench")).text
    assert page.index("逾期 4 天") < page.index("指定纠正措施") < page.index("作出中期检查判断")
    assert 'href="/acts/supervision/AssignDeviation?on=projects/x/deviations/d1"' in page
    assert "由市科技局办理" in page and "指名由您本人办理" in page and "贺军办理后轮到" in page
    assert "灵石县科技部门" in page and "areas/" not in page
    assert "2026-08-08（周六）至 08-09（周日）" in page
    assert "已等 3 天" in page and "方案没有定期限" in page
    (asked,) = [it for name, it, *_ in services.asked if name == "ListDeadlines"]
    assert asked["names"] == [LATE["deadline"]], "of tasks that are shown, however many there are"


async def test_nothing_to_do_says_what_comes_next(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played |= {"ListTasks": lambda it, who: {}, "ListDeadlines": lambda it, who: {}}
    await sign_in(browser)
    assert "现在没有要您办的事" in (await browser.get("/workbench")).text


async def test_the_ledger_asks_the_desk_what_was_filtered_for(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    project = {
        "name": "projects/x",
        "title": "焦炉煤气深度净化",
        "stage": "STAGE_RUNNING",
        "lamp": "LAMP_SOON",
        "days_left": 3,
        "next_day": "2026-09-11",
    }
    services.played["ListProjects"] = lambda it, who: {"projects": [project], "next_page_token": "more"}
    await sign_in(browser)
    page = (await browser.get("/projects", params={"query": "煤气", "stage": "STAGE_RUNNING", "lamp": "LAMP_SOON"})).text
    asked = next(it for name, it, *_ in services.asked if name == "ListProjects")
    assert (asked["query"], asked["stage"], asked["lamp"]) == ("煤气", "STAGE_RUNNING", "LAMP_SOON")
    assert "剩 3 天" in page and "2026-09-11（周五）" in page and "page=more" in page


async def test_the_board_counts_in_words_as_well(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["GetBoard"] = lambda it, who: {
        "projects": 3,
        "soon_days": 15,
        "stages": [{"stage": "STAGE_RUNNING", "projects": 3, "overdue": 1}],
        "counties": [{"county": "lingshi", "projects": 3, "overdue": 1, "soon": 1, "normal": 1}],
        "money": [{"kind_label": "揭榜挂帅", "projects": 3, "budget_fen": "300000000"}],
    }
    await sign_in(browser)
    page = (await browser.get("/board")).text
    assert "灵石县" in page and "逾期 1" in page and "15 天内 1" in page and "300.00" in page
    assert ">■<" in page and "一个图形是一个项目" in page


async def test_a_lamp_of_a_very_full_board_stands_for_several_projects(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    counties = [{"county": "lingshi", "projects": 60_000, "overdue": 1, "soon": 3000, "normal": 56_999, "none": 0}]
    services.played["GetBoard"] = lambda it, who: {"projects": 60_000, "counties": counties, "counted_at": "2026-02-10T01:00:00Z"}
    await sign_in(browser)
    page = (await browser.get("/board")).text
    assert "至多 1000 个项目" in page and ">■<" in page and ">▲▲▲<" in page and len(page) < 20_000
    assert "09:00" in page, "of when the figures are"


async def test_acts_that_wait_for_the_caller_stand_before_those_that_may_be_begun(tmp_path: Path) -> None:
    from tests.unit.console.test_project import ACTS, play

    browser, services, _ = console(tmp_path)
    play(services)
    free = {"rpc": "sanzhi.registry.v1.RegistryService/DecideTermination", "allowed": True}
    asked = {"rpc": "sanzhi.milestones.v1.MilestonesService/RecordInspection", "allowed": True}
    services.played["ListActs"] = lambda it, who: {"as_of": "2026-02-10T02:42:00Z", "acts": [free, asked] if it["name"] in ACTS else []}
    services.played["ListTasks"] = lambda it, who: {"tasks": [{**UNDATED, "method": asked["rpc"], "resource": "projects/x"}]}
    await sign_in(browser)
    page = (await browser.get("/projects/x")).text
    assert page.index("RecordInspection") < page.index("随时可以发起的") < page.index("DecideTermination")


async def test_what_is_in_no_project_leads_to_its_own_page(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    method = "sanzhi.support.v1.SupportService/AnswerQuestion"
    question = {**UNDATED, "label": "答复咨询", "method": method, "resource": "questions/q1", "project": "", "project_title": ""}
    services.played |= {
        "ListTasks": lambda it, who: {"tasks": [] if it["view"] == "TASK_VIEW_MINE" else [question]},
        "ListDeadlines": lambda it, who: {},
    }
    await sign_in(browser)
    page = (await browser.get("/workbench")).text
    assert page.count('<a href="/questions/q1">答复咨询') == 2 and '<a href="/projects">答复咨询' not in page


async def test_an_application_is_no_project_yet_and_leads_to_its_own_page(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    method = "sanzhi.registry.v1.RegistryService/PassFormalReview"
    review = {
        **UNDATED,
        "label": "形式审查",
        "method": method,
        "resource": "applications/y",
        "doings": [{"done_at": "2026-09-05T01:00:00Z"}],
    }
    correction = {"name": "applications/y", "project": "projects/y", "project_title": "玻璃器皿", "kind": "application_correction"}
    deviation = {"name": "projects/x/deviations/d1", "project": "projects/x", "project_title": "焦炉煤气深度净化", "kind": "deviation"}
    review_of = {"name": "projects/x/deadlines/review-n1", "project": "projects/x", "project_title": "焦炉煤气深度净化", "kind": "review"}
    due = [{**each, "last_day": "2026-09-20"} for each in (correction, deviation, review_of)]
    services.played |= {"ListTasks": always({"tasks": [review]}), "ListDeadlines": always({"deadlines": due})}
    await sign_in(browser)
    pages = [(await browser.get(path)).text for path in ("/workbench", "/workbench/done", "/deadlines")]
    assert all('href="/applications/y"' in page and 'href="/projects/y' not in page for page in pages)
    assert 'href="/projects/x/supervision#d1">查看' in pages[2], "a timeline has no day of a deviation"
    assert 'href="/projects/x/timeline?date=projects/x/deadlines/review-n1">时间线' in pages[2]


async def test_what_nobody_may_be_named_of_is_told_without_a_gap(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    asked = {**UNDATED, "project": "", "project_title": "", "about": "有关首批次", "resource": "questions/q1"}
    views = {"TASK_VIEW_MINE": [asked], "TASK_VIEW_STARTED": [{**asked, "holders": []}]}
    services.played |= {"ListTasks": lambda it, who: {"tasks": views.get(it["view"], [])}, "ListDeadlines": always({})}
    await sign_in(browser)
    page = (await browser.get("/workbench")).text
    assert '<p class="second">有关首批次</p>' in page and "· 等" not in page and "<p></p>" in page


async def test_a_lamp_of_my_deadlines_is_of_mine(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["ListDeadlines"] = lambda it, who: {}
    await sign_in(browser)
    page = (await browser.get("/deadlines?mine=yes")).text
    (lamp,) = re.findall(r'href="([^"]*lamp=LAMP_OVERDUE[^"]*)"', page)
    await browser.get(f"/deadlines{html.unescape(lamp)}")
    asked = [it for name, it, *_ in services.asked if name == "ListDeadlines"][-1]
    assert (asked["mine"], asked["lamp"]) == (True, "LAMP_OVERDUE")
    page = (await browser.get("/deadlines?lamp=LAMP_SOON")).text
    assert 'href="?lamp=LAMP_SOON&amp;mine=yes"' in page
