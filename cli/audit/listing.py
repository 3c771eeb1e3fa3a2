"""`sanzhi audit list`: who did or tried what, over all services."""

import asyncio
import json
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from cli.client import Client
from cli.console import console, table
from cli.names import Names, load_names
from cli.services import SERVICES
from cli.target import Data, find_target
from cli.words import china_time
from cli.words.acts import act_word

_LIST = "sanzhi.operations.v1.OperationsService/ListAuditEntries"


def list_entries(
    actor: Annotated[str, typer.Option("--actor", help="只看某人，如 people/li", metavar="PERSON")] = "",
    project: Annotated[str, typer.Option("--project", help="只看一个项目", metavar="NAME")] = "",
    refused: Annotated[bool, typer.Option("--refused", help="只看被拒绝的")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, max=1000, help="最多几条")] = 50,
    data: Data = None,
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """列出谁做了或试图做什么，最近的在前；被拒绝的也在案（规则 2.5）。"""
    entries, names = asyncio.run(_load(data, {"actor": actor, "subject": project, "refused_only": refused, "page_size": lines}))
    if json_output:
        typer.echo(json.dumps(entries[:lines], ensure_ascii=False, indent=2))
        return
    console().print(_table(entries[:lines], names) if entries else "没有记录")


async def _load(data: Data, query: dict[str, Any]) -> tuple[list[dict[str, Any]], Names]:
    async with Client(find_target(data), auditing=True) as client:
        answers = [(service, await client.call(_LIST, query, service=service)) for service in SERVICES]
        entries = [{"service": service, **entry} for service, answer in answers for entry in answer["audit_entries"]]
        return sorted(entries, key=lambda entry: (entry["time"], entry["id"]), reverse=True), await load_names(client)


def _table(entries: list[dict[str, Any]], names: Names) -> Table:
    made = table("审计记录", "时间（中国）", "谁", "操作", "对象", "结果", "规则")
    for entry in entries:
        ok = entry["outcome"] == "OK"
        result = "通过" if ok else f"[red]{escape(entry['outcome'])}[/red]\n{escape(names(entry['message']))}"
        if int(entry["times"]):
            result += f"\n[dim]同样的另有 {entry['times']} 次[/dim]"
        made.add_row(
            china_time(entry["time"]),
            escape(names.who(entry["actor"])),
            escape(act_word(entry["action"])),
            "\n".join(_called(resource, names) for resource in entry["resources"]),
            result,
            entry["rule"],
        )
    return made


def _called(resource: str, names: Names) -> str:
    """What it is called, above its resource name, by which it is looked for."""
    called = names(resource)
    return escape(names.beside(resource)) if called == resource else f"{escape(called)}\n[dim]{escape(resource)}[/dim]"
