"""`sanzhi chaos run`: faults on the whole embedded stack under load, and a reckoning at the end."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from chaos.run import Outcome, Wanted, run

app = typer.Typer(no_args_is_help=True)
_SHOWN = 20


@app.callback()
def _group() -> None:
    """在负载下杀死、暂停、重启各进程，最后核对：不丢、不重。"""


@app.command("run")
def command(
    seconds: Annotated[float, typer.Option("--seconds", help="负载与打击持续的秒数")] = 120.0,
    seed: Annotated[int, typer.Option("--seed", help="同一种子，同样的打击")] = 1,
    copies: Annotated[int, typer.Option("--copies", help="每个故事同时演几份")] = 2,
    data: Annotated[Path | None, typer.Option("--data", help="数据目录，保留以供查看；缺省为临时目录", metavar="DIR")] = None,
) -> None:
    """运行一次。丢失、重复或其他不符时以代码 1 结束。"""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="sanzhi-chaos-") as temporary:
        wanted = Wanted(seconds, seed, copies, (data or Path(temporary)).absolute())
        outcome = asyncio.run(run(wanted, lambda line: console.print(line, markup=False, soft_wrap=True)))
    console.print(_table(outcome, wanted))
    _print_problems(console, outcome)
    if not outcome.holds:
        raise typer.Exit(1)


def _table(outcome: Outcome, wanted: Wanted) -> Table:
    table = Table(title=f"chaos：种子 {wanted.seed}，{wanted.seconds:.0f} 秒", show_header=False)
    load, striker = outcome.load, outcome.striker
    rows: dict[str, object] = dict(outcome.found.figures)
    rows |= {f"打击：{what}": times for what, times in sorted(striker.dealt.items())}
    rows |= {"打击：合计": striker.dealt.total(), "自行退出后重启": striker.died.total()}
    rows |= {"故事：演出的幕": sum(copy.played for copy in load.copies), "故事：走样": sum(bool(copy.astray) for copy in load.copies)}
    rows |= {"最长无确认（秒）": f"{load.ledger.longest_stall:.1f}", "单条命令最长等待（秒）": f"{load.ledger.longest_wait:.1f}"}
    rows |= {"丢失": len(outcome.found.lost), "重复": len(outcome.found.doubled), "其他不符": len(outcome.found.wrong)}
    for name, value in rows.items():
        table.add_row(name, str(value))
    return table


def _print_problems(console: Console, outcome: Outcome) -> None:
    found = outcome.found
    astray = [f"{copy.name}: {copy.astray}" for copy in outcome.load.copies if copy.astray]
    for title, problems in (("丢失", found.lost), ("重复", found.doubled), ("其他", found.wrong), ("走样", astray)):
        for problem in problems[:_SHOWN]:
            console.print(f"✗ {title}：{problem}", style="red", markup=False, soft_wrap=True)
        if len(problems) > _SHOWN:
            console.print(f"  ……共 {len(problems)} 项", style="red")
