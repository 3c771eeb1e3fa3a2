"""`sanzhi rating`: shown with its working, listed, recomputed from the facts."""

import asyncio
import json
from datetime import date
from typing import Annotated, Any

import typer
from rich.markup import escape

from chassis.policy import Policies
from cli.client import Client
from cli.console import console, table
from cli.names import Names, load_names, pages
from cli.rating.recompute import Recomputed, differences
from cli.target import Data, find_target
from cli.timeline import load_events
from cli.words import value_word
from services.evaluation.domain.policy import EvaluationPolicy

app = typer.Typer(no_args_is_help=True)
_SERVICE = "sanzhi.evaluation.v1.EvaluationService"
AsOf = Annotated[str, typer.Option("--as-of", help="截至哪一天（日终），如 2026-12-31；缺省为今天", metavar="DATE")]
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]


@app.callback()
def _group() -> None:
    """责任人动态评价（规则 3.6）。"""


@app.command()
def show(
    person: Annotated[str, typer.Argument(help="人员，如 people/li", metavar="PERSON")],
    as_of: AsOf = "",
    data: Data = None,
    json_output: Json = False,
) -> None:
    """一位责任人的动态评价，连同算法、各项和总分，可据此手工复核。"""
    full = person if person.startswith("people/") else f"people/{person}"
    found, names = asyncio.run(_show(data, full, as_of))
    if json_output:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    typer.echo(
        f"{names(found['person'])}，截至 {found['as_of']}：{value_word(found['grade'])}，总分 {found['total']}\n\n{names(found['working'])}"
    )


async def _show(data: Any, person: str, as_of: str) -> tuple[dict[str, Any], Names]:
    async with Client(find_target(data), auditing=True) as client:
        found = await client.call(f"{_SERVICE}/GetRating", {"name": f"{person}/rating", "as_of": as_of})
        return found, await load_names(client)


@app.command("list")
def list_ratings(as_of: AsOf = "", data: Data = None, json_output: Json = False) -> None:
    """全部有评价项的责任人。"""
    found, names = asyncio.run(_list(data, as_of))
    if json_output:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    made = table("责任人动态评价（3.6）", "责任人", "等级", "总分", "计入的项", "截至")
    for each in sorted(found, key=lambda rating: -float(rating["total"])):
        made.add_row(
            escape(names.who(each["person"])), value_word(each["grade"]), each["total"], str(each["entries_counted"]), each["as_of"]
        )
    console().print(made if found else "没有评价项")


async def _list(data: Any, as_of: str) -> tuple[list[dict[str, Any]], Names]:
    async with Client(find_target(data), auditing=True) as client:
        return await pages(client, f"{_SERVICE}/ListRatings", {"as_of": as_of}, "ratings"), await load_names(client)


@app.command()
def recompute(as_of: AsOf = "", data: Data = None) -> None:
    """由各服务的事实重新算出全部评价，与保存的逐项核对；有出入时退出码为 1。"""
    agreed, told = asyncio.run(_recompute(data, as_of))
    for line in told:
        typer.echo(line)
    if not agreed:
        raise typer.Exit(1)


async def _recompute(data: Any, as_of: str) -> tuple[bool, list[str]]:
    async with Client(find_target(data), auditing=True) as client:
        kept = {each["person"]: each for each in await pages(client, f"{_SERVICE}/ListRatings", {"as_of": as_of}, "ratings")}
        made = Recomputed(Policies.load("evaluation", EvaluationPolicy))
        made.feed(await load_events(client, ""))
        names = await load_names(client)
        told, wrong = [], 0
        for person in sorted({*kept, *made.ratings}):
            if person not in kept:
                found = [f"没有保存的评价，由事实应有 {len(made.ratings[person].entries)} 项"]
            else:
                found = differences(kept[person], made.as_of(person, date.fromisoformat(kept[person]["as_of"])))
            wrong += bool(found)
            result = "；".join(found) if found else f"一致，总分 {kept[person]['total']}，{kept[person]['entries_counted']} 项"
            told.append(f"{names(person)}：{result}")
        whole = f"共 {len(told)} 人，{len(told) - wrong} 人一致，{wrong} 人有出入"
        return not (wrong or made.unfit), [*map(names, made.unfit), *told, whole]
