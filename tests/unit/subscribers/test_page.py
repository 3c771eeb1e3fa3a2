"""What the page for other departments names is there: addresses of the feed, calls, files; the English page says the same."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sanzhi.exchange.v1 import exchange_pb2

from services.exchange.feed.asked import LONGEST_WAIT_MS, MOST_EVENTS
from services.exchange.feed.openapi import DOCUMENT
from services.exchange.webhooks.signing import headers, public_of

DOCS = Path(__file__).parents[3] / "docs"
PAGES = {name: (DOCS / name).read_text() for name in ("subscribers.zh-CN.md", "subscribers.md")}
CALLS = set(exchange_pb2.DESCRIPTOR.services_by_name["ExchangeService"].methods_by_name)
VERBS = (
    "List|Get|Request|Grant|Refuse|Issue|Reset|End|Withdraw|Renew|Suspend|Resume"  # of the register
    "|Register|Pause|Rotate|Reissue|Confirm"  # of endpoints and packages
)
CALL = re.compile(rf"`((?:{VERBS})[A-Z]\w+)`")
ADDRESS = re.compile(r"`(GET|PUT) (/[\w./]*)")


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_it_names_is_there(page: str) -> None:
    assert set(CALL.findall(page)) - CALLS == set()
    paths = DOCUMENT["paths"]
    assert {path for method, path in ADDRESS.findall(page) if method.lower() not in paths.get(path, {})} == set()
    assert {link for link in re.findall(r"\]\(([^)#:]+)\)", page) if not (DOCS / link).exists()} == set()


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_the_limits_are_those_of_the_feed(page: str) -> None:
    assert f"{LONGEST_WAIT_MS}" in page
    assert re.search(rf"{MOST_EVENTS:,}|{MOST_EVENTS}", page)


def test_both_pages_say_the_same() -> None:
    """As far as it is not words: code, calls, addresses, headings by their number."""
    chinese, english = PAGES.values()
    for found in (CALL, ADDRESS, re.compile(r"^#+", re.MULTILINE), re.compile(r"^```\w*", re.MULTILINE)):
        assert sorted(map(str, found.findall(chinese))) == sorted(map(str, found.findall(english)))


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_webhook_is_verified_as_the_page_says(page: str) -> None:
    said: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0], said)
    old, new, other = (Ed25519PrivateKey.generate() for _ in range(3))
    sent = headers("e1", datetime.now(UTC), b'{"id":"e1"}', [new, old])
    for known in ([new], [old], [other, new]):
        assert said["is_genuine"](sent, b'{"id":"e1"}', [public_of(key) for key in known])
    assert not said["is_genuine"](sent, b'{"id":"e2"}', [public_of(new)])
    assert not said["is_genuine"](sent, b'{"id":"e1"}', [public_of(other)])
    late = sent | {"webhook-timestamp": str(int(time.time()) - 301)}
    assert not said["is_genuine"](late, b'{"id":"e1"}', [public_of(new)])
