"""`sanzhi pay show PROJECT`: the floating pay of a project's technical chief, with its working (3.7)."""

import asyncio
import json
from typing import Annotated, Any

import typer

from cli.client import Client
from cli.names import Names, load_names
from cli.target import Data, find_target
from cli.words import yuan

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """技术总师浮动绩效工资（规则 3.7）。"""


@app.command()
def show(
    project: Annotated[str, typer.Argument(help="项目，如 projects/casting", metavar="PROJECT")],
    data: Data = None,
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """额度、各部分的份额、得分、金额和发放记录，连同算法，可据此手工复核。"""
    full = project if project.startswith("projects/") else f"projects/{project}"
    found, names = asyncio.run(_show(data, full))
    if json_output:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    paid, confirmed = yuan(int(found["paid_fen"])), yuan(int(found["confirmed_fen"]))
    typer.echo(f"《{found['title']}》技术总师浮动绩效工资：额度 {yuan(int(found['pool']['fen']))}，已确认 {confirmed}，已发放 {paid}")
    for grade in _grades(found["terms"]):
        typer.echo(grade)
    typer.echo(f"\n{names(found['working'])}")


def _grades(terms: dict[str, Any] | None) -> list[str]:
    grades = (terms or {}).get("grades") or {}
    named = (("importance", "重要程度"), ("difficulty", "难度"), ("urgency", "时间紧迫"))
    return [f"{what}：{grades[field]['reason']}" for field, what in named if grades.get(field)]


async def _show(data: Any, project: str) -> tuple[dict[str, Any], Names]:
    async with Client(find_target(data), auditing=True) as client:
        found = await client.call("sanzhi.evaluation.v1.EvaluationService/GetChiefPay", {"name": f"{project}/pay"})
        return found, await load_names(client)
