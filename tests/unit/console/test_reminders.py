"""One's last days as a calendar: what programs are sent, and who has the address."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import icalendar
import pytest

from cli.refused import Refused
from console.reminders.calendar import Feed, marked, uid_of
from console.reminders.told import Reminder
from console.reminders.told import _path as path_of
from tests.unit.console.suite import URL, Services, console, sign_in

NOW = datetime(2026, 9, 8, 2, 0, tzinfo=UTC)
WARNINGS = (15, 7, 1)
MATERIALS = Reminder(
    name="submit_materials:projects/x/nodes/trial",
    label="提交里程碑材料",
    title="超高强度钢连铸关键技术研究与产业化示范，含若干很长很长的限定语以便超过一行的长度",
    node="样件试制",
    last_day=date(2026, 9, 18),
    is_provisional=False,
    days_left=10,
    path="/acts/milestones/SubmitMaterials?on=projects/x/nodes/trial",
)
LATER = Reminder("projects/x/deadlines/review", "里程碑评审", "项目；甲,乙", "", date(2027, 2, 3), True, 148, "/projects/x")
TOLD: dict[str, Any] = {
    "name": "people/zhao-ming",
    "reminders": [
        {
            "name": MATERIALS.name,
            "label": MATERIALS.label,
            "project": "projects/x",
            "project_title": MATERIALS.title,
            "node_title": MATERIALS.node,
            "method": "sanzhi.milestones.v1.MilestonesService/SubmitMaterials",
            "resource": "projects/x/nodes/trial",
            "last_day": "2026-09-18",
            "days_left": 10,
        }
    ],
    "as_of": "2026-09-08T02:42:00Z",
    "is_working_day": True,
}


def feed(*reminders: Reminder) -> Feed:
    return Feed.of(reminders, marked(reminders, {}, NOW), URL, WARNINGS)


def events(made: Feed) -> list[Any]:
    return list(icalendar.Calendar.from_ical(made.content).walk("VEVENT"))


def test_a_last_day_is_an_event_of_that_day_with_alarms_in_the_mornings_before() -> None:
    event = events(feed(MATERIALS))[0]
    assert event.decoded("dtstart") == date(2026, 9, 18) and event.decoded("dtend") == date(2026, 9, 19)
    assert str(event["summary"]) == f"提交里程碑材料：{MATERIALS.title}，样件试制"
    assert str(event["url"]) == f"{URL}/acts/milestones/SubmitMaterials?on=projects/x/nodes/trial"
    assert [alarm.decoded("trigger") for alarm in event.walk("VALARM")] == [timedelta(days=-days, hours=9) for days in WARNINGS]
    assert str(event["status"]) == "CONFIRMED" and "2026-09-18（周五），当日 24:00 届满" in event["description"]


def test_a_date_that_may_move_says_so_in_words() -> None:
    event = events(feed(LATER))[0]
    assert str(event["summary"]).startswith("（暂定）里程碑评审：项目；甲,乙")
    assert str(event["status"]) == "TENTATIVE" and "日期暂定：该年的放假安排公布后可能变动" in event["description"]


def test_it_is_what_programs_subscribe_to_and_no_invitation() -> None:
    content = feed(MATERIALS, LATER).content
    lines = content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"METHOD" not in content and "X-WR-CALNAME:三制：我的期限".encode() in lines
    assert b"VERSION:2.0" in lines and b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in lines
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is cut in two
    calendar = icalendar.Calendar.from_ical(content)
    assert str(calendar["x-wr-calname"]) == "三制：我的期限" and len(list(calendar.walk("VEVENT"))) == 2


def test_an_event_stays_the_same_until_its_day_is_another() -> None:
    first = marked([MATERIALS], {}, NOW)
    tomorrow = Reminder(**{**vars(MATERIALS), "days_left": 9})
    assert marked([tomorrow], first, NOW + timedelta(days=1)) == first
    moved = Reminder(**{**vars(tomorrow), "last_day": date(2026, 9, 28)})
    then = marked([moved], first, NOW + timedelta(days=1))
    assert then.keys() == first.keys() == {uid_of(MATERIALS)}
    mark = then[uid_of(moved)]
    assert (mark.sequence, mark.changed) == (1, NOW + timedelta(days=1))
    assert marked([moved], then, NOW + timedelta(days=2)) == then
    assert marked([], then, NOW) == {}


def test_the_same_is_sent_in_the_same_bytes() -> None:
    assert feed(MATERIALS).content == feed(MATERIALS).content and feed(MATERIALS).etag != feed(LATER).etag


def played(answer: Any = TOLD) -> Services:
    services = Services()
    services.played["GetReminders"] = lambda it, who: answer
    return services


async def made(browser: httpx.AsyncClient) -> str:
    """The address that the page shows, as a path."""
    shown = (await browser.post("/reminders/calendar")).text
    found = re.search(rf'value="{re.escape(URL)}(/calendar/[\w-]{{40,}}\.ics)"', shown)
    assert found is not None
    return found[1]


async def test_the_address_is_shown_once_and_only_its_hash_is_kept(tmp_path: Path) -> None:
    browser, _, rows = console(tmp_path, played())
    await sign_in(browser)
    assert "生成订阅地址" in (await browser.get("/reminders")).text
    path = await made(browser)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in str(rows["calendars"].kept) and token not in (await browser.get("/reminders")).text


async def test_a_program_that_nobody_is_signed_in_at_reads_it_and_the_page_says_when(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path, played())
    await sign_in(browser)
    path = await made(browser)
    assert "还没有" in (await browser.get("/reminders")).text
    program = httpx.AsyncClient(transport=browser._transport, base_url=URL)
    read = await program.get(path)
    assert read.status_code == 200 and read.headers["content-type"] == "text/calendar; charset=utf-8"
    assert [str(event["uid"]) for event in icalendar.Calendar.from_ical(read.content).walk("VEVENT")] == [uid_of(MATERIALS)]
    assert services.asked[-1][:3] == ("GetReminders", {"name": "people/zhao-ming"}, "services/console")
    again = await program.get(path, headers={"if-none-match": read.headers["etag"]})
    assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == read.headers["etag"]
    assert read.headers["cache-control"] == "private, no-cache" and "last-modified" in read.headers
    assert "还没有" not in (await browser.get("/reminders")).text


async def test_another_address_or_none_ends_the_one_before(tmp_path: Path) -> None:
    browser, _, rows = console(tmp_path, played())
    await sign_in(browser)
    first, second = await made(browser), await made(browser)
    assert (await browser.get(first)).status_code == 404 and (await browser.get(second)).status_code == 200
    assert (await browser.post("/reminders/calendar/end")).status_code == 303
    assert (await browser.get(second)).status_code == 404 and rows["calendars"].kept == {}


async def test_nobody_ends_or_makes_an_address_from_another_page(tmp_path: Path) -> None:
    browser, _, rows = console(tmp_path, played())
    await sign_in(browser)
    await made(browser)
    kept = dict(rows["calendars"].kept)
    for path in ("/reminders/calendar", "/reminders/calendar/end"):
        assert (await browser.post(path, headers={"sec-fetch-site": "cross-site"})).status_code == 403
    assert rows["calendars"].kept == kept


@pytest.mark.parametrize(
    ("code", "reason", "status", "stays"),
    [("PERMISSION_DENIED", "PERSON_LEFT", 410, False), ("PERMISSION_DENIED", "PERSON_UNKNOWN", 404, True), ("UNAVAILABLE", "", 503, True)],
)
async def test_who_has_left_has_no_calendar_any_more(tmp_path: Path, code: str, reason: str, status: int, stays: bool) -> None:
    browser, services, rows = console(tmp_path, played())
    await sign_in(browser)
    path = await made(browser)

    def refuse(it: dict[str, Any], who: str) -> dict[str, Any]:
        raise Refused(code, reason, "2.5", "不行", {})

    services.played["GetReminders"] = refuse
    assert (await browser.get(path)).status_code == status
    assert bool(rows["calendars"].kept) is stays


async def test_a_console_without_a_key_says_that_it_reminds_nobody(tmp_path: Path) -> None:
    browser, _, rows = console(tmp_path, played(), key="")
    await sign_in(browser)
    assert "没有开通提醒" in (await browser.get("/reminders")).text
    assert (await browser.post("/reminders/calendar")).status_code == 303 and rows["calendars"].kept == {}


@pytest.mark.parametrize(
    ("name", "project", "path"),
    [
        ("projects/x/deadlines/review", "projects/x", "/projects/x"),
        ("applications/y", "projects/y", "/applications/y"),  # no project yet
        ("questions/q1", "", "/deadlines?mine=yes"),
    ],
)
def test_a_deadline_that_is_nobodys_task_leads_to_a_page_that_there_is(name: str, project: str, path: str) -> None:
    assert path_of({"name": name, "project": project, "method": ""}) == path
