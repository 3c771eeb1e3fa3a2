"""Every list of the console is to be had as a workbook: numbers as numbers, days as days, and nothing of the input as a formula."""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
from google.protobuf.descriptor import Descriptor
from python_calamine import CalamineWorkbook
from starlette.applications import Starlette
from starlette.routing import Route

from cli.client import method_of
from console import signin
from console.screens.excel import LISTS
from tests.unit.console.suite import Services, always, console, sign_in

HOSTILE = "=1+1"
DAYS = re.compile(r"(.*_)?(on|date|day|until|since|dated|start|from|to|as_of|days_off|makeup_days)")
DECIMALS = ("total", "degree", "threshold", "weight")
ASKED: tuple[str, ...] = (
    "ListTasks",
    "ListProjects",
    "ListDeadlines",
    "ListGuides",
    "ListApplications",
    "ListDeviations",
    "ListFindings",
    "ListRatings",
)
ASKED += ("ListCatalogueItems", "ListEvaluations", "SearchCatalogue", "ListResults", "ListUseRequests", "SearchPolicies", "ListClaims")
ASKED += ("SearchQuestions", "ListServiceRequests", "ListFacilities", "ListNotices", "ListHolidayNotices", "ListQualifications")
ASKED += ("ListSubscriptions", "ListDeliveries")
# Pages without a path of something's own that are no lists, and why.
NO_LISTS = {
    "/": "leads on",
    "/reminders": "how one is reminded",
    "/reminders/calendar": "leads on",
    "/healthz": "for machines",
    "/board": "figures, made to be looked at and printed; what they count is the ledger",
    "/rules": "the plan's text",
    "/live": "what has changed",
    "/clock": "of a rehearsal",
}


def filled(message: Descriptor, depth: int = 0) -> dict[str, Any]:
    """A thing with something in every field."""
    made: dict[str, Any] = {}
    for field in message.fields:
        below = field.message_type
        if field.name == "next_page_token" or (below is not None and (below.GetOptions().map_entry or depth > 3)):
            continue
        if below is not None:
            value: Any = "2026-02-14T01:30:00Z" if below.full_name == "google.protobuf.Timestamp" else filled(below, depth + 1)
        elif field.enum_type is not None:
            value = field.enum_type.values[1].name
        elif field.cpp_type == field.CPPTYPE_STRING:
            value = "sanzhi.registry.v1.RegistryService/X" if field.name == "method" else HOSTILE
            value = "2026-02-14" if DAYS.fullmatch(field.name) else "85.5" if field.name in DECIMALS else value
            value = value if field.type == field.TYPE_STRING else ""
        else:
            value = field.cpp_type == field.CPPTYPE_BOOL or 7
        made[field.name] = [value] if field.is_repeated else value
    return made


def answer_of(name: str) -> dict[str, Any]:
    services = ("desk", "registry", "milestones", "supervision", "evaluation", "sharing", "support", "exchange")
    for service in services:
        try:
            return filled(method_of(f"sanzhi.{service}.v1.{service.capitalize()}Service/{name}").output_type)
        except (KeyError, LookupError):
            continue
    raise LookupError(name)


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    return {name: answer_of(name) for name in ASKED}


@pytest.fixture
async def opened(tmp_path: Path, answers: dict[str, dict[str, Any]]) -> AsyncIterator[tuple[httpx.AsyncClient, Services]]:
    browser, services, _ = console(tmp_path)
    services.played |= {name: always(answer) for name, answer in answers.items()}
    async with browser:
        await sign_in(browser)
        yield browser, services


async def test_every_list_has_its_workbook(opened: tuple[httpx.AsyncClient, Services]) -> None:
    """A few pages, not a case each: signing in takes longer than all of them."""
    browser, _ = opened
    for name in LISTS:
        answer = await browser.get(f"/excel/{name}")
        assert answer.status_code == 200, (name, answer.text)
        rows = read(answer)
        assert "赵明（市科技局）导出" in rows[1][0] and "截至 2026-09-08" in rows[1][0], name
        assert len(rows) > 3 or name == "experts", name  # nobody of the suite is one
        for label, cell in ((label, cell) for row in rows[3:] for label, cell in zip(rows[2], row, strict=True)):
            assert not (isinstance(cell, str) and re.fullmatch(r"\d{4}-\d\d-\d\d|\d+(\.\d+)?", cell)), (name, label, cell)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
            sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "<hyperlink" not in sheet, name


async def test_every_page_of_a_list_leads_to_its_workbook(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, _ = opened
    app = browser._transport.app  # type: ignore[attr-defined]
    assert isinstance(app, Starlette)
    offered: set[str] = set()
    for path in pages_of(app):
        page = await browser.get(path)
        assert page.status_code == 200, (path, page.text[:2000])
        found = set(re.findall(r'href="/excel/([a-z-]+)', page.text))
        assert found, f"{path} leads to no workbook"
        offered |= found
    assert offered == set(LISTS) - {"holidays"}  # which has its place with their import


def pages_of(app: Starlette) -> list[str]:
    listed = [each for each in app.routes if isinstance(each, Route) and "{" not in each.path and "GET" in (each.methods or ())]
    way_in = [each.path for each in signin.ROUTES]
    return [each.path for each in listed if each.path not in (*NO_LISTS, *way_in) and not each.path.startswith(("/imports", "/acts"))]


def read(answer: httpx.Response) -> list[list[Any]]:
    rows: list[list[Any]] = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    return rows


async def test_a_day_is_a_day_and_money_is_yuan(opened: tuple[httpx.AsyncClient, Services]) -> None:
    answer = await opened[0].get("/excel/claims")
    rows = read(answer)
    line = dict(zip(rows[2], rows[3], strict=True))
    assert (line["政策"], line["申请金额（元）"], line["最后一日"]) == (HOSTILE, 0.07, date(2026, 2, 14))


async def test_what_was_filtered_stands_above_the_list(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    answer = await browser.get("/excel/policies?query=首台套")
    rows = read(answer)
    assert rows[1][0].startswith("搜索“首台套”；赵明（市科技局）导出")
    assert next(request for name, request, _, _ in services.asked if name == "SearchPolicies")["query"] == "首台套"
