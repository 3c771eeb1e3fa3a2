"""`sanzhi dead`: records that could never be handled, set aside with the reason; what can be handled after all is redriven."""

import asyncio
import base64
import json
from typing import Annotated, Any

import typer
from rich.markup import escape

from cli.client import Client
from cli.console import console, table
from cli.names import Names, names_in_need
from cli.refused import Refused
from cli.services import SERVICES
from cli.stack.problem import StackProblem
from cli.target import Data, find_target
from cli.words import china_time

_OPERATIONS = "sanzhi.operations.v1.OperationsService"
_DEAD = "DEAD_LETTER_STATE_DEAD"
app = typer.Typer(no_args_is_help=True)
Letter = dict[str, Any]


@app.command("list")
def list_letters(
    data: Data = None,
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """列出各服务的死信及原因；已重投成功的也在列。"""
    letters, names = asyncio.run(_load(data))
    if json_output:
        typer.echo(json.dumps(letters, ensure_ascii=False, indent=2))
        return
    made = table("死信", "时间（中国）", "搁置者", "主题/分区/位置", "原因", "说明", "状态")
    for letter in letters:
        told = (escape(letter[name]) for name in ("service", "id", "reason", "detail"))
        made.add_row(china_time(letter["time"]), *told, escape(_state(letter, names)))
    console().print(made if letters else "没有死信")


@app.command()
def show(
    place: Annotated[str, typer.Argument(help="主题/分区/位置，如 sanzhi.registry/3/17", metavar="PLACE")],
    data: Data = None,
) -> None:
    """打印一份死信的全部内容；几个服务都搁置了它时，逐一打印。"""
    found = [letter for letter in asyncio.run(_load(data))[0] if letter["id"] == place]
    if not found:
        raise StackProblem(f"没有死信 {place}")
    for letter in found:
        typer.echo(json.dumps(letter, ensure_ascii=False, indent=2))


@app.command()
def redrive(
    service: Annotated[str, typer.Argument(help="搁置它的服务，如 contracts", metavar="SERVICE")],
    reason: Annotated[str, typer.Option("--reason", help="为什么现在可以处理（记录在案）", metavar="TEXT")],
    places: Annotated[list[str] | None, typer.Argument(help="主题/分区/位置，可给出多个", metavar="[PLACE]...")] = None,
    every: Annotated[bool, typer.Option("--all", help="该服务尚未处理的全部死信，按原来的次序")] = False,
    code: Annotated[str, typer.Option("--reason-code", help="与 --all 合用：只重投因此搁置的", metavar="CODE")] = "",
    out_of_order: Annotated[bool, typer.Option("--out-of-order", help="即使同一项目还有更早的死信，或同一对象的后续事件已经处理")] = False,
    data: Data = None,
) -> None:
    """把死信重新交给其处理程序：成功者生效一次并标为已重投，失败者仍为死信。有失败的，退出码为 1。"""
    if service not in SERVICES:
        raise StackProblem(f"没有服务 {service}：{'、'.join(SERVICES)}")
    if bool(places) == every or (code and not every):
        raise StackProblem("请给出死信的主题/分区/位置，或 --all（可加 --reason-code），二者择一")
    if not asyncio.run(_redrive(data, service, places or [], code, {"reason": reason, "out_of_order": out_of_order})):
        raise typer.Exit(1)


async def _redrive(data: Data, service: str, places: list[str], code: str, request: dict[str, Any]) -> bool:
    """Whether all of them took effect; `places` empty: all that are dead, of one reason code where that is given."""
    async with Client(find_target(data)) as client:
        if not places:
            found = [letter for letter in await _all_of(client, service) if letter["state"] == _DEAD and code in ("", letter["reason"])]
            places = sorted((letter["id"] for letter in found), key=_order)
        results = [await _redrive_one(client, service, {"id": place, **request}) for place in places]
    typer.echo(f"重投 {len(results)} 份，成功 {sum(results)} 份")
    return all(results)


async def _redrive_one(client: Client, service: str, request: dict[str, Any]) -> bool:
    try:
        letter = await client.call(f"{_OPERATIONS}/RedriveDeadLetter", request, service=service)
    except Refused as refused:
        typer.echo(f"{request['id']}：{refused}")
        return False
    dead = letter["state"] == _DEAD
    typer.echo(f"{request['id']}：" + (f"仍为死信，{letter['reason']}：{letter['detail']}" if dead else "已重投"))
    return not dead


def _order(place: str) -> tuple[str, int, int]:
    """By topic, partition and offset: within a project that is the order in which the facts happened."""
    topic, partition, offset = place.rsplit("/", 2)
    return topic, int(partition), int(offset)


async def _load(data: Data) -> tuple[list[Letter], Names]:
    async with Client(find_target(data), auditing=True) as client:
        pages = [await _all_of(client, service) for service in SERVICES]
        letters = [letter for page in pages for letter in page]
        tried = any(letter["tried_by"] for letter in letters)
        names = await names_in_need(client) if tried else Names({})
    return sorted(letters, key=lambda letter: (letter["time"], letter["id"])), names


async def _all_of(client: Client, service: str) -> list[Letter]:
    found: list[Letter] = []
    token = ""
    while True:
        answer = await client.call(f"{_OPERATIONS}/ListDeadLetters", {"page_size": 1000, "page_token": token}, service=service)
        found += [{"service": service, **letter, "value": _readable(letter["value"])} for letter in answer["dead_letters"]]
        if not (token := answer["next_page_token"]):
            return found


def _state(letter: Letter, names: Names) -> str:
    tried = f"重投失败 {letter['tries']} 次" if int(letter["tries"]) else ""
    if letter["state"] == _DEAD:
        return tried or "未处理"
    return f"{china_time(letter['redriven_at'])} 由 {names(letter['tried_by'])} 重投：{letter['tried_for']}"


def _readable(value: str) -> str:
    """As text where it is text; else in Base64, as protobuf's JSON has it."""
    try:
        return base64.b64decode(value).decode()
    except UnicodeDecodeError:
        return value
