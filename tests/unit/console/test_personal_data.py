"""Personal data in the console: shown masked, in plain on the answer to the act alone, in no draft and no address."""

from pathlib import Path
from typing import Any

from tests.unit.console.suite import console, hidden, sign_in

PHONE = "13987650123"
SET = "/acts/registry/SetPersonalData?on=people/zhou-bin"
READ = "/acts/registry/ReadPersonalData?on=people/zhou-bin"
MASKED = {"name": "people/zhou-bin/personalData", "on_record": ["PERSONAL_DATUM_PHONE"], "phone_masked": "139****0123"}


def readings(by: str) -> list[dict[str, Any]]:
    return [{"datum": "PERSONAL_DATUM_PHONE", "by": by, "at": "2026-03-02T01:00:00Z", "purpose": "通知参加评审会"}]


async def test_a_draft_is_without_it_and_says_so(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    page = await browser.post(SET, data={**hidden((await browser.get(SET)).text), "phone": PHONE, "intent": "keep"})
    assert "不存入草稿" in page.text
    assert PHONE not in (await browser.get(SET)).text


async def test_an_address_does_not_bring_it(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    assert PHONE not in (await browser.get(f"{SET}&with.phone={PHONE}")).text


async def test_it_is_shown_in_answer_to_the_act_and_nowhere_after(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["ReadPersonalData"] = lambda it, who: {"name": it["name"], "datum": it["datum"], "value": PHONE}
    await sign_in(browser)
    typed = {"datum": "PERSONAL_DATUM_PHONE", "purpose": "通知参加评审会", "intent": "send"}
    shown = await browser.post(READ, data={**hidden((await browser.get(READ)).text), **typed})
    assert shown.status_code == 200 and PHONE in shown.text and "通知参加评审会" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert PHONE not in (await browser.get(READ)).text


async def test_the_page_of_a_person_shows_it_masked_with_who_has_read_it(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["GetPersonalData"] = lambda it, who: MASKED | {"readings": readings("people/zhao-ming")}
    await sign_in(browser)
    page = (await browser.get("/people/zhou-bin")).text
    assert "139****0123" in page and "查看（须写明用途）" in page and "通知参加评审会" in page
    await sign_in(browser, "people/zhou-bin")
    assert "139****0123" in (await browser.get("/people/zhou-bin")).text
    assert "139****0123" not in (await browser.get("/people/zhao-ming")).text
    assert [it["name"] for name, it, *_ in services.asked if name == "GetPersonalData"] == ["people/zhou-bin"] * 2


async def test_the_security_administrator_sees_what_is_asked_to_go_and_none_of_it(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    asked = {"requested_by": "people/zhou-bin", "requested_at": "2026-03-02T01:00:00Z", "reason": "劳务费已经发放"}
    told = {"name": "people/zhou-bin/personalData", "on_record": ["PERSONAL_DATUM_PHONE"], "erasure": asked, "etag": "0" * 20}
    services.played["GetPersonalData"] = lambda it, who: told
    await sign_in(browser, "people/security")
    page = (await browser.get("/people/zhou-bin")).text
    assert "手机号码" in page and "劳务费已经发放" in page and "还没有登记" not in page and "查看（须写明用途）" not in page
