"""`sanzhi up`: the whole stack from one command; stays until Ctrl-C or SIGTERM."""

import re
import shlex
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.stack.places import data_home
from cli.stack.stack import DEFAULT_PORT, KAFKA_PLACE, Stack, Wanted
from cli.stack.supervisor import Ended, supervised, watch

Clock = Annotated[Literal["rehearsal", "system"] | None, typer.Option("--clock", help="演练时钟或系统时钟；新目录缺省为演练，旧目录沿用")]
# The highest of the ports counted from it has to be one.
LAST_PORT = 65535 - KAFKA_PLACE


def as_day(text: str) -> date:
    """A day, as somebody typed it. Raises typer.BadParameter."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是日期，应如 2024-01-01") from None


def command(
    data: Annotated[Path | None, typer.Option("--data", help="数据目录（缺省：SANZHI_DATA，或用户数据目录）", metavar="DIR")] = None,
    clock: Clock = None,
    start: Annotated[
        date | None, typer.Option("--start", parser=as_day, help="新演练的起始日，缺省 2024-01-01", metavar="YYYY-MM-DD")
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            "--port", min=0, max=LAST_PORT, help="端口起点：网页 +0，服务 +1 起，拉取接口 +29，MongoDB +30，Kafka +31；0 为任选空闲端口"
        ),
    ] = DEFAULT_PORT,
    restart: Annotated[bool, typer.Option("--restart/--no-restart", help="进程意外退出后是否自动重启")] = True,
) -> None:
    """启动整个系统并保持运行；Ctrl-C 或 SIGTERM 依次停止。"""
    stack = Stack(Wanted(data or data_home(), port, clock, start, console=True), say)
    say(f"数据目录 {stack.data}")
    try:
        with supervised(stack):
            say(how_to_use(stack))
            watch(stack, restart=restart)
    except Ended:
        say("已全部停止")


def say(line: str) -> None:
    """Tell a line, whatever has become of where it goes."""
    # Output that goes into a file on a full disk, or to a reader who has left, is no reason to take the stack along.
    with suppress(OSError):
        typer.echo(line)


def _without_password(uri: str) -> str:
    """A screen is seen and copied; sanzhi env has it whole."""
    return re.sub(r"//[^@/]*@", "//", uri)


def how_to_use(stack: Stack) -> str:
    """What to open and to type, once the stack is up."""
    state = stack.running.state
    option = "" if stack.data == data_home() else f" --data {shlex.quote(str(stack.data))}"
    addresses = "\n".join(f"  {name:<12}{address}" for name, address in state.services.items())
    return f"""
系统已就绪（{"演练" if state.clock == "rehearsal" else "系统"}时钟）

  打开      {state.console}    （演练用登录：任何人可以任何人的身份进入）

{addresses}
  {"MongoDB":<12}{_without_password(state.mongo)}
  {"Kafka":<12}{state.kafka}
  {"拉取接口":<8}{state.feed}    （其他部门；说明见 /openapi.json）

取令牌    sanzhi token --as people/admin{option}
看状态    sanzhi status{option}
看事件    sanzhi events tail{option}
设变量    eval "$(sanzhi env{option})"
停止      Ctrl-C
"""
