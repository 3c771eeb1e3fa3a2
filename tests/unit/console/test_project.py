"""A project's page: acts possible and those that are not, each date with its working; a service that is away takes nothing else along."""

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from cli.refused import Refused
from tests.unit.console.suite import Services, console, sign_in
from tests.unit.console.test_working import REVIEW

PROJECT = {
    "name": "projects/x",
    "application": "applications/x",
    "title": "焦炉煤气深度净化",
    "kind": "PROJECT_KIND_OPEN_BID",
    "regime": "REGIME_MANAGER",
    "owners": ["organizations/kjj"],
    "undertaking_unit": "organizations/kjj",
    "nominated_lead": "people/zhou-bin",
    "approved_on": "2026-01-02",
    "score": "79.8",
    "state": "PROJECT_STATE_RUNNING",
    "running_since": "2026-01-03T01:00:00Z",
    "task_book": {
        "term_start": "2026-01-03",
        "term_end": "2027-01-31",
        "budget": {"total_fen": "300000000", "sources": [{"source": "市级财政资金", "amount_fen": "100000000"}]},
        "targets": [
            {"metric": "苯系物含量", "unit": "mg/m³", "comparator": "<=", "value": "30", "verification": "检测报告", "weight": "100"}
        ],
    },
}
NODE = {"name": "projects/x/nodes/n1", "project": "projects/x", "node": "n1", "title": "试运行", "due_date": "2026-03-31"}
DEADLINE = {**REVIEW, "name": "projects/x/deadlines/d", "project": "projects/x", "kind": "review", "node": "n1", "rule": "4.2"}
ACTS = {
    "projects/x": [
        {"rpc": "sanzhi.registry.v1.RegistryService/DecideTermination", "allowed": True},
        {
            "rpc": "sanzhi.registry.v1.RegistryService/ApproveTermination",
            "allowed": False,
            "reason": "NO_TERMINATION_PENDING",
            "rule": "1.10",
            "message": "业主还没有提出终止",
        },
        {
            "rpc": "sanzhi.registry.v1.RegistryService/ConsentToTermination",
            "allowed": False,
            "reason": "ROLE_REQUIRED",
            "rule": "2.5",
            "message": "x",
        },
        {
            "rpc": "sanzhi.contracts.v1.ContractsService/VoidEngagement",
            "allowed": False,
            "reason": "NOT_A_PARTY",
            "rule": "1.6",
            "message": "people/auditor 不代表 周斌 的聘任方",
        },
    ]
}


def play(services: Services) -> None:
    services.played |= {
        "GetProject": lambda it, who: PROJECT,
        "ListNodes": lambda it, who: {"nodes": [NODE]},
        "ListActs": lambda it, who: {"as_of": "2026-02-10T02:42:00Z", "acts": ACTS.get(it["name"], [])},
    }
    services.played["ListDeadlines"] = every_other({"deadlines": [DEADLINE]})


def every_other(answer: dict[str, Any]) -> Any:
    """Milestones has deadlines, evaluation, which is asked next, is away."""
    asked = count()

    def played(it: dict[str, Any], who: str) -> dict[str, Any]:
        if next(asked) % 2:
            raise Refused("UNAVAILABLE", "", "", "没有应答", {})
        return answer

    return played


@pytest.mark.parametrize("path", ["/projects/x", "/projects/x/timeline"])
async def test_a_page_of_a_project_is_whole(tmp_path: Path, path: str) -> None:
    browser, services, _ = console(tmp_path)
    play(services)
    await sign_in(browser)
    answer = await browser.get(path)
    assert answer.status_code == 200
    assert "焦炉煤气深度净化" in answer.text and "2026-02-14（周六，调休上班）" in answer.text
    assert "30 个工作日" in answer.text and "剩 4 天" in answer.text
    assert " style=" not in answer.text and "onclick" not in answer.text


async def test_acts_that_are_not_possible_stay_with_reason_and_clause(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    play(services)
    await sign_in(browser)
    page = (await browser.get("/projects/x")).text
    assert "提出终止项目" in page and 'href="/acts/registry/DecideTermination?on=projects/x"' in page
    assert "<b>现在不能办：</b>业主还没有提出终止" in page and "依据原文" in page and "执行口径：" in page
    assert "同意终止项目" not in page and "作废合同组" not in page  # somebody else's


async def test_a_service_that_is_away_is_said_and_the_rest_is_shown(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    play(services)
    await sign_in(browser)
    page = (await browser.get("/projects/x")).text
    assert "有的内容暂时看不到" in page and "自评价期限" in page and "试运行" in page
