"""Lists as workbooks: the page's own filters, numbers as numbers, names instead of ids."""

import io
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from tests.unit.console.suite import Services, console, sign_in

PROJECT = {
    "name": "projects/yeya",
    "title": "=液压阀体铸造",
    "kind_label": "揭榜挂帅",
    "county": "lingshi",
    "stage": "STAGE_RUNNING",
    "lamp": "LAMP_OVERDUE",
    "days_left": -3,
    "next_day": "2026-02-14",
    "next_label": "提交里程碑材料",
    "undertaking_unit": {"name": "organizations/huicheng", "display_name": "汇诚液压件"},
    "owners": [{"name": "organizations/kjj", "display_name": "市科技局"}],
    "lead": {"name": "people/li", "display_name": "李承远"},
    "lead_is_nominated": True,
    "budget_fen": "123456789",
}
DEADLINE = {
    "name": "projects/yeya/deadlines/d1",
    "project_title": "液压阀体铸造",
    "label": "提交里程碑材料",
    "last_day": "2026-02-14",
    "provisional": True,
    "rules": ["4.1"],
    "lamp": "LAMP_SOON",
    "days_left": 7,
}


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[tuple[httpx.AsyncClient, Services]]:
    browser, services, _ = console(tmp_path)
    services.played |= {
        "ListProjects": lambda it, who: {"projects": [PROJECT]},
        "ListDeadlines": lambda it, who: {"deadlines": [DEADLINE]},
    }
    async with browser:
        await sign_in(browser)
        yield browser, services


async def rows(browser: httpx.AsyncClient, path: str) -> list[list[Any]]:
    answer = await browser.get(path)
    assert answer.status_code == 200 and answer.headers["content-disposition"].startswith("attachment")
    found: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    return found


async def test_the_ledger_as_it_is_filtered(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    found = await rows(browser, "/excel/projects?query=液压&county=lingshi&stage=STAGE_RUNNING&page=x")
    assert "搜索“液压”" in found[1][0] and "县区：灵石" in found[1][0] and "阶段：实施" in found[1][0] and "共 1 条" in found[1][0]
    line = dict(zip(found[2], found[3], strict=True))
    assert (line["项目"], line["承担单位"], line["责任人"], line["灯"]) == ("=液压阀体铸造", "汇诚液压件", "李承远（提名）", "逾期 3 天")
    assert (line["最后一日"], line["总经费（元）"]) == (date(2026, 2, 14), 1_234_567.89)
    asked = next(request for name, request, _, _ in services.asked if name == "ListProjects")
    assert (asked["query"], asked["county"], asked["stage"], asked["page_token"]) == ("液压", "lingshi", "STAGE_RUNNING", "")


async def test_deadlines_of_ones_own(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    found = await rows(browser, "/excel/deadlines?mine=yes")
    assert found[1][0].startswith("只列由我办理的")
    assert found[3][0] == "液压阀体铸造" and found[3][5:] == [date(2026, 2, 14), "暂定", "剩 7 天"]
    assert next(request for name, request, _, _ in services.asked if name == "ListDeadlines")["mine"] is True


async def test_people_by_name(opened: tuple[httpx.AsyncClient, Services]) -> None:
    found = await rows(opened[0], "/excel/people")
    assert [line[:2] for line in found[3:]] == [["赵明", "市科技局"], ["周斌", ""]]


async def test_a_list_that_is_none_is_not_found(opened: tuple[httpx.AsyncClient, Services]) -> None:
    assert (await opened[0].get("/excel/secrets")).status_code == 404


async def test_a_countys_office_has_a_name_though_none_is_on_record(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    task = {"method": "sanzhi.registry.v1.RegistryService/RecommendApplication", "resource": "applications/y", "label": "推荐"}
    office = {"name": "areas/lingshi", "display_name": "areas/lingshi"}
    services.played["ListTasks"] = lambda it, who: {"tasks": [{**task, "holders": [office]}]}
    found = await rows(browser, "/excel/tasks?view=TASK_VIEW_OWED")
    assert dict(zip(found[2], found[3], strict=True))["由谁办理"] == "灵石县科技部门"
