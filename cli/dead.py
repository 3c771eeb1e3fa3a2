"""`sanzhi dead`: records that could never be handled, set aside with the reason."""

import asyncio
import base64
import json
from typing import Annotated, Any

import typer
from rich.markup import escape

from cli.client import Client
from cli.console import console, table
from cli.stack.problem import StackProblem
from cli.target import SERVICES, Data, find_target
from cli.words import china_time

_LIST = "sanzhi.operations.v1.OperationsService/ListDeadLetters"
app = typer.Typer(no_args_is_help=True)
Letter = dict[str, Any]


@app.command("list")
def list_letters(
    data: Data = None,
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """列出各服务的死信及原因。"""
    letters = asyncio.run(_load(data))
    if json_output:
        typer.echo(json.dumps(letters, ensure_ascii=False, indent=2))
        return
    made = table("死信", "时间（中国）", "搁置者", "主题/分区/位置", "原因", "说明")
    for letter in letters:
        made.add_row(china_time(letter["time"]), *(escape(letter[name]) for name in ("service", "id", "reason", "detail")))
    console().print(made if letters else "没有死信")


@app.command()
def show(
    place: Annotated[str, typer.Argument(help="主题/分区/位置，如 sanzhi.registry/3/17", metavar="PLACE")],
    data: Data = None,
) -> None:
    """打印一份死信的全部内容；几个服务都搁置了它时，逐一打印。"""
    found = [letter for letter in asyncio.run(_load(data)) if letter["id"] == place]
    if not found:
        raise StackProblem(f"没有死信 {place}")
    for letter in found:
        typer.echo(json.dumps(letter, ensure_ascii=False, indent=2))


async def _load(data: Data) -> list[Letter]:
    async with Client(find_target(data), auditing=True) as client:
        pages = [await _all_of(client, service) for service in SERVICES]
    return sorted((letter for page in pages for letter in page), key=lambda letter: (letter["time"], letter["id"]))


async def _all_of(client: Client, service: str) -> list[Letter]:
    found: list[Letter] = []
    token = ""
    while True:
        answer = await client.call(_LIST, {"page_size": 1000, "page_token": token}, service=service)
        found += [{"service": service, **letter, "value": _readable(letter["value"])} for letter in answer["dead_letters"]]
        if not (token := answer["next_page_token"]):
            return found


def _readable(value: str) -> str:
    """As text where it is text; else in Base64, as protobuf's JSON has it."""
    try:
        return base64.b64decode(value).decode()
    except UnicodeDecodeError:
        return value
