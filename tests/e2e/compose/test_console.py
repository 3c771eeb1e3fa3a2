"""The console through the gateway, as a browser meets it: signing in, a project, an open page that hears of changes, a PDF in Chinese."""

import os
import re
import ssl
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from tests.e2e.compose.conftest import Inside

pytestmark = pytest.mark.timeout(300)

PROJECT = "projects/yeya-fati"  # of story 1, which is always played
PERSON = "people/sun-guohua"


@pytest.fixture
def url(compose: list[str]) -> str:
    """Where the console is; `compose` says that there is a suite at all."""
    found = os.environ.get("SANZHI_CONSOLE_URL", "")
    assert found, "SANZHI_CONSOLE_URL does not say where the console is"
    return found


@pytest.fixture
def verified(url: str, inside: Inside) -> ssl.SSLContext | bool:
    """By the installation's authority alone, where there is TLS."""
    if not url.startswith("https:"):
        return True
    return ssl.create_default_context(cadata=inside("registry", "print(open('/run/sanzhi/ca.crt').read())"))


@pytest.fixture
def signed_in(url: str, verified: ssl.SSLContext | bool) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, verify=verified, follow_redirects=True, timeout=60, headers={"origin": url}) as client:
        choice = client.get("/signin")
        assert choice.status_code == 200 and "演练用的登录页" in choice.text
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', choice.text))
        assert hidden == {name: value for name, value in parse_qsl(urlsplit(str(choice.url)).query) if name in hidden}
        workbench = client.post(str(choice.url), data={**hidden, "person": PERSON})
        assert workbench.status_code == 200 and workbench.url.path in ("/", "/workbench") and "孙国华" in workbench.text
        yield client


def test_whoever_signs_in_finds_the_project(signed_in: httpx.Client) -> None:
    ledger = signed_in.get("/projects")
    assert ledger.status_code == 200 and PROJECT in ledger.text
    project = signed_in.get(f"/{PROJECT}")
    assert project.status_code == 200 and "液压" in project.text


def test_an_open_page_hears_of_changes(signed_in: httpx.Client) -> None:
    with signed_in.stream("GET", "/live", params={"of": PROJECT, "since": "0"}) as stream:
        assert stream.status_code == 200 and stream.headers["content-type"].startswith("text/event-stream")
        assert "event: changed" in stream.iter_lines()


def test_a_filing_is_printed_with_chinese_fonts(signed_in: httpx.Client) -> None:
    printed = signed_in.get(f"/papers/{PROJECT}/evaluation")
    assert printed.status_code == 200, printed.text[-2000:]
    assert printed.headers["content-type"] == "application/pdf" and printed.content.startswith(b"%PDF-")  # without fonts it is refused


def test_cookies_are_of_this_host_alone_where_there_is_tls(url: str, signed_in: httpx.Client) -> None:
    kept = [cookie for cookie in signed_in.cookies.jar if cookie.name.endswith("session")]
    assert [(cookie.name, cookie.secure) for cookie in kept] == (
        [("__Host-sanzhi-session", True)] if url.startswith("https:") else [("sanzhi-session", False)]
    )


def test_with_tls_nothing_else_is_understood(url: str) -> None:
    if not url.startswith("https:"):
        pytest.skip("this project runs without docker-compose.tls.yml")
    with pytest.raises(httpx.TransportError):
        httpx.get(url.replace("https:", "http:") + "/healthz", timeout=10)
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{url}/healthz", timeout=10)
