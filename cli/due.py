"""`sanzhi due`: the open deadlines of milestones and evaluation."""

import asyncio
import json
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from cli.client import Client
from cli.console import console, table
from cli.names import Names, load_names, pages
from cli.target import Data, find_target
from cli.tokens import ADMINISTRATOR
from cli.words import deadline_word, value_word

Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]
LISTS = ("sanzhi.milestones.v1.MilestonesService/ListDeadlines", "sanzhi.evaluation.v1.EvaluationService/ListDeadlines")
_OPEN = ("DEADLINE_STATE_OPEN", "DEADLINE_STATE_OVERDUE")


def command(
    person: Annotated[str, typer.Option("--as", help="以某人的身份查看其有权看到的期限", metavar="PERSON")] = ADMINISTRATOR,
    mine: Annotated[bool, typer.Option("--mine", help="只看本人或本单位负责的期限（与 --as 合用）")] = False,
    project: Annotated[str, typer.Option("--project", help="只看一个项目", metavar="NAME")] = "",
    data: Data = None,
    json_output: Json = False,
) -> None:
    """列出未完成的期限，最早到期的在前。"""
    found, names = asyncio.run(_load(data, person, mine, project))
    if json_output:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    console().print(deadlines_table(found, names) if found else "没有未完成的期限")


async def _load(data: Data, person: str, mine: bool, project: str) -> tuple[list[dict[str, Any]], Names]:
    async with Client(find_target(data), auditing=True) as client:
        found = await open_deadlines(client, person, project)
        if mine:
            known = await client.call("sanzhi.registry.v1.RegistryService/GetPerson", {"name": person})
            found = [deadline for deadline in found if deadline["responsible"] in (person, known["organization"])]
        return found, await load_names(client)


async def open_deadlines(client: Client, person: str, project: str = "") -> list[dict[str, Any]]:
    """The deadlines that a person may read and that are not met yet, earliest end first."""
    found = [deadline for method in LISTS for deadline in await pages(client, method, {"parent": project}, "deadlines", person=person)]
    return sorted((deadline for deadline in found if deadline["state"] in _OPEN), key=lambda deadline: (deadline["end"], deadline["name"]))


def deadlines_table(found: list[dict[str, Any]], names: Names) -> Table:
    """Deadlines as they stand."""
    made = table("未完成的期限", "最后一日", "项目", "期限", "责任方", "状态", "规则")
    for deadline in found:
        overdue = deadline["state"] == "DEADLINE_STATE_OVERDUE"
        made.add_row(
            deadline["last_day"] + ("（暂定）" if deadline["provisional"] else ""),
            escape(deadline["project"]),
            escape(f"{names(deadline['node'])} {deadline_word(deadline['kind'])}".strip()),
            escape(names(deadline["responsible"])),
            f"[red]{value_word(deadline['state'])}[/red]" if overdue else value_word(deadline["state"]),
            deadline["rule"],
        )
    return made
