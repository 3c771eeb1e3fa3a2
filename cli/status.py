"""`sanzhi status`: how every service is, at a glance. Exit 1 if one does not serve, or has something that somebody has to see to."""

import asyncio
import json
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from chassis.calendar import CHINA
from cli.client import Client
from cli.names import Names, names_in_need
from cli.refused import Refused
from cli.rehearsal import OPERATIONS
from cli.services import NAMES
from cli.stack.health import serves
from cli.target import Data, find_target

NOTES = ("busy", "failing_timers", "refused_facts", "damaged")
HEADINGS = (
    "健康",
    "须处理",
    "时钟",
    "消费滞后",
    "待发事件",
    "最久待发",
    "已到期",
    "待到期",
    "下次到期",
    "死信",
    "损坏文档",
    "政策版本",
    "静止",
)


def command(
    data: Data = None,
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """各服务的健康、须处理的问题、时钟、消费滞后、待发事件及其时长、到期事项、死信、损坏文档。"""
    found = asyncio.run(_ask_all(data))
    if json_output:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(found, asyncio.run(_names(data, found)))
    if not all(status["serving"] and not status.get("faults") for status in found):
        raise typer.Exit(1)


async def _ask_all(data: Data) -> list[dict[str, Any]]:
    # A service whose database is away needs five seconds to find that out.
    async with Client(find_target(data), seconds=8.0, patience=0.0) as client:
        return await asyncio.gather(*(_ask(client, name) for name in client.target.services))


async def _names(data: Data, found: list[dict[str, Any]]) -> Names:
    """Titles of what notes tell of by resource name; none where registry cannot be asked."""
    if any(status.get(note) for status in found for note in NOTES):
        async with Client(find_target(data), seconds=8.0, patience=0.0, auditing=True) as client:
            return await names_in_need(client)
    return Names({})


async def _ask(client: Client, service: str) -> dict[str, Any]:
    """GetStatus as protobuf's JSON, with `serving` of the health protocol; `error` where it cannot be asked."""
    address, ca = client.target.services[service], client.target.tls_ca
    health = {"service": service, "address": address, "serving": await asyncio.to_thread(serves, address, tls_ca=ca)}
    try:
        return {**await client.call(f"{OPERATIONS}/GetStatus", {}, service=service), **health}
    except Refused as refused:
        return {**health, "error": str(refused)}


def _print(found: list[dict[str, Any]], names: Names) -> None:
    table = Table("", *(NAMES.get(status["service"], status["service"]) for status in found))
    columns = [_column(status) for status in found]
    for number, heading in enumerate(HEADINGS):
        table.add_row(heading, *(column[number] if number < len(column) else "" for column in columns))
    console = Console()
    console.print(table)
    for status in found:
        for fault in [status.get("error"), *status.get("faults", ())]:
            if fault:
                console.print(f"✗ {status['service']}：{fault}", style="red", markup=False, highlight=False, soft_wrap=True)
        for note in (each for name in NOTES for each in status.get(name, ())):
            console.print(f"{status['service']}：{names.beside(note)}", markup=False, highlight=False, soft_wrap=True)


def _column(status: dict[str, Any]) -> list[str]:
    health = "[green]正常[/]" if status["serving"] else "[red]不可用[/]"
    if "clock" not in status:
        return [health]
    faults = len(status["faults"])
    due, letters = status.get("next_timer"), int(status["dead_letters"])
    return [
        health,
        f"[red]{faults} 项[/]" if faults else "—",
        _shown(status["clock"]["now"]),
        _lag(status),
        status["outbox_pending"],
        f"{status['outbox_oldest_seconds']:.1f} 秒",
        status["timers_due"],
        status["timers_pending"],
        _shown(due) if due else "—",
        _alarming(letters),
        _alarming(int(status["damaged_documents"])),
        status["policy_version"],
        "是" if status["quiet"] else "否",
    ]


def _lag(status: dict[str, Any]) -> str:
    if any(each.startswith("kafka: ") for each in status["busy"]):  # what Kafka did not say is no nought
        return "[red]不明[/]"
    return str(sum(int(topic["lag"]) for topic in status["lag"]))


def _alarming(count: int) -> str:
    return f"[red]{count}[/]" if count else "0"


def _shown(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(CHINA):%Y-%m-%d %H:%M}"
