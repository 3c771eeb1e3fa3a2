"""In by the issuer, out again, and what happens to a form whose session is over."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from console import door
from tests.unit.console.suite import console, hidden, sign_in


async def test_who_is_not_signed_in_is_shown_the_way(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    answer = await browser.get("/projects?q=阀体")
    assert answer.status_code == 303 and answer.headers["location"].startswith("/welcome?to=/projects%3Fq%3D")
    assert services.asked == []


async def test_the_page_of_the_development_issuer_says_in_red_that_it_is_for_trying(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    out = await browser.get("/signin")
    choice = await browser.get(out.headers["location"])
    assert 'class="warning"' in choice.text and "任何人都可以选任何人的身份" in choice.text and "赵明" in choice.text


async def test_signing_in_and_out(tmp_path: Path) -> None:
    browser, services, rows = console(tmp_path)
    came = await sign_in(browser)
    assert came.headers["location"] == "/rules"
    page = await browser.get("/rules")
    assert page.status_code == 200 and "赵明" in page.text and "市科技局" in page.text
    # The services are called with the person's own token, which the browser never sees.
    assert {who for name, _, who, _ in services.asked if name == "ListActs"} == {"people/zhao-ming"}
    token = next(iter(rows["sessions"].kept.values()))["token"]
    assert token not in page.text and token not in str(browser.cookies)
    assert jwt.decode(token, options={"verify_signature": False})["sub"] == "people/zhao-ming"
    out = await browser.post("/signout")
    assert out.status_code == 303 and rows["sessions"].kept == {}
    assert (await browser.get("/rules")).status_code == 303


async def test_out_everywhere(tmp_path: Path) -> None:
    browser, _, rows = console(tmp_path)
    await sign_in(browser)
    browser.cookies.clear()
    await sign_in(browser)
    assert len(rows["sessions"].kept) == 2 and "退出全部各处" in (await browser.get("/sessions")).text
    await browser.post("/signout", data={"everywhere": "yes"})
    assert rows["sessions"].kept == {}


async def test_an_answer_of_the_issuer_that_was_not_asked_for_lets_nobody_in(tmp_path: Path) -> None:
    browser, _, rows = console(tmp_path)
    out = await browser.get("/signin")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(out.headers["location"]).query).items()}
    assert asked["code_challenge_method"] == "S256" and len(asked["state"]) > 30
    choice = await browser.get(out.headers["location"])
    back = await browser.post(out.headers["location"], data={**hidden(choice.text), "person": "people/zhao-ming"})
    good = back.headers["location"]
    wrong = await browser.get(good.replace(f"state={asked['state']}", "state=another"))
    assert wrong.status_code == 403 and rows["sessions"].kept == {}
    assert (await browser.get(good)).status_code == 403  # the attempt is used up, whatever became of it


async def test_a_code_taken_by_somebody_else_is_worth_nothing_without_the_verifier(tmp_path: Path) -> None:
    browser, _, rows = console(tmp_path)
    out = await browser.get("/signin")
    choice = await browser.get(out.headers["location"])
    back = await browser.post(out.headers["location"], data={**hidden(choice.text), "person": "people/zhao-ming"})
    code = parse_qs(urlsplit(back.headers["location"]).query)["code"][0]
    redirect = hidden(choice.text)["redirect_uri"]
    taken = await browser.post("/trying/token", data={"code": code, "redirect_uri": redirect, "code_verifier": "guessed"})
    assert taken.json()["error"] == "invalid_grant"
    assert rows["sessions"].kept == {}


async def test_the_development_issuer_sends_nobody_elsewhere(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    asked = {"client_id": "sanzhi-console", "redirect_uri": "https://evil.example/", "code_challenge_method": "S256"}
    assert (await browser.get("/trying/authorize", params=asked)).status_code == 400
    assert (await browser.post("/trying/authorize", data=asked)).status_code == 400


async def test_a_form_whose_session_is_over_comes_back_whole(tmp_path: Path) -> None:
    browser, services, rows = console(tmp_path)
    await sign_in(browser)
    rows["sessions"].kept.clear()
    path = "/acts/milestones/RequestExtension?on=projects/x/deadlines/d"
    answer = await browser.post(path, data={"last_day": "2026-11-30", "reason": "审计机构“进场”推迟", "request_id": "r1"})
    assert answer.status_code == 401 and "填写的内容还在" in answer.text
    kept = hidden(answer.text)
    assert (kept["last_day"], kept["request_id"]) == ("2026-11-30", "r1") and "进场" in kept["reason"]
    assert not any(name == "RequestExtension" for name, *_ in services.asked)


async def test_a_form_of_nobody_is_taken_in_so_far_as_it_can_be_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is not signed in could else have any amount of it kept in memory, and written into a page."""
    monkeypatch.setattr(door, "MOST_GIVEN_BACK", 5000)
    browser, services, _ = console(tmp_path)
    path = "/acts/milestones/RequestExtension?on=projects/x/deadlines/d"
    answer = await browser.post(path, data={"reason": "x" * 6000})
    assert answer.status_code == 413 and "请登录后重新填写" in answer.text and "x" * 100 not in answer.text
    assert (await browser.post(path, data={"reason": "x" * 4000})).status_code == 401
    assert services.asked == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"nonsense"),
        ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(5001))),
    ],
)
async def test_a_form_of_nobody_that_is_none_is_refused_and_no_failure_of_ours(tmp_path: Path, kind: str, body: bytes) -> None:
    browser, _, _ = console(tmp_path)
    answer = await browser.post("/acts/registry/DecideTermination", content=body, headers={"content-type": kind})
    assert answer.status_code == 400


async def test_of_a_long_way_back_nothing_is_kept(tmp_path: Path) -> None:
    browser, _, rows = console(tmp_path)
    await browser.get("/signin", params={"to": "/projects?q=" + "x" * 5000})
    (attempt,) = rows["attempts"].kept.values()
    assert attempt["to"] == "/"


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}])
async def test_a_cross_site_post_reaches_no_service(tmp_path: Path, headers: dict[str, str]) -> None:
    browser, services, _ = console(tmp_path)
    await sign_in(browser)
    before = len(services.asked)
    answer = await browser.post("/acts/registry/DecideTermination?on=projects/x", data={"reason": "x"}, headers=headers)
    assert answer.status_code == 403 and len(services.asked) == before


async def test_an_expert_is_shown_reviews_and_nothing_of_the_offices(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser, "people/zhou-bin")
    page = (await browser.get("/rules")).text
    assert "申报、受理、评审" in page and "单位与人员" not in page and 'href="/deadlines"' not in page


async def test_a_long_form_whose_session_is_over_comes_back_whole_too(tmp_path: Path) -> None:
    browser, _, rows = console(tmp_path)
    await sign_in(browser)
    rows["sessions"].kept.clear()
    path = "/acts/registry/ProposeTaskBookChange?on=projects/x/taskBook"
    fields = ("id", "title", "due_date", "midterm", "materials", "criteria")
    nodes = {f"terms.nodes.{place}.{field}": f"{field} {place}" for place in range(200) for field in fields}
    answer = await browser.post(path, files={name: (None, text) for name, text in nodes.items()})
    assert answer.status_code == 401 and nodes.items() <= hidden(answer.text).items()
    answer = await browser.post(path, files={"reason": (None, "长" * 500_000)})
    assert answer.status_code == 400 and "文字过长" in answer.text


async def test_who_is_out_already_signs_out_without_signing_in_and_reads_on_in_large_type(tmp_path: Path) -> None:
    browser, _, rows = console(tmp_path)
    await sign_in(browser)
    rows["sessions"].kept.clear()
    out = await browser.post("/signout")
    assert (out.status_code, out.headers["location"]) == (303, "/welcome")
    shown = await browser.post("/display", data={"back": "/projects?stage=STAGE_RUNNING", "type": "large"})
    assert (shown.status_code, shown.headers["location"]) == (303, "/projects?stage=STAGE_RUNNING")
