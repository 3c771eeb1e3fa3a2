"""The daily digest: what it says, who gets it, when, and once; how it is asked for, confirmed and ended."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from cli.refused import Refused
from console.reminders.channel import Message, Never, NotNow, Unclear
from console.reminders.channels import WrongChannel, channels_of
from console.reminders.deliveries import Deliveries
from console.reminders.digest import digest_of
from console.reminders.reminding import Reminding
from console.reminders.rounds import Rounds
from console.reminders.subscriptions import MOST_ASKED, Subscriptions
from console.reminders.told import LEFT_OUT, Reminder, Told
from console.settings import ConsoleSettings
from tests.unit.console.pigeon import Pigeon
from tests.unit.console.rows import Rows
from tests.unit.console.suite import URL, console, sign_in
from tests.unit.console.test_reminders import MATERIALS, TOLD, played

NINE = datetime(2026, 9, 8, 1, 0, tzinfo=UTC)  # in China
PERSON = "people/zhao-ming"


def told(*left: int, works: bool = True, more: bool = False) -> Told:
    found = (replace(MATERIALS, name=f"t{days}", days_left=days, last_day=date(2026, 9, 8) + timedelta(days=days)) for days in sorted(left))
    return Told(tuple(found), more, NINE, works)


def test_it_says_what_is_late_what_ends_today_and_what_ends_soon_with_the_way_there() -> None:
    message = digest_of(told(-3, 0, 15, 16), 15, URL, "STOP")
    assert message is not None
    assert message.subject == "期限提醒：逾期 1 项，今天届满 1 项，15 天内届满 1 项"
    assert "最后一日 2026-09-05（周六），逾期 3 天" in message.text and "2026-09-24" not in message.text
    assert f"{URL}/acts/milestones/SubmitMaterials?on=projects/x/nodes/trial" in message.text
    assert LEFT_OUT in message.text and "STOP" in message.text
    assert "最早 2026-09-05" in message.short and "\n" not in message.short and len(message.short) <= 70


def test_a_date_that_may_move_is_called_so_and_a_long_list_is_cut_in_words() -> None:
    soon = Told((replace(MATERIALS, is_provisional=True),), False, NINE, True)
    message = digest_of(soon, 15, URL, "")
    assert message is not None and "2026-09-18（周五），暂定，剩 10 天" in message.text and "没有列出" not in message.text
    many = digest_of(told(*range(-60, 0)), 15, URL, "")
    assert many is not None and many.text.count("最后一日") == 50 and "其余的没有列出" in many.text and "逾期 60 项" in many.subject


@pytest.mark.parametrize("left", [(), (16, 40)])
def test_where_nothing_is_due_nothing_is_sent(left: tuple[int, ...]) -> None:
    assert digest_of(told(*left), 15, URL, "") is None


class Post:
    """A channel, played: what came, and what it raises next."""

    key, title, label = "mail", "电子邮件", "邮箱地址"

    def __init__(self) -> None:
        self.came: list[tuple[str, Message]] = []
        self.next: list[Exception] = []

    def cleaned(self, address: str) -> str:
        if "@" not in address:
            raise Never("这不是一个电子邮件地址")
        return address.strip()

    async def send(self, address: str, message: Message) -> None:
        if self.next:
            raise self.next.pop(0)
        self.came.append((address, message))


class Played:
    """A desk that answers the same, or refuses."""

    is_open = True

    def __init__(self, answer: Told | Refused) -> None:
        self.answer = answer
        self.asked = 0

    async def told(self, person: str) -> Told:
        self.asked += 1
        if isinstance(self.answer, Refused):
            raise self.answer
        return self.answer


class Kept:
    """The console's database, in memory."""

    def __init__(self) -> None:
        self.rows: dict[str, Rows] = {}

    def __getitem__(self, name: str) -> Rows:
        return self.rows.setdefault(name, Rows())


async def rounds(answer: Told | Refused, **given: Any) -> tuple[Rounds, Post, Kept]:
    """One person, confirmed."""
    kept, post = Kept(), Post()
    made = Reminding.of(settings(), suite_settings(), kept, None)  # type: ignore[arg-type]
    token = await made.subscriptions.ask(PERSON, "mail", "zhao@example.org", NINE)
    assert await made.subscriptions.confirm(token, NINE)
    return replace(made.rounds, **{"desk": Played(answer), "channels": {"mail": post}, **given}), post, kept


def settings(**given: Any) -> ConsoleSettings:
    return ConsoleSettings.model_validate({"issuer": "https://sso.example", **given})


def suite_settings() -> Any:
    from chassis.settings import Settings

    return Settings(clock="system")


def state_of(kept: Kept) -> list[str]:
    return [row["state"] for row in kept["deliveries"].kept.values()]


async def test_it_goes_out_from_the_hour_on_once_a_day() -> None:
    made, post, kept = await rounds(told(3))
    assert await made.go(NINE - timedelta(hours=2)) == 0 and post.came == []
    assert await made.go(NINE) == 1
    assert await made.go(NINE) == 0 and await made.go(NINE + timedelta(hours=6)) == 0
    assert await made.go(NINE + timedelta(days=1)) == 1
    assert [address for address, _ in post.came] == ["zhao@example.org"] * 2
    assert (await Subscriptions(kept).confirmed())[0].last["state"] == "sent"  # type: ignore[arg-type]


async def test_on_a_day_off_or_where_nothing_is_due_nobody_is_written_to_and_the_desk_is_asked_once() -> None:
    for answer in (told(3, works=False), told(40)):
        made, post, kept = await rounds(answer)
        assert [await made.go(NINE + timedelta(minutes=m)) for m in range(3)] == [0, 0, 0]
        assert post.came == [] and state_of(kept) == ["nothing"] and made.desk.asked == 1  # type: ignore[attr-defined]


async def test_two_consoles_send_one() -> None:
    first, post, kept = await rounds(told(3))
    second = replace(first, deliveries=Deliveries(kept))  # type: ignore[arg-type]
    assert await first.go(NINE) + await second.go(NINE) == 1 and len(post.came) == 1


async def test_what_was_not_taken_is_tried_again_later_the_same_day() -> None:
    made, post, kept = await rounds(told(3))
    post.next = [NotNow("连接不上"), NotNow("连接不上")]
    assert await made.go(NINE) == 0 and state_of(kept) == ["failed"]
    assert (await Subscriptions(kept).confirmed())[0].last == {"day": "2026-09-08", "state": "failed", "why": "连接不上"}  # type: ignore[arg-type]
    assert await made.go(NINE + timedelta(minutes=4)) == 0 and len(post.next) == 1
    assert await made.go(NINE + timedelta(minutes=5)) == 0 and post.next == []
    assert await made.go(NINE + timedelta(minutes=19)) == 0
    assert await made.go(NINE + timedelta(minutes=20)) == 1 and state_of(kept) == ["sent"]


@pytest.mark.parametrize(
    ("raised", "state"),
    [(Never("没有这个人"), "refused"), (Unclear("没有回执"), "unclear"), (ValueError("of others"), "unclear")],
)
async def test_what_may_have_come_or_never_will_is_not_sent_again(raised: Exception, state: str) -> None:
    made, post, kept = await rounds(told(3))
    post.next = [raised]
    assert [await made.go(NINE + timedelta(hours=hours)) for hours in range(5)] == [0] * 5
    assert state_of(kept) == [state] and post.came == []


async def test_what_died_with_its_console_is_not_sent_again() -> None:
    made, post, _ = await rounds(told(3))
    claim = await made.deliveries.claim((await made.subscriptions.confirmed())[0], "2026-09-08", NINE)
    assert claim is not None
    assert await made.go(NINE + timedelta(hours=3)) == 0 and post.came == []


async def test_while_the_desk_is_away_it_waits_and_one_who_fails_does_not_hold_up_the_next() -> None:
    made, post, _ = await rounds(Refused("UNAVAILABLE", "", "", "不在", {}))
    assert await made.go(NINE) == 0
    made.desk.answer = told(3)  # type: ignore[attr-defined]
    other = await made.subscriptions.ask("people/zhou-bin", "mail", "zhou@example.org", NINE)
    await made.subscriptions.confirm(other, NINE)
    assert await made.go(NINE + timedelta(minutes=1)) == 1 and [address for address, _ in post.came] == ["zhou@example.org"]
    assert await made.go(NINE + timedelta(minutes=6)) == 1


async def test_who_has_left_is_forgotten() -> None:
    made, post, kept = await rounds(Refused("PERMISSION_DENIED", "PERSON_LEFT", "2.5", "离任", {}))
    await made.feeds.make(PERSON)
    assert await made.go(NINE) == 0 and post.came == []
    assert kept["subscriptions"].kept == {} and kept["calendars"].kept == {}


async def test_on_a_rehearsal_the_suite_s_day_and_hour_count() -> None:
    early = replace(told(3), as_of=NINE - timedelta(hours=3))
    made, post, _ = await rounds(early, is_system=False)
    assert await made.go(datetime(2031, 1, 1, 12, tzinfo=UTC)) == 0
    made.desk.answer = told(3)  # type: ignore[attr-defined]
    assert await made.go(datetime(2031, 1, 1, 12, tzinfo=UTC)) == 1
    assert await made.go(datetime(2031, 1, 2, 12, tzinfo=UTC)) == 0 and len(post.came) == 1


async def opened(folder: Path) -> tuple[httpx.AsyncClient, Post, Mapping[str, Rows]]:
    """Somebody signed in, before a console with a channel."""
    browser, _, rows = console(folder, played(TOLD))
    post, place = Post(), browser._transport.app.state.place  # type: ignore[attr-defined]
    place.reminding.rounds.channels["mail"] = place.reminding.channels["mail"] = post
    await sign_in(browser)
    return browser, post, rows


def link(post: Post, what: str) -> str:
    found = re.search(rf"{re.escape(URL)}(/reminders/{what}/[\w-]{{40,}})", post.came[-1][1].text)
    assert found is not None, post.came[-1][1].text
    return found[1]


async def test_an_address_is_written_to_once_it_is_confirmed_by_a_press_where_it_came(tmp_path: Path) -> None:
    browser, post, rows = await opened(tmp_path)
    assert (await browser.post("/reminders/by/mail", data={"address": " zhao@example.org "})).status_code == 303
    assert post.came[0][0] == "zhao@example.org" and "赵明 在“三制”" in post.came[0][1].text and post.came[0][1].stop == ""
    shown = (await browser.get("/reminders")).text
    assert "等待确认" in shown and "没有开通" in shown
    path = link(post, "confirm")
    assert path.rpartition("/")[2] not in str(rows["subscriptions"].kept)
    reader = httpx.AsyncClient(transport=browser._transport, base_url=URL)
    assert "把期限提醒发到这里？" in (await reader.get(path)).text
    assert "没有开通" in (await browser.get("/reminders")).text  # a mail program that opens every address confirms nothing
    assert "已确认" in (await reader.post(path, headers={"sec-fetch-site": "same-origin"})).text
    assert (await reader.get(path)).status_code == 404
    assert "已开通" in (await browser.get("/reminders")).text


async def test_it_is_ended_on_the_page_and_by_one_press_in_a_mail_program(tmp_path: Path) -> None:
    browser, post, rows = await opened(tmp_path)
    kept = Subscriptions({"subscriptions": rows["subscriptions"]})  # type: ignore[arg-type]
    program = httpx.AsyncClient(transport=browser._transport, base_url=URL)
    for ended in ("page", "press"):
        await kept.confirm(await kept.ask(PERSON, "mail", "zhao@example.org"))
        subscription = (await kept.confirmed())[0]
        path = f"/reminders/stop/{subscription.stop}"
        assert "不再接收期限提醒？" in (await program.get(path)).text and len(await kept.confirmed()) == 1
        if ended == "page":
            assert (await browser.post("/reminders/by/mail/end")).status_code == 303
        else:  # RFC 8058: no Origin, no Fetch metadata, no cookie
            assert (await program.post(path, data={"List-Unsubscribe": "One-Click"})).status_code == 200
        assert await kept.confirmed() == [] and (await program.post(path)).status_code == 404
    assert post.came == []


async def test_what_is_no_address_is_refused_and_nobody_is_flooded(tmp_path: Path) -> None:
    browser, post, _ = await opened(tmp_path)
    refused = await browser.post("/reminders/by/mail", data={"address": "nowhere"})
    assert refused.status_code == 400 and "这不是一个电子邮件地址" in refused.text
    assert 'value="nowhere" aria-invalid="true" aria-describedby="failed"' in refused.text, "what was typed is there to be mended"
    post.next = [NotNow("连接不上邮件服务器：X")]
    failed = await browser.post("/reminders/by/mail", data={"address": "a@example.org"})
    assert failed.status_code == 400 and "连接不上邮件服务器" in failed.text
    for _ in range(MOST_ASKED - 1):
        await browser.post("/reminders/by/mail", data={"address": "a@example.org"})
    assert "一天内至多发送" in (await browser.post("/reminders/by/mail", data={"address": "b@example.org"})).text
    assert len(post.came) == MOST_ASKED - 1
    assert (await browser.post("/reminders/by/pigeon", data={"address": "a@example.org"})).status_code == 404


async def test_a_confirmation_comes_too_late_after_two_days_and_the_address_before_it_stays() -> None:
    kept = Subscriptions(Kept())  # type: ignore[arg-type]
    assert await kept.confirm(await kept.ask(PERSON, "mail", "old@example.org", NINE), NINE)
    token = await kept.ask(PERSON, "mail", "new@example.org", NINE)
    assert [each.address for each in await kept.confirmed()] == ["old@example.org"]
    assert await kept.confirm(token, NINE + timedelta(days=2)) is None
    assert await kept.confirm("", NINE) is None and await kept.stopped_by("") is None
    assert await kept.confirm(token, NINE + timedelta(days=1))
    assert [each.address for each in await kept.confirmed()] == ["new@example.org"]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"smtp": "mail.example:25"}, "SANZHI_CONSOLE_MAIL_FROM"),
        ({"smtp": "mail.example:25", "mail_from": "a@b.c", "smtp_user": "u", "smtp_tls": "none"}, "SMTP_TLS is none"),
        ({"smtp": "mail.example"}, "smtp"),
        ({"digest_hour": 24}, "digest_hour"),
        ({"smtp": "mail.example:587", "mail_from": "三制 <a@b.c>"}, "mail_from"),
    ],
)
def test_settings_that_cannot_be_are_said_at_the_start(given: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValidationError, match=wrong):
        settings(**given)
    assert settings(smtp="mail.example:587", mail_from="a@b.c", smtp_user="u", smtp_password="p").smtp_tls == "starttls"


def test_a_reminder_without_a_project_is_its_act_alone() -> None:
    assert replace(MATERIALS, title="", node="").text == "提交里程碑材料" and isinstance(MATERIALS, Reminder)


PIGEON = "tests.unit.console.pigeon"


async def test_a_city_s_own_channel_is_named_by_a_setting_and_reminds_as_mail_does(tmp_path: Path) -> None:
    browser, *_ = console(tmp_path, played(TOLD), channels=f"{PIGEON}:Pigeon")
    Pigeon.sent.clear()
    await sign_in(browser)
    assert "每日提醒：短信" in (await browser.get("/reminders")).text
    assert "这不是一个手机号码" in (await browser.post("/reminders/by/sms", data={"address": "123"})).text
    await browser.post("/reminders/by/sms", data={"address": "139 0000 0000"})
    number, text = Pigeon.sent[-1]
    confirm = re.search(rf"{re.escape(URL)}(/reminders/confirm/\S+)", text)
    assert number == "13900000000" and confirm is not None
    assert "已确认" in (await browser.post(confirm[1])).text
    made: Rounds = browser._transport.app.state.place.reminding.rounds  # type: ignore[attr-defined]
    assert await replace(made, hour=0).go() == 1
    assert Pigeon.sent[-1] == ("13900000000", "三制期限提醒：15 天内届满 1 项，最早 2026-09-18。请登录工作台办理。")


@pytest.mark.parametrize("named", [f"{PIGEON}:Pigeon,{PIGEON}:Mute", f"{PIGEON}:Loud"])
def test_channels_have_keys_of_their_own(named: str) -> None:
    with pytest.raises(WrongChannel):
        channels_of(settings(channels=named))


@pytest.mark.parametrize("named", [f"{PIGEON}:NOTHING", f"{PIGEON}:Nobody", "nowhere.at.all:X"])
def test_a_channel_that_is_not_there_is_said_at_the_start(named: str) -> None:
    with pytest.raises(ValidationError, match="channels"):
        settings(channels=named)
    assert settings(channels=f" {PIGEON}:Pigeon , ").channels
