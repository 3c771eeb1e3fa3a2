"""Changes come to an open page; a page that asks by itself keeps no session alive; what was done is waited for, and not for long."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.rpc.committed import Committed
from console import after, live
from console.after import taken_in
from console.calls import Answer, Caller
from console.live import Live, mark_of_happenings
from console.sessions import Sessions
from console.settings import ConsoleSettings
from tests.unit.console.rows import Rows
from tests.unit.console.suite import console, found, sign_in

FACT = Committed("sanzhi.supervision", "projects/x", 7, "sanzhi.supervision.deviation.opened.v1")


def asked(*answers: dict[str, Any]) -> Caller:
    """A caller to whom these answers are given, the last again and again."""
    left = list(answers)

    class Calls:
        async def send(self, *_: Any, **__: Any) -> Answer:
            return Answer(left.pop(0) if len(left) > 1 else left[0])

    return Caller(Calls(), "people/zhao-ming", "token")  # type: ignore[arg-type]


async def never() -> bool:
    return False


async def test_a_change_is_told_and_what_was_seen_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_EVERY", 0.001)
    first, second = ({"happenings": [{"name": name}]} for name in ("a", "b"))
    seen = mark_of_happenings(first["happenings"])
    stream = Live().changes(asked(first, first, second), "projects/x", seen, never)
    assert [await anext(stream), await anext(stream)] == [
        "retry: 4000\n\n",
        f"event: changed\ndata: {mark_of_happenings(second['happenings'])}\n\n",
    ]


async def test_a_session_that_is_over_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_EVERY", 0.001)

    async def over() -> bool:
        return True

    told = [each async for each in Live().changes(asked({"happenings": [{"name": "b"}]}), "projects/x", "else", over)]
    assert told == ["retry: 4000\n\n"]


async def test_when_the_console_ends_nobody_is_held() -> None:
    ending = Live()
    ending.close()
    assert len([each async for each in ending.changes(asked({"happenings": []}), "projects/x", "", never)]) == 1


async def test_an_act_is_waited_for_until_the_desk_has_it() -> None:
    place = {"topic": FACT.topic, "key": FACT.key, "sequence": str(FACT.sequence), "type": FACT.type}
    assert await taken_in(asked({"missing": [place]}, {"missing": []}), [FACT])
    assert await taken_in(asked({}), [])


async def test_it_is_not_waited_for_longer_than_people_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(after, "SECONDS", 0.05)
    place = {"topic": FACT.topic, "key": FACT.key, "sequence": str(FACT.sequence), "type": FACT.type}
    assert not await taken_in(asked({"missing": [place]}), [FACT])


async def test_a_page_of_a_project_names_what_it_listens_to_and_no_token(tmp_path: Path) -> None:
    browser, services, rows = console(tmp_path)
    known = {"projects/x": {"name": "projects/x", "title": "焦炉煤气", "state": "PROJECT_STATE_RUNNING"}}
    services.played["GetProject"] = lambda it, who: found(known, it["name"])
    services.played["ListHappenings"] = lambda it, who: {"happenings": [{"name": "f1"}]}
    await sign_in(browser)
    page = (await browser.get("/projects/x/supervision")).text
    assert f'data-live="projects/x" data-mark="{mark_of_happenings([{"name": "f1"}])}"' in page and "eyJ" not in page
    (session,) = rows["sessions"].kept.values()
    session["told"] = "报告偏差"
    refused = await browser.get("/live", params={"of": "projects/y"})  # nothing to see there, and it is no page that somebody reads
    assert refused.status_code == 404 and session["told"] == "报告偏差"


async def test_a_page_that_asks_by_itself_keeps_no_session_alive(tmp_path: Path) -> None:
    browser, services, rows = console(tmp_path)
    services.played["GetProject"] = lambda it, who: {"name": it["name"]}
    await sign_in(browser)
    browser._transport.app.state.place.live.close()  # type: ignore[attr-defined]  # so that the stream ends at once
    (session,) = rows["sessions"].kept.values()
    before = session["seen"] = session["seen"] - timedelta(minutes=10)
    answer = await browser.get("/live", params={"of": "projects/x"})
    assert answer.headers["content-type"].startswith("text/event-stream") and answer.text.startswith("retry:")
    assert session["seen"] == before
    await browser.get("/rules")
    assert session["seen"] > before


async def test_a_session_goes_on_until_it_is_idle_over_or_ended() -> None:
    rows = Rows()
    settings = ConsoleSettings.model_validate({"trying_keys": "x", "idle_minutes": 30})
    sessions = Sessions({"sessions": rows}, settings)  # type: ignore[arg-type]
    session = await sessions.begin("cookie", {"person": "people/zhao-ming", "token": "t"})
    assert await sessions.goes_on(session.key)
    await sessions.change(session, seen=session.seen - timedelta(minutes=31))
    assert not await sessions.goes_on(session.key)
    await sessions.end(session)
    assert not await sessions.goes_on(session.key)
