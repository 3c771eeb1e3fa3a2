"""`sanzhi due`: the open deadlines over all projects, as the desk knows them."""

import asyncio
import json
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from cli.client import Client
from cli.console import console, table
from cli.names import pages
from cli.target import Data, find_target
from cli.tasks import lamp_words
from cli.tokens import AUDITOR
from cli.words import value_word

Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]
LIST_DEADLINES = "sanzhi.desk.v1.DeskService/ListDeadlines"
_OPEN = ("DEADLINE_STATE_OPEN", "DEADLINE_STATE_OVERDUE")


def command(
    person: Annotated[str, typer.Option("--as", help="以某人的身份查看其有权看到的期限", metavar="PERSON")] = AUDITOR,
    mine: Annotated[bool, typer.Option("--mine", help="只看本人或本单位负责的期限（与 --as 合用）")] = False,
    project: Annotated[str, typer.Option("--project", help="只看一个项目", metavar="NAME")] = "",
    data: Data = None,
    json_output: Json = False,
) -> None:
    """列出未完成的期限，最早到期的在前。"""
    found = asyncio.run(_load(data, person, mine, project))
    if json_output:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    console().print(deadlines_table("未完成的期限", found) if found else "没有未完成的期限")


async def _load(data: Data, person: str, mine: bool, project: str) -> list[dict[str, Any]]:
    async with Client(find_target(data), auditing=True) as client:
        found = await pages(client, LIST_DEADLINES, {"parent": project, "mine": mine}, "deadlines", person=person)
        return [each for each in found if each["state"] in _OPEN]


def deadlines_table(title: str, found: list[dict[str, Any]]) -> Table:
    """Deadlines as they stand, or ended."""
    made = table(title, "最后一日", "项目", "期限", "责任方", "状态", "规则")
    for each in found:
        late = "（逾期）" if each["late"] else ""
        made.add_row(
            lamp_words(each) or each["last_day"],
            escape(each["project_title"]),
            escape(f"{each['node_title']} {each['label']}".strip()),
            escape((each.get("responsible") or {}).get("display_name", "")),
            value_word(each["state"]) + late,
            "、".join(each["rules"]),
        )
    return made
