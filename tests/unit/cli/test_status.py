"""`sanzhi status` is loud about what is wrong, and says no number that nobody knows."""

from typing import Any

import pytest
import typer

from cli import status
from cli.names import Names
from cli.status import HEADINGS, _column, _print

ASKED: dict[str, Any] = {
    "service": "registry",
    "serving": True,
    "clock": {"now": "2026-01-05T00:00:00Z"},
    "lag": [{"topic": "sanzhi.contracts", "lag": "3"}],
    "outbox_pending": "0",
    "outbox_oldest_seconds": 0.0,
    "timers_due": "0",
    "timers_pending": "0",
    "dead_letters": "0",
    "damaged_documents": "0",
    "policy_version": "2026.1",
    "quiet": True,
    "busy": [],
    "faults": [],
}


def _shown(**others: Any) -> dict[str, str]:
    return dict(zip(HEADINGS, _column({**ASKED, **others}), strict=False))


@pytest.mark.parametrize(
    ("others", "heading", "shown"),
    [
        ({}, "健康", "[green]正常[/]"),
        ({}, "消费滞后", "3"),
        ({}, "须处理", "—"),
        ({"serving": False}, "健康", "[red]不可用[/]"),
        ({"faults": ["Kafka 上没有主题 sanzhi.registry"]}, "须处理", "[red]1 项[/]"),
        ({"lag": [], "busy": ["kafka: NodeNotReadyError"]}, "消费滞后", "[red]不明[/]"),
        ({"lag": [{"topic": "sanzhi.contracts", "lag": "0"}], "busy": ["kafka: not whole"]}, "消费滞后", "[red]不明[/]"),
    ],
)
def test_what_a_column_shows(others: dict[str, Any], heading: str, shown: str) -> None:
    assert _shown(**others)[heading] == shown


def test_a_service_that_cannot_be_asked_shows_its_health_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    asked = {"service": "registry", "serving": False, "error": "数据库暂时无法访问"}
    assert _column(asked) == ["[red]不可用[/]"]
    _print([asked, {**ASKED, "service": "contracts", "faults": ["Kafka 上没有主题 sanzhi.contracts"]}], Names({}))
    said = capsys.readouterr().out
    assert "✗ registry：数据库暂时无法访问" in said
    assert "✗ contracts：Kafka 上没有主题 sanzhi.contracts" in said


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ([ASKED], 0),
        ([ASKED, ASKED | {"serving": False}], 1),
        ([ASKED | {"faults": ["磁盘"]}], 1),
        ([{"service": "a", "serving": False}], 1),
    ],
)
def test_it_ends_with_1_where_something_is_wrong(monkeypatch: pytest.MonkeyPatch, found: list[dict[str, Any]], code: int) -> None:
    async def ask_all(data: Any) -> list[dict[str, Any]]:
        return found

    monkeypatch.setattr(status, "_ask_all", ask_all)
    try:
        status.command()
    except typer.Exit as end:
        assert end.exit_code == code
    else:
        assert code == 0
