"""Drafts: kept for the one who typed them, shown when the form is opened again, gone once it is done."""

from pathlib import Path

from tests.unit.console.suite import console, hidden, sign_in

PATH = "/acts/milestones/RequestExtension?on=projects/x/deadlines/materials-n1"
TYPED = {"last_day": "2026-11-30", "reason": "供电检修停产三日"}


async def test_a_draft_comes_back_to_its_author_alone(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    kept = await browser.post(PATH, data={**hidden((await browser.get(PATH)).text), **TYPED, "intent": "keep"})
    assert kept.status_code == 200 and "只有您能看到" in kept.text
    again = (await browser.get(PATH)).text
    assert "供电检修停产三日" in again and "2026-11-30" in again
    await sign_in(browser, "people/zhou-bin")
    assert "供电检修停产三日" not in (await browser.get(PATH)).text


async def test_a_page_that_keeps_by_itself_is_told_when(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    answer = await browser.post(PATH, data={**TYPED, "intent": "keep", "request_id": "r"}, headers={"accept": "application/json"})
    assert len(answer.json()["kept"]) == 5


async def test_what_is_done_leaves_no_draft_and_one_that_comes_late_is_not_kept(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["RequestExtension"] = lambda it, who: {"name": it["name"]}
    await sign_in(browser)
    form = {**hidden((await browser.get(PATH)).text), **TYPED}
    await browser.post(PATH, data={**form, "intent": "keep"})
    assert (await browser.post(PATH, data={**form, "intent": "send"})).status_code == 303
    late = await browser.post(PATH, data={**form, "intent": "keep"}, headers={"accept": "application/json"})
    assert late.json()["kept"] == "" and "供电检修停产三日" not in (await browser.get(PATH)).text


async def test_a_draft_that_is_not_wanted_goes(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    await browser.post(PATH, data={**TYPED, "intent": "keep", "request_id": "r"})
    gone = await browser.post(PATH, data={**TYPED, "intent": "forget", "request_id": "r"})
    assert gone.status_code == 303 and "供电检修停产三日" not in (await browser.get(gone.headers["location"])).text


async def test_the_workbench_lists_them(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played |= {"ListTasks": lambda it, who: {}, "ListDeadlines": lambda it, who: {}}
    await sign_in(browser)
    await browser.post(PATH, data={**TYPED, "intent": "keep", "request_id": "r"})
    page = (await browser.get("/workbench")).text
    assert "申请延期" in page and PATH.replace("?", "?") in page
