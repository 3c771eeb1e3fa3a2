"""`sanzhi chaos run`: faults on the whole embedded stack under load, and a reckoning at the end."""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from chaos.release import checked_out
from chaos.report import keep, show
from chaos.run import Wanted, run
from chassis.run import loop

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _group() -> None:
    """在负载下杀死、暂停、重启各进程，最后核对：不丢、不重。"""


@app.command("run")
def command(
    seconds: Annotated[float, typer.Option("--seconds", help="负载与打击持续的秒数")] = 120.0,
    seed: Annotated[int, typer.Option("--seed", help="同一种子，同样的打击")] = 1,
    copies: Annotated[int, typer.Option("--copies", help="每个故事同时演几份")] = 3,
    hostile: Annotated[float, typer.Option("--hostile", min=0, max=90, help="每百次调用、每百条记录中有几次是敌对的；0 为没有")] = 20.0,
    data: Annotated[Path | None, typer.Option("--data", help="数据目录，保留以供查看；缺省为临时目录", metavar="DIR")] = None,
    results: Annotated[Path | None, typer.Option("--results", help="把结果另存为文本和 JSON", metavar="DIR")] = None,
) -> None:
    """运行一次。有丢失、重复或其他不符时以代码 1 结束；都相符但有未触及之处时以代码 3 结束。"""
    _run(Wanted(seconds, seed, copies, data or Path(), hostile), data, results)


@app.command("upgrade")
def upgrade(
    commit: Annotated[str, typer.Argument(help="上一版的提交或标签", metavar="COMMIT")],
    seconds: Annotated[float, typer.Option("--seconds", help="负载持续的秒数")] = 240.0,
    seed: Annotated[int, typer.Option("--seed", help="同一种子，同样的负载")] = 1,
    copies: Annotated[int, typer.Option("--copies", help="每个故事同时演几份")] = 2,
    only: Annotated[str, typer.Option("--only", help="只替换这些服务，以空格分隔；其余一直由现在的源码运行")] = "",
    results: Annotated[Path | None, typer.Option("--results", help="把结果另存为文本和 JSON", metavar="DIR")] = None,
) -> None:
    """负载之下逐个替换副本：由上一版换成现在的源码，再换回去，两版并行；最后核对，退出代码同 run。需要 git 历史。"""
    with checked_out(commit) as release:
        chosen = tuple(name for name in release.services if not only or name in only.split())
        _run(Wanted(seconds, seed, copies, Path(), 0.0, replace(release, services=chosen)), None, results)


def _run(wanted: Wanted, data: Path | None, results: Path | None) -> None:
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="sanzhi-chaos-") as temporary:
        placed = replace(wanted, data=(data or Path(temporary)).absolute())
        outcome = loop.run(run(placed, lambda line: console.print(line, markup=False, soft_wrap=True)))
    show(outcome, console)
    if results:
        console.print(f"结果存为 {keep(outcome, results)}.txt 和 .json", markup=False, soft_wrap=True)
    raise typer.Exit(outcome.code)
