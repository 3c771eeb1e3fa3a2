"""Changes come to an open page; a page that asks by itself keeps no session alive; what was done is waited for, and not for long."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.rpc.committed import Committed
from cli.refused import Refused
from console import after, live
from console.after import taken_in
from console.calls import Answer, Caller
from console.live import MINE, MOST_OF_ONE, Live, mark_of_happenings
from console.screens.live import _seconds
from console.sessions import Session, Sessions
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


ENDED = Refused("UNAUTHENTICATED", "TOKEN_EXPIRED", "", "登录已过期", {})
BARRED = Refused("PERMISSION_DENIED", "NOT_A_PARTY", "2.5", "无权查看", {})
NEW = {"happenings": [{"name": "b"}]}


class Desk:
    """Answers by token, once all who are awaited have asked or wait; what is an exception is raised."""

    def __init__(self, **answers: dict[str, Any] | Refused) -> None:
        self.answers = answers
        self.asked: list[str] = []
        self.asks, self.opened = asyncio.Event(), asyncio.Event()

    async def send(self, method: str, request: Any, token: str, **_: Any) -> Answer:
        self.asked.append(token)
        self.asks.set()
        await self.opened.wait()
        answer = self.answers[token]
        if isinstance(answer, Refused):
            raise answer
        return Answer(answer)

    def caller(self, token: str) -> Caller:
        return Caller(self, f"people/{token}", token)  # type: ignore[arg-type]


async def all_of(stream: Any) -> list[str]:
    return [each async for each in stream]


@pytest.mark.parametrize("ended", [ENDED, BARRED])
async def test_whose_token_ends_is_let_go_quietly_and_takes_nobody_along(monkeypatch: pytest.MonkeyPatch, ended: Refused) -> None:
    monkeypatch.setattr(live, "_EVERY", 0.001)
    desk, listening = Desk(first=ended, second=NEW), Live()
    streams = [listening.changes(desk.caller(token), "projects/x", "a", never) for token in ("first", "second")]
    for each in streams:
        await anext(each)
    told = [asyncio.ensure_future(all_of(streams[0])), asyncio.ensure_future(anext(streams[1]))]
    await desk.asks.wait()
    assert desk.asked == ["first"]  # once for both
    desk.opened.set()
    assert await asyncio.gather(*told) == [[], f"event: changed\ndata: {mark_of_happenings(NEW['happenings'])}\n\n"]
    assert desk.asked == ["first", "second"]
    await streams[1].aclose()
    assert not listening._streams


async def test_a_desk_that_is_away_ends_no_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_EVERY", 0.001)
    desk = Desk(one=Refused("UNAVAILABLE", "", "", "没有回应", {}))
    desk.opened.set()
    stream = Live().changes(desk.caller("one"), "projects/x", "a", never)
    await anext(stream)
    told = asyncio.ensure_future(anext(stream))
    await desk.asks.wait()
    desk.answers["one"] = NEW
    assert (await told).startswith("event: changed")


async def test_those_who_look_at_the_same_ask_once_and_each_for_their_own_tasks() -> None:
    task = {"name": "tasks/1", "last_day": "2026-11-30"}
    desk, listening = Desk(one={**NEW, "tasks": [task]}, two={**NEW, "tasks": []}), Live()
    desk.opened.set()
    one, two = desk.caller("one"), desk.caller("two")
    assert len(set(await asyncio.gather(*(listening._mark(each, "projects/x") for each in (one, two, one))))) == 1
    assert len(desk.asked) == 1
    mine, others = await asyncio.gather(listening._mark(one, MINE), listening._mark(two, MINE))
    assert mine != others and await listening._mark(two, MINE) == others and desk.asked[1:] == ["one", "two"]


async def test_one_person_has_so_many_streams_and_others_have_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    listening, one, two = Live(), asked({"happenings": []}), Desk().caller("two")
    held = [listening.changes(one, "projects/x", "", never) for _ in range(MOST_OF_ONE)]
    assert {await anext(each) for each in held} == {"retry: 4000\n\n"}
    one_more = listening.changes(one, "projects/x", "", never)
    assert await anext(one_more) == "retry: 60000\n\n" and await all_of(one_more) == []  # browsers come again, later
    assert await anext(listening.changes(two, "projects/x", "", never)) == "retry: 4000\n\n"
    await held.pop().aclose()
    assert await anext(listening.changes(one, "projects/x", "", never)) == "retry: 4000\n\n"
    monkeypatch.setattr(live, "MOST_STREAMS", 1)
    assert await anext(listening.changes(Desk().caller("three"), "projects/x", "", never)) == "retry: 60000\n\n"


def test_a_stream_lasts_no_longer_than_its_token_and_its_session() -> None:
    now = datetime.now(UTC)
    session = Session("k", "people/zhao-ming", "t", began=now, seen=now, until=now + timedelta(hours=1))
    assert _seconds(session) == live.STREAM_SECONDS
    for fields in ({"until": now + timedelta(seconds=60)}, {"token_until": now + timedelta(seconds=60)}):
        assert 50 < _seconds(Session(**{**vars(session), **fields})) <= 60


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


@pytest.mark.parametrize("answers", ["late", "not any more"])
async def test_a_desk_that_does_not_answer_holds_nobody_and_hides_no_act_that_is_done(
    monkeypatch: pytest.MonkeyPatch, answers: str
) -> None:
    monkeypatch.setattr(after, "SECONDS", 0.05)
    desk = Desk(one=ENDED)
    if answers == "not any more":
        desk.opened.set()
    async with asyncio.timeout(5):
        assert not await taken_in(desk.caller("one"), [FACT])


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


async def test_what_a_page_takes_in_by_itself_is_not_seen_by_anybody(tmp_path: Path) -> None:
    browser, _, rows = console(tmp_path)
    await sign_in(browser)
    (session,) = rows["sessions"].kept.values()
    session["told"], session["seen"] = "报告偏差", session["seen"] - timedelta(minutes=10)
    before = session["seen"]
    page = await browser.get("/rules", headers={"x-sanzhi-by-itself": "yes"})
    assert page.status_code == 200 and "报告偏差" not in page.text
    assert (session["seen"], session["told"]) == (before, "报告偏差")
    assert "报告偏差" in (await browser.get("/rules")).text
    assert session["seen"] > before and session["told"] == ""
    rows["sessions"].kept.clear()
    assert (await browser.get("/rules", headers={"x-sanzhi-by-itself": "yes"})).status_code == 401  # and no page to sign in on


def test_what_pages_ask_by_themselves_says_so() -> None:
    """A GET that a script makes without anybody's doing bears the header; what is typed is kept, or searched, of whoever types."""
    scripts = (Path(live.__file__).parent / "static").glob("*.js")
    asked = [call for script in scripts for call in re.findall(r"fetch\([^;]*", script.read_text(encoding="utf-8"))]
    typing = ('method: "POST"', "dataset.search")
    assert len(asked) == 4 and all("x-sanzhi-by-itself" in call or any(each in call for each in typing) for call in asked)


def test_each_script_has_its_names_to_itself() -> None:
    """Two that declare one name at the top would stop each other, were they no modules."""
    pages = (Path(live.__file__).parent / "templates").glob("*.html")
    scripts = [tag for page in pages for tag in re.findall(r"<script[^>]*>", page.read_text(encoding="utf-8"))]
    assert len(scripts) == 4 and all(tag.startswith('<script type="module" src="/static/') for tag in scripts)


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
