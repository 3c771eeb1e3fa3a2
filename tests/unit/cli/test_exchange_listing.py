"""Who is behind, as `sanzhi exchange list` shows it: those furthest behind first."""

from typing import Any

from rich.console import Console

from cli.exchange.listing import behind, listed
from cli.names import Names

SCOPE: dict[str, Any] = {"types": [{"type": "a"}, {"type": "b"}], "ways": ["WAY_FEED"], "until": "2026-12-31"}
SUBSCRIPTIONS: list[dict[str, Any]] = [
    {"name": "subscriptions/a", "organization": "organizations/x", "state": "SUBSCRIPTION_STATE_GRANTED", "asked": SCOPE, "granted": SCOPE},
    {"name": "subscriptions/b", "organization": "organizations/y", "state": "SUBSCRIPTION_STATE_GRANTED", "asked": SCOPE, "granted": SCOPE},
    {"name": "subscriptions/c", "organization": "organizations/z", "state": "SUBSCRIPTION_STATE_REQUESTED", "asked": SCOPE},
]
DELIVERIES: list[dict[str, Any]] = [
    {"subscription": "subscriptions/a", "way": "WAY_FEED", "behind": "3", "seen_at": "2026-03-02T02:00:00Z"},
    {"subscription": "subscriptions/b", "way": "WAY_FEED", "behind": "100000", "behind_since": "2026-01-05T02:00:00Z"},
    {"subscription": "subscriptions/a", "way": "WAY_KAFKA", "behind": "0"},
]


def shown() -> list[str]:
    console = Console(width=200, highlight=False)
    with console.capture() as captured:
        console.print(listed(SUBSCRIPTIONS, DELIVERIES, Names({"organizations/x": "市统计局"})))
    return [line for line in captured.get().splitlines() if "subscriptions/" in line]


def test_who_is_furthest_behind_comes_first_and_who_never_came_says_so() -> None:
    first, second, at_kafka, third = shown()
    assert "subscriptions/b" in first and "100000 以上" in first and "2026-01-05 10:00" in first and "从未" in first
    assert "subscriptions/a" in second and " 3 " in second and "2026-03-02 10:00" in second and "HTTP 拉取" in second
    assert "subscriptions/c" in third and "已申请，待市科技局审批" in third and "2026-12-31" in third and "从未" not in third
    assert "Kafka" in at_kafka and "从未" not in at_kafka, "nobody comes here for it"


def test_what_is_counted_no_further_says_so() -> None:
    assert [behind(number) for number in (0, 99_999, 100_000)] == ["0", "99999", "100000 以上"]
