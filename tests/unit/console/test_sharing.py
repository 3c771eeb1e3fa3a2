"""Results: found by search, each with licences, requests, whose turn it is and until when."""

from pathlib import Path
from typing import Any

from cli.refused import Refused
from tests.unit.console.suite import console, hidden, sign_in

RESULT = {
    "name": "projects/x/results/1",
    "project": "projects/x",
    "kind": "RESULT_KIND_PATENT",
    "title": "低碱玻璃配方",
    "summary": "降低熔化温度",
    "authors": ["景华"],
    "holders": ["organizations/kjj"],
    "readiness": 6,
    "state": "RESULT_STATE_PUBLISHED",
    "published_at": "2026-08-01T00:00:00Z",
    "licences": [
        {"name": "projects/x/results/1/licences/1", "organization": "organizations/kjj", "since": "2026-08-03", "until": "2028-08-02"}
    ],
}
REQUEST = {
    "name": "projects/x/results/1/requests/2",
    "project": "projects/x",
    "result": "projects/x/results/1",
    "title": "低碱玻璃配方",
    "wish": {"organization": "organizations/kjj", "purpose": "PURPOSE_PRODUCE", "intention": "改造生产线", "months": 24, "sector": "C"},
    "asked_at": "2026-08-25T01:00:00Z",
    "state": "REQUEST_STATE_PENDING",
    "last_day": "2026-09-15",
    "waiting_for": ["organizations/kjj"],
    "policy_version": "2026.1",
}


async def test_the_catalogue_is_searched_and_a_query_that_says_nothing_is_told_so(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["SearchCatalogue"] = lambda it, who: {"results": [RESULT]}
    services.played["ListUseRequests"] = lambda it, who: {"use_requests": [REQUEST]}
    await sign_in(browser)
    page = (await browser.get("/results", params={"query": "玻璃", "kind": "RESULT_KIND_PATENT"})).text
    assert "低碱玻璃配方" in page and "等市科技局答复" in page and "剩 7 天" in page and "15 个工作日" in page
    asked = next(it for name, it, *_ in services.asked if name == "SearchCatalogue")
    assert asked["query"] == "玻璃" and asked["kind"] == "RESULT_KIND_PATENT"

    def empty(it: dict[str, Any], who: str) -> dict[str, Any]:
        raise Refused("INVALID_ARGUMENT", "QUERY_EMPTY", "8.1", "检索词没有文字或者数字", {})

    services.played["SearchCatalogue"] = empty
    assert "检索词没有文字或者数字" in (await browser.get("/results", params={"query": "？"})).text


async def test_a_result_stands_with_requests_and_licences(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    refused = {"state": "REQUEST_STATE_CONTESTED", "name": "projects/x/results/1/requests/1", "complaint": {"reason": "没有实际使用"}}
    services.played |= {
        "GetResult": lambda it, who: RESULT,
        "ListUseRequests": lambda it, who: {"use_requests": [REQUEST | refused, REQUEST]},
        "ListUses": lambda it, who: {"uses": [{"organization": "organizations/kjj", "description": "两条生产线", "since": "2026-08-10"}]},
    }
    await sign_in(browser)
    page = (await browser.get("/projects/x/results/1")).text
    assert "降低熔化温度" in page and "2026-08-03 至 2028-08-02" in page and "两条生产线" in page and "C 制造业" in page
    assert "没有实际使用" in page and "市科技局维持，或者要求权利人重新答复。" in page
    assert page.index('id="r2"') < page.index('id="r1"')


async def test_an_act_on_a_request_leads_back_to_it_and_a_sector_is_chosen_by_its_name(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played |= {
        "GetResult": lambda it, who: RESULT,
        "GetUseRequest": lambda it, who: REQUEST,
        "AnswerUseRequest": lambda it, who: REQUEST,
    }
    await sign_in(browser)
    path = "/acts/sharing/AnswerUseRequest?on=projects/x/results/1/requests/2"
    form = hidden((await browser.get(path)).text)
    done = await browser.post(path, data={**form, "agreed": "true", "intent": "send"})
    assert (done.status_code, done.headers["location"]) == (303, "/projects/x/results/1#r2")
    page = (await browser.get("/acts/sharing/RequestUse?on=projects/x/results/1")).text
    assert '<option value="C">C 制造业</option>' in page
