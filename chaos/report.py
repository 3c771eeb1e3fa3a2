"""What a run is told by: a table, what was wrong, and the same as JSON."""

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from chaos.hostile.calls import KINDS
from chaos.run import UNTRIED, Outcome

_SHOWN = 20
_COLUMNS = {
    "sent": "发出",
    "acknowledged": "确认",
    "found": "找到",
    "refused": "拒绝",
    "struck": "打断重试",
    "facts": "事实",
    "effects": "生效",
    "timers": "定时",
}

_VERDICTS = {0: ("成立：不丢、不重", "green"), UNTRIED: ("触及之处成立：不丢、不重；有未触及之处", "yellow")}


def show(outcome: Outcome, console: Console) -> None:
    """The tables, then each problem on a line."""
    console.print(_services(outcome))
    console.print(_figures(outcome))
    if outcome.crowd.share:
        console.print(_hostile(outcome))
    for title, problems in _problems(outcome).items():
        for problem in problems[:_SHOWN]:
            console.print(f"✗ {title}：{problem}", style="red", markup=False, soft_wrap=True)
        if len(problems) > _SHOWN:
            console.print(f"  ……共 {len(problems)} 项", style="red")
    said, style = _VERDICTS.get(outcome.code, ("不成立", "red"))
    console.print(said, style=style)


def keep(outcome: Outcome, folder: Path) -> Path:
    """As seed-N-600s.txt and .json in a folder; gives the name without its ending."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = folder / f"seed-{outcome.wanted.seed}-{outcome.wanted.seconds:.0f}s"
    text = Console(file=StringIO(), width=120, highlight=False)
    show(outcome, text)
    stem.with_suffix(".txt").write_text(text.file.getvalue(), encoding="utf-8")  # type: ignore[attr-defined]
    stem.with_suffix(".json").write_text(json.dumps(_plain(outcome), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return stem


def _services(outcome: Outcome) -> Table:
    table = Table("服务", *_COLUMNS.values(), title=f"chaos：种子 {outcome.wanted.seed}，{outcome.wanted.seconds:.0f} 秒")
    rows = {service: asdict(each) for service, each in outcome.reckoning.by_service.items()}
    for service, row in rows.items():
        table.add_row(service, *(str(row[column]) for column in _COLUMNS))
    table.add_section()
    table.add_row("合计", *(str(sum(row[column] for row in rows.values())) for column in _COLUMNS))
    return table


def _hostile(outcome: Outcome) -> Table:
    table = Table("敌对调用", "次数", "结果", title=f"敌对调用占 {_share(outcome):.0f}%")
    for kind in KINDS:
        ends = {f"{code} {reason}".strip(): times for (of, code, reason), times in outcome.crowd.ends.most_common() if of == kind}
        table.add_row(kind, str(sum(ends.values())), "，".join(f"{end} {times}" for end, times in ends.items()))
    return table


def _share(outcome: Outcome) -> float:
    theirs = outcome.crowd.ends.total()
    return 100 * theirs / max(1, theirs + outcome.load.ledger.calls)


def _figures(outcome: Outcome) -> Table:
    table = Table(show_header=False)
    for name, value in _plain_figures(outcome).items():
        table.add_row(name, str(value))
    return table


def _plain_figures(outcome: Outcome) -> dict[str, Any]:
    found, load, striker = outcome.reckoning.found, outcome.load, outcome.striker
    return {
        **found.figures,
        **{f"打击：{what}": times for what, times in sorted(striker.dealt.items())},
        "打击：杀死的进程": striker.killed,
        "自行退出后重启": striker.died.total(),
        **({"替换的副本": outcome.rolling.replaced} if outcome.rolling else {}),
        "故事：演出的幕": sum(copy.played for copy in load.copies),
        "故事：抢在所知之前而中止": sum(bool(copy.ahead) for copy in load.copies),
        "最长无确认（秒）": round(load.ledger.longest_stall, 1),
        "单条命令最长等待（秒）": round(load.ledger.longest_wait, 1),
        "历时（秒，含启动和核对）": round(outcome.took),
        **{title: len(problems) for title, problems in _problems(outcome).items()},
    }


def _problems(outcome: Outcome) -> dict[str, list[str]]:
    found, hard = outcome.reckoning.found, outcome.rolling.hard if outcome.rolling else []
    wrong = [*found.wrong, *hard]
    return {"丢失": found.lost, "重复": found.doubled, "其他不符": wrong, "故事走样": outcome.astray, "未触及": outcome.missing}


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "seed": outcome.wanted.seed,
        "seconds": outcome.wanted.seconds,
        "copies": outcome.wanted.copies,
        "hostile": outcome.wanted.hostile,
        "holds": outcome.holds,
        "figures": _plain_figures(outcome),
        "services": {service: asdict(each) for service, each in outcome.reckoning.by_service.items()},
        "hostile_calls": {" ".join(end).strip(): times for end, times in sorted(outcome.crowd.ends.items())},
        "blows": [asdict(blow) for blow in outcome.striker.struck],
        "died": dict(outcome.striker.died),
        "problems": _problems(outcome),
    }
