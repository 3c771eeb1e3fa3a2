"""Facts for other departments: who waits for an answer, who is behind, what was granted of what was asked; forms that know types."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from cli.refused import Refused
from console.facts import label_of, lamp_of, title_of
from console.screens.exchange import _progress
from tests.unit.console.suite import ORGANIZATIONS, PEOPLE, Services, always, console, found, hidden, sign_in

APPROVED, TERMINATED = "sanzhi.registry.project.approved.v1", "sanzhi.registry.project.terminated.v1"
ASKED = {
    "types": [{"type": APPROVED, "fields": ["task_book.targets.verification"]}, {"type": TERMINATED, "fields": ["reason"]}],
    "ways": ["WAY_FEED", "WAY_FILES"],
    "until": "2027-12-31",
}
LEDGER = {
    "name": "subscriptions/ledger",
    "organization": "organizations/tjj",
    "purpose": "编制全市研发投入统计台账",
    "legal_ground": "《政务数据共享条例》第十七条",
    "state": "SUBSCRIPTION_STATE_GRANTED",
    "asked": ASKED,
    "granted": {"types": [{"type": APPROVED}], "ways": ["WAY_FEED", "WAY_FILES"], "until": "2026-09-12"},
    "asked_by": "people/lu-ning",
    "asked_at": "2026-08-01T01:00:00Z",
    "decided_at": "2026-08-04T01:00:00Z",
    "decided_by": "people/zhao-ming",
    "decided_because": "终止理由属于内部意见",
    "etag": "3",
}
NEW = {
    **LEDGER,
    "name": "subscriptions/new",
    "purpose": "核对科研用地",
    "state": "SUBSCRIPTION_STATE_REQUESTED",
    "granted": None,
    "etag": "1",
}
RENEWAL = {"until": "2028-12-31", "reason": "逐年编制", "asked_by": "people/lu-ning", "asked_at": "2026-09-01T01:00:00Z"}
ENDED = {**LEDGER, "name": "subscriptions/old", "purpose": "一次性普查", "state": "SUBSCRIPTION_STATE_ENDED", "renewal": RENEWAL}
DELIVERIES = [
    {"way": "WAY_FEED", "behind": "120", "behind_since": "2026-09-03T02:00:00Z", "seen_at": "2026-09-03T01:00:00Z"},
    {"way": "WAY_FILES", "behind": "0", "moved_at": "2026-09-08T01:00:00Z"},
]
PACKAGE = {
    "name": "subscriptions/ledger/packages/2",
    "number": 2,
    "state": "PACKAGE_STATE_ISSUED",
    "issued_at": "2026-09-01T01:00:00Z",
}
TYPES = [
    {"type": APPROVED, "open_fields": ["title", "lead"], "fields_on_request": ["task_book.targets.verification"]},
    {"type": TERMINATED, "open_fields": ["project"], "fields_on_request": ["reason"]},
    {"type": "sanzhi.support.policy.ended.v1", "open_fields": ["policy"], "fields_on_request": ["reason"]},
]
MANY = [{"type": f"sanzhi.registry.project.p{number}.v1"} for number in range(100)]  # more than a form begins with
LU_NING = {"display_name": "鲁宁", "organization": "organizations/tjj", "global_roles": ["department"]}
OFFICE = {"display_name": "市统计局", "kind": "ORGANIZATION_KIND_GOVERNMENT_DEPARTMENT", "area": "jinzhong"}


def play(services: Services, **more: Any) -> None:
    deliveries = [
        {"name": f"subscriptions/ledger/deliveries/{at}", "subscription": "subscriptions/ledger", **DELIVERIES[at]} for at in (1, 0)
    ]
    answers = {
        "ListSubscriptions": {"subscriptions": [ENDED, LEDGER, NEW]},
        "ListDeliveries": {"deliveries": [{**each, "organization": "organizations/tjj"} for each in deliveries]},
        "GetSubscription": LEDGER,
        "ListPackages": {"packages": [PACKAGE]},
        "ListTypes": {"types": TYPES},
    }
    services.played |= {name: always(answer) for name, answer in {**answers, **more}.items()}
    everybody = PEOPLE | {"people/lu-ning": LU_NING, "people/ping": {**LU_NING, "global_roles": []}}
    services.played["GetPerson"] = lambda it, who: {"name": it["name"], **found(everybody, it["name"])}
    offices = ORGANIZATIONS | {"organizations/tjj": OFFICE}
    services.played["GetOrganization"] = lambda it, who: {"name": it["name"], **found(offices, it["name"])}


@pytest.fixture
async def opened(tmp_path: Path) -> tuple[httpx.AsyncClient, Services]:
    browser, services, _ = console(tmp_path)
    play(services)
    return browser, services


async def test_who_waits_stands_first_and_who_is_behind_says_since_when(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, _ = opened
    await sign_in(browser)
    page = (await browser.get("/subscriptions")).text
    assert "待答复 1 件" in page and "市统计局" in page and "申请数据共享" not in page
    behind, listed = page.split('id="r"')
    assert behind.index("还差 120 条") < behind.index("没有未取的") and "2026-09-03 10:00" in behind
    assert 'class="is-late"' in behind and "HTTP 拉取" in behind and "文件包" in behind
    assert listed.index("核对科研用地") < listed.index("编制全市研发投入统计台账") < listed.index("一次性普查")
    assert "剩 4 天" in listed and "申请 2 类" in listed and "1 类" in listed
    assert '<a href="/subscriptions" aria-current="page">' in page


async def test_a_department_may_ask_and_is_told_where_progress_is_not_to_be_had(
    opened: tuple[httpx.AsyncClient, Services],
) -> None:
    browser, services = opened

    def away(it: dict[str, Any], who: str) -> dict[str, Any]:
        raise Refused("UNAVAILABLE", "", "", "数据共享服务暂时没有应答", {})

    services.played["ListDeliveries"] = away
    await sign_in(browser, "people/lu-ning")
    page = (await browser.get("/subscriptions")).text
    assert 'href="/acts/exchange/RequestSubscription"' in page and "进度暂时看不到：数据共享服务暂时没有应答" in page
    assert "编制全市研发投入统计台账" in page


async def test_who_has_nothing_to_do_with_it_is_not_led_there(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, _ = opened
    for person, is_led in (("people/zhou-bin", False), ("people/ping", False), ("people/lu-ning", True)):
        await sign_in(browser, person)
        assert ('href="/subscriptions"' in (await browser.get("/rules")).text) == is_led, person


async def test_what_was_granted_stands_beside_what_was_asked(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    key = {"number": 1, "public": "whpk_AAAA", "since": "2026-08-05T01:00:00Z"}
    play(services, GetEndpoint={"name": "subscriptions/ledger/endpoint", "url": "https://receiver.example/facts", "keys": [key]})
    await sign_in(browser)
    page = (await browser.get("/subscriptions/ledger")).text
    assert "申请 2 类，批准 1 类" in page and "终止理由属于内部意见" in page and "《政务数据共享条例》第十七条" in page
    assert "项目立项" in page and "项目终止" in page and "✗ 未批准" in page
    assert "<s>任务书/绩效目标/考核方式</s>" in page and "<s>理由</s>" in page
    assert "文件包 000002" in page and 'id="p2"' in page and "https://receiver.example/facts" in page and "whpk_AAAA" in page


async def test_acts_stand_where_what_they_are_about_stands(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    rpc = "sanzhi.exchange.v1.ExchangeService"
    acts = {"subscriptions/ledger": "SuspendSubscription", PACKAGE["name"]: "ReissuePackage"}
    services.played["ListActs"] = lambda it, who: {
        "as_of": "2026-09-08T02:42:00Z",
        "acts": [{"rpc": f"{rpc}/{acts[it['name']]}", "allowed": True}] if it["name"] in acts else [],
    }
    services.played |= {"SuspendSubscription": always(LEDGER)}
    await sign_in(browser)
    page = (await browser.get("/subscriptions/ledger")).text
    head, package = page.split('id="p2"')
    path = "/acts/exchange/SuspendSubscription?on=subscriptions/ledger"
    assert f'href="{path}"' in head and "ReissuePackage?on=subscriptions/ledger/packages/2" in package
    form = hidden((await browser.get(path)).text)
    done = await browser.post(path, data={**form, "reason": "用于申请以外的用途", "intent": "send"})
    assert (done.status_code, done.headers["location"]) == (303, "/subscriptions/ledger")


async def test_what_is_granted_starts_from_what_was_asked_and_types_are_chosen_by_their_names(
    opened: tuple[httpx.AsyncClient, Services],
) -> None:
    browser, services = opened
    play(services, GetSubscription=NEW, GrantSubscription=LEDGER)
    await sign_in(browser)
    path = "/acts/exchange/GrantSubscription?on=subscriptions/new"
    page = (await browser.get(path)).text
    assert f'<option value="{APPROVED}" selected>注册立项：项目立项</option>' in page
    assert "支持政策停止执行" not in page  # nobody asked for it
    assert "<code>reason</code></dt><dd>理由</dd>" in page and 'value="2027-12-31"' in page
    assert page.count('value="WAY_FEED" checked') == 1 and page.count('value="WAY_KAFKA" checked') == 0
    typed = {"types.#": "2", "types.0.type": APPROVED, "types.0.fields": "", "types.1.type": "", "types.1.fields": "", "ways.#": "4"}
    sent = {**hidden(page), **typed, "ways.0": "WAY_FEED", "until": "2026-12-31", "reason": "只批准一类", "intent": "send"}
    done = await browser.post(path, data=sent)
    assert (done.status_code, done.headers["location"]) == (303, "/subscriptions/new")
    granted = next(it for name, it, *_ in services.asked if name == "GrantSubscription")
    assert (granted["types"], granted["ways"], granted["until"]) == ([{"type": APPROVED, "fields": []}], ["WAY_FEED"], "2026-12-31")


async def test_what_goes_with_a_choice_is_drawn_without_anything_being_done(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    play(services, ListTypes={"types": [*TYPES, *MANY]})
    await sign_in(browser, "people/lu-ning")
    path = "/acts/exchange/RequestSubscription"
    page = (await browser.get(path)).text
    assert re.search(r'name="types\.0\.type"[^>]* data-decides', page) and "<code>reason</code>" not in page
    typed = {"types.#": "1", "types.0.type": TERMINATED, "purpose": "核对科研用地", "intent": "show"}
    drawn = await browser.post(path, data={**hidden(page), **typed})
    assert drawn.status_code == 200 and "<code>reason</code></dt><dd>理由</dd>" in drawn.text
    assert "核对科研用地" in drawn.text and "没有受理" not in drawn.text
    assert "RequestSubscription" not in {name for name, *_ in services.asked}


async def test_a_package_is_called_by_its_number_and_what_it_belongs_to(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, _ = opened
    await sign_in(browser)
    page = (await browser.get(f"/acts/exchange/ReissuePackage?on={PACKAGE['name']}")).text
    assert "<h1>重发文件包：数据共享“编制全市研发投入统计台账”的文件包 000002</h1>" in page
    assert '<a href="/subscriptions/ledger#p2">' in page


async def test_a_request_begins_with_one_row_though_there_be_a_hundred_types(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    play(services, ListTypes={"types": [*TYPES, *MANY]})
    await sign_in(browser, "people/lu-ning")
    page = (await browser.get("/acts/exchange/RequestSubscription")).text
    assert 'name="types.#" value="1"' in page and "：支持政策停止执行</option>" in page


@pytest.mark.parametrize(
    ("act", "answer", "shown"),
    [
        ("IssueFeedToken", {"token": "tok-0000", "previous_until": "2026-09-15T02:42:00Z"}, ("令牌", "原令牌可用至", "2026-09-15 10:42")),
        (
            "IssueKafkaPassword",
            {"user": "department-ledger", "password": "tok-0000", "mechanism": "SCRAM-SHA-512"},
            ("口令", "department-ledger"),
        ),
    ],
)
async def test_a_token_is_shown_once_with_what_it_is_used_with(
    act: str, answer: dict[str, Any], shown: tuple[str, ...], opened: tuple[httpx.AsyncClient, Services]
) -> None:
    browser, services = opened
    services.played[act] = always({"name": "subscriptions/ledger", **answer})
    await sign_in(browser, "people/lu-ning")
    path = f"/acts/exchange/{act}?on=subscriptions/ledger"
    done = await browser.post(path, data={**hidden((await browser.get(path)).text), "intent": "send"})
    assert done.status_code == 200 and all(text in done.text for text in (*shown, "tok-0000", "只显示这一次，系统不留存"))
    assert 'href="/subscriptions/ledger"' in done.text and 'href="/people"' not in done.text.split("<main")[1]
    assert "tok-0000" not in (await browser.get(path)).text


async def test_a_later_end_waits_for_the_bureau_and_its_form_starts_from_it(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    longer = {**LEDGER, "renewal": RENEWAL}
    play(services, ListSubscriptions={"subscriptions": [LEDGER, {**longer, "name": "subscriptions/longer"}]}, GetSubscription=longer)
    await sign_in(browser)
    page = (await browser.get("/subscriptions")).text
    assert "待答复 1 件" in page and "申请延续至 2028-12-31，市科技局答复。" in page
    assert page.index('href="/subscriptions/longer"') < page.rindex('href="/subscriptions/ledger"')
    assert "逐年编制（鲁宁 2026-09-01" in re.sub("<[^>]+>", "", (await browser.get("/subscriptions/ledger")).text)
    page = (await browser.get("/acts/exchange/RenewSubscription?on=subscriptions/ledger")).text
    assert 'value="2028-12-31"' in page and "逐年编制" not in page.split('id="asked-form"')[1]


async def test_the_whole_of_a_service_is_asked_for_by_one_link(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, _ = opened
    await sign_in(browser, "people/lu-ning")
    path = "/acts/exchange/RequestSubscription?with.service=registry"
    assert f'<a href="{path}">注册立项</a>' in (await browser.get("/subscriptions")).text
    page = (await browser.get(path)).text
    assert 'name="types.#" value="2"' in page and page.count(" selected>注册立项：") == 2


async def test_workbooks_have_numbers_and_instants(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, _ = opened
    await sign_in(browser)
    book = await browser.get("/excel/deliveries")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    lines = [dict(zip(rows[2], row, strict=True)) for row in rows[3:]]
    assert [(line["部门"], line["方式"], line["还差（条）"]) for line in lines] == [
        ("市统计局", "文件包", 0),
        ("市统计局", "HTTP 拉取", 120),
    ]


@pytest.mark.parametrize(
    ("delivery", "is_let_through", "lamp"),
    [
        ({"behind": "0"}, True, ("fine", "没有未取的")),
        ({"behind": "5", "behind_since": "2026-09-05T12:00:00Z"}, True, ("fine", "还差 5 条")),
        ({"behind": "5", "behind_since": "2026-09-05T11:00:00Z"}, True, ("late", "还差 5 条")),
        ({"behind": "5", "behind_since": "2026-09-08T11:00:00Z", "stopped": 1}, True, ("soon", "还差 5 条")),
        ({"behind": "0", "fault": "写不进文件夹"}, True, ("soon", "没有未取的")),
        ({"behind": "100000", "behind_since": "2026-01-01T00:00:00Z"}, False, ("none", "不在提供，还差 100000 以上 条")),
    ],
)
def test_a_lamp_says_who_does_not_go_on(delivery: dict[str, Any], is_let_through: bool, lamp: tuple[str, str]) -> None:
    whole = {"behind_since": None, "fault": "", "stopped": 0, **delivery}
    assert lamp_of(whole, datetime.fromisoformat("2026-09-08T12:00:00+00:00"), is_let_through=is_let_through) == lamp


def test_who_has_waited_for_days_stands_before_who_has_more_to_fetch() -> None:
    long, much = ({"behind": "1", "behind_since": "2026-09-01T00:00:00Z"}, {"behind": "900", "behind_since": "2026-09-08T00:00:00Z"})
    both = [{"name": name, "subscription": "s", "fault": "", "stopped": 0, **each} for name, each in (("much", much), ("long", long))]
    rows = _progress(both, {"s": "SUBSCRIPTION_STATE_GRANTED"}, datetime(2026, 9, 8, 12, tzinfo=UTC))
    assert [row["it"]["name"] for row in rows] == ["long", "much"]


def test_of_what_is_over_nobody_is_behind() -> None:
    way = {"name": "subscriptions/old/deliveries/feed", "subscription": "subscriptions/old", "behind": "9", "behind_since": None}
    assert _progress([{**way, "fault": "", "stopped": 0}], {"subscriptions/old": "SUBSCRIPTION_STATE_ENDED"}, datetime.now(UTC)) == []


def test_what_nobody_has_a_word_for_stands_as_it_is() -> None:
    assert title_of(APPROVED) == "项目立项" and label_of(APPROVED, "task_book.targets.verification") == "任务书/绩效目标/考核方式"
    for kind in ("1", "sanzhi.nobody.thing.done.v1", "sanzhi.registry.no_such.thing.v1"):
        assert title_of(kind) == kind and label_of(kind, "a.b") == "a.b"
