"""`sanzhi tasks`: what waits for somebody, as the desk knows it."""

import asyncio
import json
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from cli.client import Client
from cli.console import console, table
from cli.names import pages
from cli.target import Data, find_target
from cli.words import china_time

LIST_TASKS = "sanzhi.desk.v1.DeskService/ListTasks"


class View(StrEnum):
    """Whose tasks."""

    MINE = "mine"
    DONE = "done"
    STARTED = "started"
    OWED = "owed"


TITLES = {View.MINE: "待办", View.DONE: "已办", View.STARTED: "我发起的", View.OWED: "督办"}


def command(
    person: Annotated[str, typer.Option("--as", help="谁的工作台", metavar="PERSON")],
    view: Annotated[View, typer.Option("--view", help="待办、已办、我发起的、督办")] = View.MINE,
    project: Annotated[str, typer.Option("--project", help="只看一个项目", metavar="NAME")] = "",
    data: Data = None,
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """列出某人的工作台事项，最紧迫的在前。"""
    found = asyncio.run(_load(data, person, view, project))
    if json_output:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    console().print(tasks_table(TITLES[view], found) if found else f"没有{TITLES[view]}事项")


async def _load(data: Data, person: str, view: View, project: str) -> list[dict[str, Any]]:
    async with Client(find_target(data)) as client:
        body = {"view": f"TASK_VIEW_{view.name}", "parent": project}
        return await pages(client, LIST_TASKS, body, "tasks", person=person)


def tasks_table(title: str, found: list[dict[str, Any]]) -> Table:
    """Tasks as they stand."""
    made = table(title, "最后一日", "事项", "项目", "谁", "自", "规则", "对象")
    for task in found:
        about = f"（{task['about']}）" if task["about"] else ""
        made.add_row(
            lamp_words(task),
            escape(task["label"] + about),
            escape(task["project_title"]),
            escape("、".join(each["display_name"] for each in task["holders"])),
            china_time(task.get("since") or ""),
            "、".join(task["rules"]),
            escape(task["resource"]),
        )
    return made


def lamp_words(entry: dict[str, Any]) -> str:
    """The last day of a task or deadline, with how close it is."""
    if not entry["last_day"]:
        return ""
    day = str(entry["last_day"]) + ("（暂定）" if entry["provisional"] else "")
    left = int(entry["days_left"])
    match entry["lamp"]:
        case "LAMP_OVERDUE":
            return f"[red]■ 逾期 {-left} 天[/red] {day}"
        case "LAMP_SOON":
            return f"[yellow]▲ 剩 {left} 天[/yellow] {day}"
        case "LAMP_NORMAL":
            return f"● {day}"
    return day
