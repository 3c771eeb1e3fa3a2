"""`sanzhi events`: facts, as Kafka shows them to anybody and as the services keep them."""

import asyncio
import json
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from cli.client import Client
from cli.names import Names, load_names
from cli.observer import Observer, Seen
from cli.refused import Refused
from cli.services import SERVICES
from cli.stack.problem import StackProblem
from cli.target import Data, Target, find_target
from cli.words import china_time, fact_line

app = typer.Typer(no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出，每行一条")]
_CONSOLE = Console(highlight=False, soft_wrap=True)


@app.command()
def tail(
    project: Annotated[str, typer.Option("--project", help="只看一个项目，如 projects/x", metavar="NAME")] = "",
    follow: Annotated[bool, typer.Option("--follow", "-f", help="继续等待新的事实，直到 Ctrl-C")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="先打印最近的几条")] = 20,
    data: Data = None,
    json_output: Json = False,
) -> None:
    """从 Kafka 读取公开的事实（不属于任何消费组，不影响系统）。"""
    try:
        asyncio.run(_tail(find_target(data), project, follow, lines, json_output))
    except KeyboardInterrupt:
        return


async def _tail(target: Target, project: str, follow: bool, lines: int, json_output: bool) -> None:
    if not target.kafka.servers:
        raise StackProblem("不知道 Kafka 的地址：请设置 SANZHI_KAFKA（sanzhi env 给出）")
    names = Names({})
    if not json_output:
        async with Client(target) as client:
            names = await load_names(client)

    async def show(fact: Seen) -> None:
        if project in ("", fact.key):
            _print(fact, names, json_output)

    observer = Observer(target.kafka, target.topic_prefix)
    await observer.start()
    try:
        await observer.catch_up()
        past = sorted(observer.seen, key=lambda fact: (fact.envelope.time, fact.envelope.id))
        for fact in [fact for fact in past if project in ("", fact.key)][-lines:] if lines else []:
            await show(fact)
        if follow:
            await observer.follow(show)
    finally:
        await observer.stop()


def _print(fact: Seen, names: Names, json_output: bool) -> None:
    envelope = fact.envelope
    if json_output:
        attributes = {**vars(envelope), "time": envelope.time.isoformat()}
        place = {"topic": fact.topic, "partition": fact.partition, "offset": fact.offset, "key": fact.key}
        typer.echo(json.dumps({**attributes, **place, "data": fact.data}, ensure_ascii=False))
        return
    line = fact_line(envelope.type, fact.data, names)
    when = china_time(envelope.time.isoformat())
    _CONSOLE.print(f"{when}  [bold]{escape(line)}[/bold]  [dim]{envelope.type}  {escape(fact.key)}  {envelope.id}[/dim]")


@app.command()
def show(
    fact_id: Annotated[str, typer.Argument(help="事实的 id（UUID）", metavar="ID")],
    data: Data = None,
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """打印一条事实的全部内容，内部事实也可以。"""
    fact, names = asyncio.run(_find(find_target(data), fact_id))
    if json_output:
        typer.echo(json.dumps(fact, ensure_ascii=False, indent=2))
        return
    _CONSOLE.print(f"[bold]{escape(fact_line(fact['type'], fact['data'], names))}[/bold]")
    for key, value in fact.items():
        if key != "data":
            _CONSOLE.print(f"{key:15} {value}", markup=False)
    _CONSOLE.print_json(json.dumps(fact["data"], ensure_ascii=False))


async def _find(target: Target, fact_id: str) -> tuple[dict[str, Any], Names]:
    async with Client(target, auditing=True) as client:
        for service in SERVICES:
            try:
                fact = await client.call("sanzhi.operations.v1.OperationsService/GetFact", {"id": fact_id}, service=service)
            except Refused as refused:
                if refused.code != "NOT_FOUND":
                    raise
                continue
            return {**fact, "data": json.loads(fact["data"])}, await load_names(client)
    raise StackProblem(f"没有事实 {fact_id}")
