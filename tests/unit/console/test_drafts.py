"""Drafts: kept for the one who typed them, shown when the form is opened again, gone once it is done."""

import html
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from console.drafts import KEPT, MOST_CHARACTERS, MOST_DRAFTS, TOO_LONG, TOO_MANY, Draft, Drafts, Place
from tests.unit.console.suite import console, hidden, sign_in

PATH = "/acts/milestones/RequestExtension?on=projects/x/deadlines/materials-n1"
CONSENT = "sanzhi.milestones.v1.MilestonesService/ConsentToExtension"
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
    assert answer.json()["kept"] == "10:42"


async def test_when_it_was_kept_is_told_by_the_suites_clock_and_how_long_goes_by_the_machines(tmp_path: Path) -> None:
    browser, services, rows = console(tmp_path)
    services.played |= {"ListTasks": lambda it, who: {}, "ListDeadlines": lambda it, who: {}}
    await sign_in(browser)
    await browser.post(PATH, data={**TYPED, "intent": "keep", "request_id": "r"})
    assert "2026-09-08 10:42</time> 存" in (await browser.get(PATH)).text and ">2026-09-08</time>" in (await browser.get("/workbench")).text
    (kept,) = rows["drafts"].kept.values()
    assert timedelta() <= datetime.now(UTC) + KEPT - kept["until"] < timedelta(hours=1)


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
    assert f'<a href="{PATH}">申请延期</a>' in page


async def test_a_draft_keeps_what_its_author_had_seen(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    listed: dict[str, Any] = {"as_of": "2026-09-08T02:42:00Z", "acts": [{"rpc": CONSENT, "allowed": True, "etag": "v7"}]}
    services.played |= {"ListActs": lambda it, who: listed, "ConsentToExtension": lambda it, who: {"name": it["name"]}}
    path = PATH.replace("RequestExtension", "ConsentToExtension")
    await sign_in(browser)
    fresh = (await browser.get(path)).text
    assert "内容有了变化" not in fresh
    await browser.post(path, data={**hidden(fresh), "intent": "keep"})
    listed["acts"] = [{"rpc": CONSENT, "allowed": True, "etag": "v8"}]
    again = (await browser.get(path)).text
    assert hidden(again)["etag"] == "v7" and "内容有了变化" in again and 'value="seen:v8"' in again
    await browser.post(path, data={**hidden(again), "intent": "try"})
    assert [it["etag"] for name, it, *_ in services.asked if name == "ConsentToExtension"] == ["v7"]
    seen = (await browser.post(path, data={**hidden(again), "intent": "seen:v8"})).text
    assert hidden(seen)["etag"] == "v8" and "内容有了变化" not in seen
    assert hidden((await browser.get(path)).text)["etag"] == "v8"


async def test_what_led_to_a_form_tells_its_drafts_apart(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    policies = {f"policies/{each}": {"terms": {"title": title}} for each, title in (("a", "揭榜奖补"), ("b", "中试补助"))}
    services.played |= {"ListTasks": lambda it, who: {}, "ListDeadlines": lambda it, who: {}}
    services.played["GetPolicy"] = lambda it, who: {"name": it["name"], **policies[it["name"]]}
    services.played["ListPolicies"] = lambda it, who: {"policies": [{"name": name, **each} for name, each in policies.items()]}
    await sign_in(browser)
    first, second = (f"/acts/support/AskQuestion?on=&with.policy=policies/{each}" for each in ("a", "b"))
    form = (await browser.get(first)).text
    action = html.unescape(re.findall(r'id="asked-form"[^>]* action="([^"]*)"', form)[0])
    assert first.endswith(action)  # so that it comes back to its own place
    await browser.post(first, data={**hidden(form), "text": "首笔何日到账", "policy": "policies/a", "intent": "keep"})
    other = (await browser.get(second)).text
    assert "首笔何日到账" not in other and 'value="policies/b"' in other
    assert "首笔何日到账" in (await browser.get(first.replace("on=&", ""))).text
    shown = html.unescape((await browser.get("/workbench")).text)
    assert f'<a href="{first}">' in shown and "（揭榜奖补）" in shown and "with.policy=policies/b" not in shown


async def test_one_person_keeps_so_many_and_can_go_on_with_each(tmp_path: Path) -> None:
    browser, services, rows = console(tmp_path)
    services.played |= {"ListTasks": lambda it, who: {}, "ListDeadlines": lambda it, who: {}}
    await sign_in(browser)
    for number in range(MOST_DRAFTS):
        await Drafts(rows).keep(Draft(Place("people/zhao-ming", "registry", "X", f"on={number}"), "申报"), "r")  # type: ignore[arg-type]
        await Drafts(rows).drop(Place("people/zhao-ming", "registry", "Done", f"on={number}"), "r")  # type: ignore[arg-type]
    page = await browser.post(PATH, data={**TYPED, "intent": "keep", "request_id": "r"})
    assert page.status_code == 422 and TOO_MANY in page.text and "供电检修停产三日" in page.text
    answer = await browser.post(PATH, data={**TYPED, "intent": "keep", "request_id": "r"}, headers={"accept": "application/json"})
    assert answer.json() == {"kept": "", "why_not": TOO_MANY}
    assert not await Drafts(rows).keep(Draft(Place("people/zhao-ming", "registry", "X", "on=7"), "再改"), "r")  # type: ignore[arg-type]
    assert not await Drafts(rows).keep(Draft(Place("people/zhou-bin", "registry", "X", "on=7"), "申报"), "r")  # type: ignore[arg-type]
    assert (await browser.get("/workbench")).text.count('<a href="/acts/registry/X?on=') == MOST_DRAFTS


async def test_what_is_too_long_is_not_kept(tmp_path: Path) -> None:
    browser, _, rows = console(tmp_path)
    await sign_in(browser)
    for typed in ({"reason": "x" * MOST_CHARACTERS}, {f"{'x' * (MOST_CHARACTERS // 5)}{number}.#": "1" for number in range(5)}):
        page = await browser.post(PATH, data={**TYPED, **typed, "intent": "keep", "request_id": "r"})
        assert TOO_LONG in page.text and rows["drafts"].kept == {}


async def test_what_was_sent_at_once_does_not_come_back_either(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["RequestExtension"] = lambda it, who: {"name": it["name"]}
    await sign_in(browser)
    form = {**hidden((await browser.get(PATH)).text), **TYPED}
    await browser.post(PATH, data={**form, "intent": "send"})
    late = await browser.post(PATH, data={**form, "intent": "keep"}, headers={"accept": "application/json"})
    assert late.json()["kept"] == "" and "供电检修停产三日" not in (await browser.get(PATH)).text


async def test_a_form_that_starts_from_what_is_there_has_names_and_no_ids(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    proposal = {"undertaking_unit": "organizations/kjj", "nominated_lead": "people/zhao-ming", "site_area": "yuci", "title": "液压阀体"}
    services.played |= {
        "GetApplication": lambda it, who: {"name": it["name"], "proposal": proposal},
        "UpdateApplication": lambda it, who: {"name": it["name"]},
    }
    await sign_in(browser)
    path = "/acts/registry/UpdateApplication?on=applications/y"
    page = (await browser.get(path)).text
    held = dict(re.findall(r'<input [^>]*name="(proposal\.[a-z_]+)"[^>]*value="([^"]*)"', page))
    assert (held["proposal.undertaking_unit"], held["proposal.nominated_lead"]) == ("市科技局", "赵明（市科技局）")
    assert "榆次区" in held.values() and not {"organizations/kjj", "people/zhao-ming", "yuci"} & set(held.values())
