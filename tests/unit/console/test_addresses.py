"""Every address with nonsense in each part of it: what nobody can read is refused in words, and is no fault of the server."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.datastructures import QueryParams
from starlette.routing import Route

from cli.refused import Refused
from console.calls import message_of
from tests.unit.console.made_up import MadeUp
from tests.unit.console.suite import console, sign_in

NONSENSE = {
    "no value of an enum": "FOO",
    "a number": "-1",
    "a day that is none": "2026-02-30",
    "the last day of all": "9999-12-31",
    "too large": "9" * 5000,
    "NUL": "a%00b",
    "a lone surrogate": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "line break": "a%0D%0Ab",
    "over-long": "%E9%95%BF" * 3000,
    "markup": "%3Cb%3E'%22%7B%7B7*7%7D%7D",
}
IN_PATHS = ("FOO", "a%00b", "%ED%A0%80", "a%0D%0Ab", NONSENSE["over-long"], NONSENSE["markup"])
# What makes a page of each address; elsewhere "x" is as good as anything.
SOUND = {
    "/people/{id}": "/people/zhou-bin",
    "/rules/{id}": "/rules/4.1",
    "/acts/{service}/{method}": "/acts/registry/UpdateApplication",
    "/sign/{name:path}": "/sign/projects/x/engagements/e/documents/d",
    "/papers/{name:path}": "/papers/projects/x/evaluation",
    "/excel/{list}": "/excel/projects",
    "/known/{kind}": "/known/person",
    "/imports/{kind}/template": "/imports/people/template",
    "/files/{service}": "/files/registry",
}
_PART = re.compile(r"\{\w+(?::\w+)?\}")


@pytest.fixture
async def browser(tmp_path: Path) -> httpx.AsyncClient:
    """Of somebody who is signed in, before services that answer whatever they are asked."""
    made, *_ = console(tmp_path, services=MadeUp())
    await sign_in(made)
    made._transport.app.state.place.live.close()  # type: ignore[attr-defined]  # so that a stream ends by itself
    return made


def addresses_of(browser: httpx.AsyncClient) -> list[str]:
    routes = browser._transport.app.routes  # type: ignore[attr-defined]
    return [each.path for each in routes if isinstance(each, Route) and "GET" in (each.methods or ())]


def sound(path: str) -> str:
    return SOUND.get(path) or _PART.sub("x", path)


async def fault_of(browser: httpx.AsyncClient, address: str) -> str:
    """What went wrong on the server; nothing where it knew what to say."""
    try:
        answer = await browser.get(address)
    except Exception as error:  # whatever it is, it would be a 500
        return f"{address[:120]}: {type(error).__name__}: {str(error)[:200]}"
    return f"{address[:120]}: {answer.status_code}" if answer.status_code >= 500 or "Traceback" in answer.text else ""


async def test_every_page_is_made_of_what_services_may_answer(browser: httpx.AsyncClient) -> None:
    statuses = {path: (await browser.get(sound(path))).status_code for path in addresses_of(browser)}
    assert {path: status for path, status in statuses.items() if status not in (200, 303)} == {
        "/signin/callback": 403,
        "/files/{service}": 404,
        "/imports/{kind}/{key}": 404,  # nobody has sent a workbook
        "/imports/{kind}/{key}/workbook": 404,
        "/calendar/{token}.ics": 404,  # nobody has made one
        "/reminders/confirm/{token}": 404,  # nor asked for anything
        "/reminders/stop/{token}": 404,
    }


async def test_nonsense_in_a_part_of_a_path_is_no_fault(browser: httpx.AsyncClient) -> None:
    told = []
    for path in addresses_of(browser):
        for part in _PART.finditer(path):
            for nonsense in IN_PATHS:
                before, after = _PART.sub("x", path[: part.start()]), _PART.sub("x", path[part.end() :])
                told.append(await fault_of(browser, f"{before}{nonsense}{after}"))
    assert len(told) > 150 and [each for each in told if each] == []


async def test_nonsense_in_a_parameter_is_no_fault(browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()

    def get(self: QueryParams, name: str, default: Any = None) -> Any:
        read.add(name)
        return self._dict.get(name, default)

    monkeypatch.setattr(QueryParams, "get", get)
    told: list[Any] = []
    tried: set[tuple[str, str]] = set()
    for path in addresses_of(browser):
        read.clear()
        await browser.get(sound(path))
        while waiting := {(path, name) for name in read} - tried:
            tried |= waiting
            for _, name in sorted(waiting):
                told += [await fault_of(browser, f"{sound(path)}?{name}={nonsense}") for nonsense in NONSENSE.values()]
    assert len(tried) > 30 and [each for each in told if each] == []


@pytest.mark.parametrize("address", ["/evaluations?state=FOO", "/projects?stage=FOO", "/deadlines?lamp=FOO", "/excel/projects?lamp=FOO"])
async def test_what_no_enum_knows_is_refused_in_words(browser: httpx.AsyncClient, address: str) -> None:
    answer = await browser.get(address)
    assert answer.status_code == 400 and "不能识别" in answer.text


async def test_what_a_form_is_given_by_its_address_may_be_nonsense(browser: httpx.AsyncClient) -> None:
    form = sound("/acts/{service}/{method}")
    told = [
        await fault_of(browser, f"{form}?with.{path}={value}") for path in ("proposal.title", "a.0.b", "") for value in NONSENSE.values()
    ]
    assert [each for each in told if each] == []


def test_a_field_that_is_not_there_is_a_fault_of_ours_and_no_refusal() -> None:
    method = "sanzhi.desk.v1.DeskService/ListProjects"
    with pytest.raises(Refused, match="VALUE_UNREADABLE"):
        message_of(method, {"stage": "FOO"})
    with pytest.raises(Exception, match="no field named"):
        message_of(method, {"stages": "STAGE_RUNNING"})
