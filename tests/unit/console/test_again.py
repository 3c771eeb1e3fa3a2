"""A page opened again: in large type, after a refusal, at an address that takes a form alone; and what is told in Chinese alone."""

import html
import re
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from google.protobuf.any_pb2 import Any as Packed
from google.rpc import error_details_pb2, status_pb2

from cli.refused import Refused
from console.calls import refused_in_words
from tests.unit.console.suite import URL, console, sign_in

LEDGER = "/projects?stage=STAGE_RUNNING&query=%E9%98%80%E4%BD%93"
FORM = "/acts/milestones/RequestExtension?on=projects/x/deadlines/d"


def back(page: str) -> str:
    found = re.search(r'name="back" value="([^"]+)"', page)
    assert found is not None
    return html.unescape(found[1])


@pytest.mark.parametrize("address", [LEDGER, FORM, "/rules"])
async def test_large_type_is_of_the_same_page_with_what_it_is_filtered_by_and_about(tmp_path: Path, address: str) -> None:
    browser, services, _ = console(tmp_path)
    services.played["ListProjects"] = lambda it, who: {"projects": []}
    await sign_in(browser)
    shown = await browser.post("/display", data={"back": back((await browser.get(address)).text), "type": "large"})
    assert (shown.status_code, shown.headers["location"]) == (303, address)
    assert 'data-type="large"' in (await browser.get(address)).text


async def test_what_did_not_answer_is_asked_again_for_the_same(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)

    def away(it: dict[str, Any], who: str) -> dict[str, Any]:
        raise Refused("UNAVAILABLE", "", "", "服务暂时没有应答", {})

    services.played["ListProjects"] = away
    await sign_in(browser)
    assert f'href="{html.escape(LEDGER)}">再试一次' in (await browser.get(LEDGER)).text


@pytest.mark.parametrize(
    ("address", "page"), [("/imports/people", "/imports"), ("/reminders/calendar", "/reminders"), ("/reminders/by/mail", "/reminders")]
)
async def test_an_address_that_a_form_was_sent_to_leads_back_to_its_page(tmp_path: Path, address: str, page: str) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    answer = await browser.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, page)


async def test_what_the_framework_refuses_is_told_in_chinese(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    long = await browser.post(FORM, files={"reason": (None, "长" * 500_000)})
    many = await browser.post("/imports/people", files=[("file", (f"{each}.xlsx", b"x")) for each in range(3)])
    for answer, status, said in (
        (await browser.get("/signout"), 405, "只接收页面上提交的内容"),
        (await browser.get("/nothing"), 404, "没有这一页"),
        (long, 400, "文字过长"),
        (many, 400, "文件过多"),
        (await browser.get("/static/nothing"), 404, "没有这一页"),
    ):
        assert answer.status_code == status and said in answer.text, answer.text
        assert not re.search(r"Method|Not |maximum|Too many", answer.text)


async def test_a_fault_of_ours_is_told_in_chinese_and_as_guarded_as_any_page(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)

    def broken(it: dict[str, Any], who: str) -> dict[str, Any]:
        raise KeyError("stage")

    services.played["ListProjects"] = broken
    await sign_in(browser)
    transport = httpx.ASGITransport(app=browser._transport.app, raise_app_exceptions=False)  # type: ignore[attr-defined]
    async with httpx.AsyncClient(transport=transport, base_url=URL, cookies=browser.cookies) as again:
        answer = await again.get("/projects")
    assert answer.status_code == 500 and "系统出了错" in answer.text and "赵明" in answer.text and "stage" not in answer.text
    assert "script-src 'self'" in answer.headers["content-security-policy"] and answer.headers["cache-control"] == "no-store"


def ended(code: grpc.StatusCode, details: str, said: str = "") -> grpc.aio.AioRpcError:
    """A call; said: by the service."""
    packed = Packed()
    packed.Pack(error_details_pb2.LocalizedMessage(locale="zh-CN", message=said))
    trailers = [("grpc-status-details-bin", status_pb2.Status(details=[packed]).SerializeToString())] if said else []
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(*trailers), details=details)


@pytest.mark.parametrize(
    ("code", "details", "told"),
    [
        (
            grpc.StatusCode.UNAVAILABLE,
            "failed to connect to all addresses; ipv4:10.0.0.7:50051",
            "服务暂时没有应答，请稍后再试",
        ),
        (grpc.StatusCode.DEADLINE_EXCEEDED, "Deadline Exceeded", "服务没有及时应答"),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, "Received message larger than max", "内容过大"),
        (grpc.StatusCode.UNKNOWN, "Stream removed", "服务出了错"),
    ],
)
def test_what_grpc_says_of_a_service_that_said_nothing_is_told_in_chinese(code: grpc.StatusCode, details: str, told: str) -> None:
    refused = refused_in_words(ended(code, details))
    assert refused.code == code.name and refused.message.startswith(told) and details not in refused.message
    assert refused_in_words(ended(code, details, "今日已满")).message == "今日已满"
