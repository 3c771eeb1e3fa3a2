"""`sanzhi calendar`: when a period ends and why, by the holiday notices that come with the suite. Needs no running stack."""

import json
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from chassis.calendar import FIRST_YEAR, LAST_YEAR, WEEKEND, Calendar, Skipped, Term, published_notice
from chassis.errors import Refusal

app = typer.Typer(no_args_is_help=True, help="工作日与期限（按随附的国务院放假安排计算，不含系统内另行公布的）")

_WEEKDAYS = "一二三四五六日"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是日期，应如 2026-01-05") from None


Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]


@app.command()
def due(
    start: Annotated[date, typer.Argument(parser=_day, metavar="YYYY-MM-DD", help="起算日，次日为第1日")],
    working_days: Annotated[int | None, typer.Option("--working-days", min=1, help="工作日数（4.2）")] = None,
    calendar_days: Annotated[int | None, typer.Option("--calendar-days", min=1, help="自然日数（4.1）")] = None,
    rolls: Annotated[bool, typer.Option("--roll/--no-roll", help="自然日期限遇休息日是否顺延")] = True,
    as_json: Json = False,
) -> None:
    """期限的最后一日、跳过的日子及其原因、是否暂定。"""
    if (working_days is None) == (calendar_days is None):
        raise typer.BadParameter("--working-days 与 --calendar-days 须且只须给出一个")
    calendar = Calendar()
    try:
        term = (
            calendar.working_days_after(start, working_days)
            if working_days is not None
            else calendar.calendar_days_after(start, calendar_days or 0, rolls)
        )
    except Refusal as refusal:
        raise typer.BadParameter(refusal.message) from refusal
    length = f"{working_days}个工作日" if working_days is not None else f"{calendar_days}个自然日"
    if as_json:
        _print_json(_term_as_json(term, length))
    else:
        _print_term(Console(), calendar, term, length)


@app.command()
def show(
    year: Annotated[int, typer.Argument(min=FIRST_YEAR + 1, max=LAST_YEAR, help="年份")],
    as_json: Json = False,
) -> None:
    """一年的放假、调休上班日和工作日数。"""
    calendar, before, last = Calendar(), date(year - 1, 12, 31), date(year, 12, 31)
    festivals = [each for each in calendar.days_off_between(before, last) if each.why != WEEKEND]
    makeup = calendar.makeup_days_between(before, last)
    worked = calendar.working_days_between(before, last)
    notice = published_notice(year)
    if as_json:
        found = {"year": year, "known": notice is not None, "reference": notice.reference if notice else "", "working_days": worked}
        _print_json(found | {"days_off": _off_as_json(festivals), "makeup_days": list(map(str, makeup))})
        return
    console = Console()
    source = notice.reference if notice else "放假安排尚未公布，按法定节假日暂定（4.3）"
    console.print(f"[bold]{year}年[/]　{source}　工作日{worked}天")
    console.print(_table_of(festivals, "放假（不计普通周末）"))
    console.print(f"调休上班：{_named(makeup) or '无'}")


def _print_json(found: dict[str, Any]) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))


def _print_term(console: Console, calendar: Calendar, term: Term, length: str) -> None:
    worked = "，调休上班" if term.last_day.weekday() >= 5 and calendar.is_working_day(term.last_day) else ""
    console.print(f"起算日　　{_named([term.start])}，次日为第1日")
    console.print(f"期限　　　{length}")
    console.print(f"最后一日　[bold]{term.last_day}[/]（周{_WEEKDAYS[term.last_day.weekday()]}{worked}），当日24:00（北京时间）届满")
    unknown = "、".join(f"{year}年" for year in range(term.start.year, term.last_day.year + 1) if not calendar.is_known(year))
    console.print(f"是否暂定　{f'[yellow]暂定[/]：{unknown}放假安排尚未公布（4.3）' if term.provisional else '否'}")
    if term.makeup_days:
        console.print(f"计入的调休上班日　{_named(term.makeup_days)}")
    if term.skipped:
        console.print(_table_of(term.skipped, f"跳过{len(term.skipped)}天"))


def _table_of(days: Iterable[Skipped], title: str) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in ("日期", "天数", "原因"):
        table.add_column(heading)
    for first, last, why in _runs(days):
        length = (last - first).days + 1
        table.add_row(_named([first]) if length == 1 else f"{_named([first])} 至 {_named([last])}", str(length), why)
    return table


def _runs(days: Iterable[Skipped]) -> Iterable[tuple[date, date, str]]:
    """Days in a row with the same reason, as first day, last day, reason."""
    numbered = enumerate(days)
    for (_, why), group in groupby(numbered, key=lambda each: (each[1].day.toordinal() - each[0], each[1].why)):
        run = [each.day for _, each in group]
        yield run[0], run[-1], why


def _named(days: Iterable[date]) -> str:
    return "、".join(f"{day}（周{_WEEKDAYS[day.weekday()]}）" for day in days)


def _term_as_json(term: Term, length: str) -> dict[str, Any]:
    return {
        "start": str(term.start),
        "length": length,
        "last_day": str(term.last_day),
        "end": term.end.isoformat(),
        "provisional": term.provisional,
        "skipped": _off_as_json(term.skipped),
        "makeup_days": list(map(str, term.makeup_days)),
    }


def _off_as_json(days: Iterable[Skipped]) -> list[dict[str, str]]:
    return [{"day": str(each.day), "why": each.why} for each in days]
