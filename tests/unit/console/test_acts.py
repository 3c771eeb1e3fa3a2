"""An act by its form: once however often it is sent, refused with everything that is wrong, the clause and nothing lost."""

import html
import json
import re
from pathlib import Path
from typing import Any

from cli.refused import Refused
from tests.unit.console.suite import always, console, hidden, sign_in

PATH = "/acts/milestones/RequestExtension?on=projects/x/deadlines/materials-n1"
RPC = "sanzhi.milestones.v1.MilestonesService/RequestExtension"
FILLED = {"last_day": "2026-11-30", "reason": "审计机构进场推迟"}


def over(request: dict[str, Any], who: str) -> dict[str, Any]:
    from chassis.policy import Laws

    quote = Laws.load().newest.quote("4.4")
    raise Refused("FAILED_PRECONDITION", "DEADLINE_PASSED", "4.4", f"期限已经届满（{quote}）", {"rule_version": "2026.1"})


async def test_a_form_has_labels_help_and_a_key_of_its_own(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    first, second = (await browser.get(PATH)).text, (await browser.get(PATH)).text
    assert "申请延至" in first and "须晚于现在的最后一日" in first and "必填" in first
    assert len(hidden(first)["request_id"]) == 36 and hidden(first)["request_id"] != hidden(second)["request_id"]


async def test_an_id_that_is_proposed_has_the_day_of_the_suites_clock(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    proposed = [re.findall(r'value="(\d{8}-[0-9a-f]{6})"', (await browser.get("/acts/registry/CreateGuide")).text) for _ in range(2)]
    assert [[each.partition("-")[0] for each in ids] for ids in proposed] == [["20260908"], ["20260908"]] and proposed[0] != proposed[1]


async def test_a_double_click_sends_the_same_key_twice(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["RequestExtension"] = lambda it, who: {"name": it["name"]}
    await sign_in(browser)
    form = {**hidden((await browser.get(PATH)).text), **FILLED, "intent": "send"}
    answers = [await browser.post(PATH, data=form) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303] and answers[0].headers["location"] == "/projects/x"
    sent = [request for name, request, *_ in services.asked if name == "RequestExtension"]
    assert len(sent) == 2 and sent[0] == sent[1] and sent[0]["name"] == "projects/x/deadlines/materials-n1"
    assert "申请延期" in (await browser.get("/rules")).text and "已完成" not in (await browser.get("/rules")).text


async def test_a_refusal_shows_the_clause_word_for_word_and_keeps_what_was_typed(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["RequestExtension"] = over
    await sign_in(browser)
    form = {**hidden((await browser.get(PATH)).text), **FILLED, "intent": "send"}
    answer = await browser.post(PATH, data=form)
    page = html.unescape(answer.text)
    assert answer.status_code == 422 and "没有受理：有 1 处不符" in page and "期限已经届满" in page
    assert "“试点项目实施中期" in page or "执行口径：" in page  # the plan's own words, as the rulebook quotes them
    assert "2026-11-30" in page and "审计机构进场推迟" in page
    assert hidden(answer.text)["request_id"] == form["request_id"]


async def test_a_clause_that_several_failures_cite_stands_there_once(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    failures = [
        {"rule": rule, "reason": f"R{number}", "message": f"第 {number} 处"}
        for number, rule in enumerate(("4.4", "3.2", "3.2", "4.4", "3.3"))
    ]

    def play(it: dict[str, Any], who: str) -> dict[str, Any]:
        raise Refused("FAILED_PRECONDITION", "SEVERAL", "4.4", "有五处", {"failures": json.dumps(failures), "rule_version": "2026.1"})

    services.played["RequestExtension"] = play
    await sign_in(browser)
    page = (await browser.post(PATH, data={**FILLED, "intent": "send", "request_id": "r"})).text
    refusal = page[page.index('class="refusal-list"') : page.index('class="refusal-next"')]
    assert "有 5 处不符" in page and [f"第 {number} 处" in refusal for number in range(5)] == [True] * 5
    quoted = [[rule for rule in ("4.4", "3.2", "3.3") if f'<cite><a href="/rules/{rule}">' in each] for each in refusal.split("<li>")[1:]]
    assert quoted == [["4.4"], ["3.2"], [], [], ["3.3"]]
    assert [refusal.count(f'class="rule" href="/rules/{rule}"') for rule in ("4.4", "3.2", "3.3")] == [2, 2, 1]


async def test_all_that_is_wrong_comes_at_once_with_what_the_state_forbids_first(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["ListActs"] = lambda it, who: {
        "as_of": "2026-09-08T02:42:00Z",
        "acts": [{"rpc": RPC, "allowed": False, "reason": "DEADLINE_PASSED", "rule": "4.4", "message": "期限已经届满"}],
    }
    await sign_in(browser)
    answer = await browser.post(PATH, data={"last_day": "2026-09-31", "reason": "", "intent": "send", "request_id": "r"})
    page = answer.text
    assert "有 3 处不符" in page
    assert page.index("期限已经届满") < page.index("日历上没有 2026-09-31 这一天") < page.index("请填写")
    assert not any(name == "RequestExtension" for name, *_ in services.asked)


async def test_a_check_tries_out_and_does_nothing(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["RequestExtension"] = lambda it, who: {"name": it["name"]}
    await sign_in(browser)
    answer = await browser.post(PATH, data={**FILLED, "intent": "try", "request_id": "r"})
    assert answer.status_code == 200 and "检查通过" in answer.text
    assert [tried for name, _, _, tried in services.asked if name == "RequestExtension"] == [True]


async def test_what_was_seen_goes_along(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    rpc = "sanzhi.milestones.v1.MilestonesService/ConsentToExtension"
    acts = [{"rpc": rpc, "allowed": True, "etag": "v7"}]
    services.played["ListActs"] = lambda it, who: {"as_of": "2026-09-08T02:42:00Z", "acts": acts}
    services.played["ConsentToExtension"] = lambda it, who: {"name": it["name"]}
    await sign_in(browser)
    path = PATH.replace("RequestExtension", "ConsentToExtension")
    form = hidden((await browser.get(path)).text)
    acts[0]["etag"] = "v8"  # somebody else acts meanwhile; what this person saw is still v7
    await browser.post(path, data={**form, "intent": "send"})
    assert [request["etag"] for name, request, *_ in services.asked if name == "ConsentToExtension"] == ["v7"]


async def test_the_version_is_asked_for_before_the_content(tmp_path: Path) -> None:
    """What changes in between is refused as changed since seen; the other way round it would be overwritten unseen (4.7a)."""
    browser, services, _ = console(tmp_path)
    await sign_in(browser)
    services.asked.clear()
    await browser.get(PATH)
    asked = [name for name, it, *_ in services.asked if it.get("name") == "projects/x/deadlines/materials-n1"]
    assert asked == ["ListActs", "GetDeadline"]


async def test_who_is_refused_for_a_change_goes_on_from_what_is_now_and_loses_nothing(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    rpc = "sanzhi.milestones.v1.MilestonesService/ConsentToExtension"
    changed = Refused("FAILED_PRECONDITION", "CHANGED_SINCE_SEEN", "4.7a", "所办事项在您查看之后已有变动", {"etag": "v8"})

    def consent(request: dict[str, Any], who: str) -> dict[str, Any]:
        if request["etag"] != "v8":
            raise changed
        return {"name": request["name"]}

    services.played |= {"ConsentToExtension": consent}
    services.played["ListActs"] = always({"as_of": "2026-09-08T02:42:00Z", "acts": [{"rpc": rpc, "allowed": True, "etag": "v8"}]})
    await sign_in(browser)
    path = PATH.replace("RequestExtension", "ConsentToExtension")
    refused = await browser.post(path, data={"etag": "v7", "request_id": "r", "intent": "send"})
    assert refused.status_code == 422 and 'value="seen:v8"' in refused.text and hidden(refused.text)["etag"] == "v7"
    seen = await browser.post(path, data={**hidden(refused.text), "intent": "seen:v8"})
    assert (await browser.post(path, data={**hidden(seen.text), "intent": "send"})).status_code == 303


async def test_another_row_keeps_what_is_there(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    path = "/acts/milestones/ConvenePanel?on=projects/x/nodes/n1"
    page = (await browser.post(path, data={"members.#": "3", "members.0": "周斌", "intent": "add:members", "request_id": "r"})).text
    assert hidden(page)["members.#"] == "4" and 'value="周斌"' in page


async def test_people_are_named_and_not_numbered(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["ConvenePanel"] = lambda it, who: {"name": it["name"]}
    await sign_in(browser)
    path = "/acts/milestones/ConvenePanel?on=projects/x/nodes/n1"
    form = {"members.#": "3", "members.0": "周斌", "members.1": "赵明（市科技局）", "intent": "send", "request_id": "r"}
    assert (await browser.post(path, data=form)).status_code == 303
    assert next(it["members"] for name, it, *_ in services.asked if name == "ConvenePanel") == ["people/zhou-bin", "people/zhao-ming"]
    wrong = await browser.post(path, data={**form, "members.1": "查无此人"})
    assert "登记的人员中没有“查无此人”" in html.unescape(wrong.text)


async def test_what_people_type_is_never_markup(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["RequestExtension"] = over
    await sign_in(browser)
    page = (await browser.post(PATH, data={**FILLED, "reason": "<script>alert(1)</script>", "intent": "send", "request_id": "r"})).text
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


async def test_a_form_in_a_project_says_when_something_changed_since_it_was_opened(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["ListHappenings"] = lambda it, who: {"happenings": [{"name": "projects/x/happenings/1"}]}
    await sign_in(browser)
    opened = (await browser.get(PATH)).text
    mark = hidden(opened)["mark"]
    assert mark and f'data-live="projects/x" data-mark="{mark}"' in opened and "/static/live.js" in opened
    services.played["ListHappenings"] = lambda it, who: {"happenings": [{"name": "projects/x/happenings/2"}]}
    tried = await browser.post(PATH, data={**hidden(opened), **FILLED, "last_day": "", "intent": "try"})
    assert tried.status_code == 422 and f'data-mark="{mark}"' in tried.text  # still that of what was seen
    services.played.pop("ListHappenings")
    assert "data-live" not in (await browser.get(PATH)).text


async def test_several_rows_at_once(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    page = (await browser.get(path := "/acts/milestones/PublishHolidayNotice")).text
    assert 'value="more:days_off"' in page
    page = (await browser.post(path, data={"days_off.#": "1", "days_off.0": "2027-01-01", "intent": "more:days_off"})).text
    assert hidden(page)["days_off.#"] == "6" and 'value="2027-01-01"' in page


async def test_several_of_a_few_choices_are_ticked(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["AttestPerson"] = lambda it, who: {"name": it["name"]}
    await sign_in(browser)
    path, kinds = "/acts/registry/AttestPerson?on=people/zhou-bin", ["ATTESTATION_KIND_NO_VIOLATION", "ATTESTATION_KIND_REPUTATION"]
    page = (await browser.get(path)).text
    named = {kind: re.search(rf'type="checkbox" id="[^"]+" name="(kinds\.\d+)" value="{kind}"', page)[1] for kind in kinds}  # type: ignore[index]
    assert 'value="add:kinds"' not in page
    ticked = {**hidden(page), **{name: kind for kind, name in named.items()}}
    refused = await browser.post(path, data={**ticked, "intent": "send"})
    assert refused.status_code == 422 and refused.text.count(" checked>") == 2  # the ground is not filled in; what is ticked stays so
    assert (await browser.post(path, data={**ticked, "evidence": "考察报告", "intent": "send"})).status_code == 303
    assert next(set(it["kinds"]) for name, it, *_ in services.asked if name == "AttestPerson") == set(kinds)


async def test_who_has_done_something_is_told_so_on_a_page_that_they_may_read(tmp_path: Path) -> None:
    """An expert votes in a project and reads none; an organisation has no page of its own, and the first page leads on."""
    vote, signatory = "/acts/milestones/RecordVote?on=projects/x/nodes/n1", "/acts/registry/AuthorizeSignatory?on=organizations/kjj"
    filled: tuple[tuple[str, str, dict[str, str], str], ...] = (
        ("people/zhou-bin", vote, {"vote": "VOTE_PASS", "opinion": "同意"}, "/workbench"),
        ("people/zhao-ming", vote, {"vote": "VOTE_PASS", "opinion": "同意"}, "/projects/x"),
        ("people/zhao-ming", signatory, {"person": "赵明", "since": "2026-01-01", "evidence": "纪要"}, "/people"),
    )
    for person, path, form, page in filled:
        browser, services, _ = console(tmp_path / person.rpartition("/")[2])
        services.played |= {"RecordVote": always({}), "AuthorizeSignatory": always({})}
        await sign_in(browser, person)
        answer = await browser.post(path, data={**form, "request_id": "r1", "intent": "send"})
        assert (answer.status_code, answer.headers.get("location")) == (303, page), answer.text


async def test_a_date_of_another_form_stays_while_something_else_is_wrong(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    page = await browser.post(PATH, data={"last_day": "2026年11月30日", "reason": "", "intent": "send"})
    assert page.status_code == 422 and re.search(r'type="text"[^>]*name="last_day"[^>]*value="2026年11月30日"', page.text)


async def test_a_box_to_tick_is_called_what_it_is(tmp_path: Path) -> None:
    """To a screen reader it would be 是, and nothing else."""
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    page = (await browser.get("/acts/sharing/RequestUse?on=projects/x/results/1")).text
    assert 'role="group" aria-labelledby="f-exclusive-label"' in page
    assert '<span class="label" id="f-exclusive-label">独占许可</span>' in page
    page = (await browser.post("/acts/contracts/DrawUpEngagement?on=projects/x", data={"texts.#": "2", "intent": "show"})).text
    assert re.findall(r'role="group" aria-label="(合同文件，第 . 项)"', page) == ["合同文件，第 1 项", "合同文件，第 2 项"]
