"""`sanzhi clock`: the time of a rehearsal."""

import asyncio
import json
import re
from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer

from chassis.calendar import CHINA
from cli.client import Client
from cli.rehearsal import Reading, StillBusy, advance_to, read_clock
from cli.stack.problem import StackProblem
from cli.target import Data, find_target

app = typer.Typer(no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]
_UNITS = {"d": "days", "w": "weeks", "h": "hours", "m": "minutes"}


@app.command()
def show(data: Data = None, json_output: Json = False) -> None:
    """现在几时，下一个到期事项在何时。"""
    reading = asyncio.run(_read(data))
    due = reading.next_timer
    if json_output:
        typer.echo(json.dumps({"mode": reading.mode, "now": _iso(reading.now), "next_timer": due and _iso(due)}))
        return
    typer.echo(f"{'演练' if reading.mode == 'rehearsal' else '系统'}时钟 {_shown(reading.now)}")
    typer.echo(f"下一个到期事项 {_shown(due)}" if due else "没有待到期事项")


@app.command("set")
def set_to(
    instant: Annotated[str, typer.Argument(help="日期 2027-03-01，或时刻 2027-03-01T09:00（中国时间）", metavar="TIME")],
    data: Data = None,
) -> None:
    """走到某一时刻，其间到期的事项依次发生。"""
    asyncio.run(_go(data, _parsed(instant)))


@app.command()
def advance(
    span: Annotated[str, typer.Argument(help="时长，如 45d、2w、12h、30m", metavar="SPAN")],
    data: Data = None,
) -> None:
    """前进一段时间，其间到期的事项依次发生。"""
    found = re.fullmatch(r"(\d+)([dwhm])", span)
    if not found:
        raise typer.BadParameter(f"“{span}”不是时长，应如 45d、2w、12h、30m")
    asyncio.run(_go(data, timedelta(**{_UNITS[found[2]]: int(found[1])})))


async def _read(data: Data) -> Reading:
    async with Client(find_target(data), patience=5.0) as client:
        return await read_clock(client)


async def _go(data: Data, where: datetime | timedelta) -> None:
    async with Client(find_target(data)) as client:
        reading = await read_clock(client)
        if reading.mode != "rehearsal":
            raise StackProblem("系统时钟不能调整：只有以 --clock rehearsal 启动的系统可以")
        instant = reading.now + where if isinstance(where, timedelta) else where
        if instant < reading.now:
            raise StackProblem(f"时钟不能倒拨：现在是 {_shown(reading.now)}")
        try:
            await advance_to(client, instant, lambda at: typer.echo(f"→ {_shown(at)}"))
        except StillBusy as busy:
            raise StackProblem(str(busy)) from busy


def _parsed(text: str) -> datetime:
    try:
        if len(text) == len("2027-03-01"):
            return datetime.combine(date.fromisoformat(text), time(), CHINA)
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是日期或时刻，应如 2027-03-01 或 2027-03-01T09:00") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=CHINA)


def _iso(instant: datetime) -> str:
    return instant.astimezone(CHINA).isoformat()


def _shown(instant: datetime) -> str:
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
