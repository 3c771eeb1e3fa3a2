"""The clock of a rehearsal, turned from a page: on to an instant, and never back."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.services import SERVICES
from tests.unit.console.suite import Services, console, sign_in


class Clocks(Services):
    """Services with a clock each, at rest."""

    def __init__(self) -> None:
        super().__init__()
        self.now = dict.fromkeys(SERVICES, "2026-01-05T01:00:00Z")

    async def send(self, method: str, request: Any, token: str, *, service: str = "", tries_out: bool = False) -> Any:
        name = method.rpartition("/")[2]
        if name in ("GetStatus", "SetClock", "ReleaseTimers"):
            self.played["GetStatus"] = lambda it, who: {
                "service": service,
                "clock": {"mode": "CLOCK_MODE_REHEARSAL", "now": self.now[service]},
                "quiet": True,
            }
            self.played["SetClock"] = lambda it, who: self.now.update({service: it["now"]}) or {}
            self.played["ReleaseTimers"] = lambda it, who: {}
        return await super().send(method, request, token, service=service, tries_out=tries_out)


@pytest.fixture
async def opened(tmp_path: Path) -> tuple[httpx.AsyncClient, Clocks]:
    clocks = Clocks()
    browser, *_ = console(tmp_path, services=clocks)
    await sign_in(browser, "people/admin")
    return browser, clocks


async def test_all_clocks_go_on_to_the_instant_that_was_typed(opened: tuple[httpx.AsyncClient, Clocks]) -> None:
    browser, clocks = opened
    assert "现在" in (await browser.get("/clock")).text
    answer = await browser.post("/clock", data={"instant": "2026-01-06T10:00"})
    assert answer.status_code == 303
    assert set(clocks.now.values()) == {"2026-01-06T02:00:00Z"}
    assert "时钟走到 2026-01-06 10:00" in (await browser.get("/clock")).text


@pytest.mark.parametrize(("typed", "said"), [("2026-01-05T08:59", "时钟不能倒拨：现在是 2026-01-05 09:00"), ("明天", "不是时刻")])
async def test_nothing_is_done_where_that_is_no_instant_to_come(opened: tuple[httpx.AsyncClient, Clocks], typed: str, said: str) -> None:
    browser, clocks = opened
    answer = await browser.post("/clock", data={"instant": typed})
    assert answer.status_code == 422 and said in answer.text and f'value="{typed}"' in answer.text
    assert set(clocks.now.values()) == {"2026-01-05T01:00:00Z"}
