"""Signing in the console (1.6): what is shown is what is signed, here or off line; a signature of something else is not sent on."""

import base64
import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.offline import Signed, ToSign
from services.contracts.domain.canonical import canonical
from tests.unit.console.suite import Services, console, sign_in

ENGAGEMENT = "projects/yeya/engagements/lead"
NAME = f"{ENGAGEMENT}/documents/entrustment_contract-1"
TOLD = {
    "name": NAME,
    "first_parties": ["organizations/kjj"],
    "second_party": "people/zhou-bin",
    "text": "第一条　委托。\n<b>第二条</b>　期限。",
    "terms": {"年薪": "36 万元"},
    "attachment": None,
    "report_every_months": 3,
    "task_book_version": 2,
}
CONTENT = canonical(TOLD)
DIGEST = "sha256:" + hashlib.sha256(CONTENT).hexdigest()
KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
SIGN = "sanzhi.contracts.v1.ContractsService/SignDocument"


def document() -> dict[str, Any]:
    required = [{"party": "organizations/kjj", "side": "SIDE_FIRST"}, {"party": "people/zhou-bin", "side": "SIDE_SECOND"}]
    awaiting = [each["party"] for each in required]
    return {
        "name": NAME,
        "title": "委托管理合同",
        "version": 1,
        "digest": DIGEST,
        "state": "DOCUMENT_STATE_OPEN",
        "required": required,
        "awaiting": awaiting,
    }


def engagement(name: str) -> dict[str, Any]:
    return {"name": name, "first_parties": ["organizations/kjj"], "person": "people/zhou-bin", "documents": [document()]}


def acts(allowed: bool) -> dict[str, Any]:
    refused = {} if allowed else {"reason": "SIGNER_NOT_AUTHORIZED", "rule": "1.6", "message": "没有代表市科技局签字的授权"}
    return {"as_of": "2026-09-08T02:42:00Z", "acts": [{"rpc": SIGN, "allowed": allowed, **refused}]}


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[tuple[httpx.AsyncClient, Services]]:
    browser, services, _ = console(tmp_path)
    person = services.played["GetPerson"]
    services.played |= {
        "GetPerson": lambda it, who: {
            **person(it, who),
            "signing_keys": [{"key_id": "key-1", "algorithm": "ed25519", "public_key": PUBLIC}],
        },
        "GetProject": lambda it, who: {"name": it["name"], "title": "液压阀体铸造"},
        "GetDocument": lambda it, who: document(),
        "GetDocumentContent": lambda it, who: {"name": NAME, "digest": DIGEST, "content": base64.b64encode(CONTENT).decode()},
        "GetEngagement": lambda it, who: engagement(it["name"]),
        "ListActs": lambda it, who: acts(True),
        "SignDocument": lambda it, who: engagement(ENGAGEMENT),
    }
    async with browser:
        await sign_in(browser)
        yield browser, services


def sent(services: Services) -> list[dict[str, Any]]:
    return [request for name, request, _, _ in services.asked if name == "SignDocument"]


async def test_the_page_shows_text_digest_and_the_bytes_that_it_is_of(opened: tuple[httpx.AsyncClient, Services]) -> None:
    page = (await opened[0].get(f"/sign/{NAME}")).text
    assert "第一条　委托。" in page and "&lt;b&gt;第二条" in page and "<b>第二条" not in page
    assert page.count(DIGEST) >= 2 and "36 万元" in page and "代表 <b>市科技局</b>" in page
    assert "液压阀体铸造" in page and PUBLIC.replace("+", "&#43;") in page.replace("+", "&#43;")
    assert "已完成" not in page


async def test_once_signed_the_next_page_says_so(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, _ = opened
    await browser.post(f"/sign/{NAME}", data={"request_id": "r-0", "signature": base64.b64encode(b"s" * 64).decode(), "key_id": "key-1"})
    assert "<b>已完成</b>　签署文件（委托管理合同第 1 版）" in (await browser.get(f"/sign/{NAME}")).text
    assert "已完成" not in (await browser.get(f"/sign/{NAME}")).text


async def test_a_signature_made_in_the_browser_is_sent_for_whom_it_is_made(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    form = {"request_id": "r-1", "signature": base64.b64encode(b"s" * 64).decode(), "key_id": "key-1", "for": "organizations/kjj"}
    answer = await browser.post(f"/sign/{NAME}", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign/{NAME}")
    (request,) = sent(services)
    assert (request["name"], request["key_id"], request["on_behalf_of"], request["request_id"]) == (
        NAME,
        "key-1",
        "organizations/kjj",
        "r-1",
    )


async def test_a_signature_made_off_line_is_sent(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    asked = ToSign.read((await browser.get(f"/sign/{NAME}/file")).content)
    assert (asked.document, asked.digest, [key.key_id for key in asked.keys]) == (NAME, DIGEST, ["key-1"])
    file = Signed(NAME, DIGEST, "key-1", KEY.sign(asked.payload)).written()
    answer = await browser.post(f"/sign/{NAME}", data={"request_id": "r-2", "for": ""}, files={"signed": ("签名.json", file)})
    assert answer.status_code == 303
    KEY.public_key().verify(base64.b64decode(sent(services)[0]["signature"]), asked.payload)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (None, "还没有签名"),
        (b"hello", "这不是签名文件"),
        (Signed(NAME, "sha256:" + "0" * 64, "key-1", b"s").written(), "另一份文件"),
        (Signed(NAME[:-1] + "2", DIGEST, "key-1", b"s").written(), "另一份文件"),
    ],
)
async def test_what_is_no_signature_of_this_is_not_sent(opened: tuple[httpx.AsyncClient, Services], file: bytes | None, why: str) -> None:
    browser, services = opened
    files = {"signed": ("签名.json", file)} if file is not None else None
    answer = await browser.post(f"/sign/{NAME}", data={"request_id": "r-3"}, files=files)
    assert answer.status_code == 422 and why in answer.text and "第一条　委托。" in answer.text
    assert sent(services) == []


async def test_whoever_may_not_sign_sees_why(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    services.played["ListActs"] = lambda it, who: acts(False)
    page = (await browser.get(f"/sign/{NAME}")).text
    assert "现在不能签" in page and "没有代表市科技局签字的授权" in page and 'name="signature"' not in page


async def test_the_list_of_acts_leads_here(opened: tuple[httpx.AsyncClient, Services]) -> None:
    answer = await opened[0].get(f"/acts/contracts/SignDocument?on={NAME}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign/{NAME}")


async def test_for_whom_one_was_about_to_sign_is_still_chosen_after_a_fault(opened: tuple[httpx.AsyncClient, Services]) -> None:
    browser, services = opened
    both = {**document(), "awaiting": ["organizations/kjj", "people/zhao-ming"]}
    services.played["GetDocument"] = lambda it, who: both
    for chosen in both["awaiting"]:
        page = (await browser.post(f"/sign/{NAME}", data={"request_id": "r-4", "for": chosen})).text
        assert re.findall(r'<option value="([^"]+)" selected>', page) == [chosen]
