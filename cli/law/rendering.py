"""The ledger in Chinese on a terminal, and in JSON for programs."""

from collections.abc import Iterator
from typing import Any

from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from cli.law.citations import Citation
from cli.law.grouping import announced_by, applied_in
from cli.law.ledger import Ledger, Row
from cli.law.page import NOT_HERE


def as_table(ledger: Ledger) -> Table:
    """Every rule in a row: its home, and in how many modules of which service it is applied."""
    version = ledger.law.version
    table = Table(title=f"{version.short_title} {version.version}：条款、规则与代码", show_lines=True, expand=True)
    table.add_column("条款", no_wrap=True)
    for heading, ratio in (("规则", 2), ("主要实现", 4), ("适用于（模块数）", 3)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    table.add_column("测试", justify="right", no_wrap=True)
    for row in ledger.rows:
        table.add_row("\n".join(row.rule.clauses), f"[bold]{row.id}[/]\n{row.rule.title}", _home(row), _counts(row), _tests(ledger, row))
    return table


def as_page(ledger: Ledger) -> Group:
    """One rule in full, its home in the first line: the words of the plan, how they are read, every place."""
    (row,) = ledger.rows
    homes = "、".join(map(_place, row.homes))
    lines = [Text(f"{row.id} {row.rule.title}　主要实现：{homes}" if homes else f"{row.id} {row.rule.title}　尚未实现", style="bold")]
    lines += [Text(f"{clause}　{ledger.law.clause(clause).text}") for clause in row.rule.clauses]
    lines += [Text(f"执行口径　{row.rule.basis}")] if row.rule.basis else []
    lines += [Text(line) for line in _applied(row)]
    lines += [Text(f"测试（{len(row.tests)}）", style="bold")]
    lines += [Text(f"  {_place(each)}") for each in row.tests] or [Text(f"  {NOT_HERE if not ledger.checkout else '空缺'}", style="red")]
    return Group(*lines)


def summary(ledger: Ledger) -> str:
    """How many rules stand in code and tests, and what is cited that is no rule."""
    told = [f"规则 {len(ledger.rows)} 条，已实现 {_filled(ledger, 'homes')} 条"]
    told += [f"测试中有 {_filled(ledger, 'tests')} 条"] if ledger.checkout else [NOT_HERE]
    lines = ["，".join(told)]
    if ledger.unknown:
        strangers = "、".join(f"{each.rule}（{_place(each)}）" for each in ledger.unknown)
        lines.append(f"[red]引用了规则手册中没有的规则[/]：{escape(strangers)}")
    return "\n".join(lines)


def as_json(ledger: Ledger) -> dict[str, Any]:
    """Everything, for programs. `checkout` false: there are no tests to look at here."""
    return {
        "version": ledger.law.version.version,
        "checkout": ledger.checkout,
        "rules": [_row_as_json(row) for row in ledger.rows],
        "unknown": [_citation_as_json(each) | {"rule": each.rule} for each in ledger.unknown],
    }


def _home(row: Row) -> str:
    return "\n".join(f"{home.file}{f' [dim]{home.symbol}[/]' if home.symbol else ''}" for home in row.homes) or "[bold red]尚未实现[/]"


def _counts(row: Row) -> str:
    counts = [f"{group.rstrip('/')} {len(modules)}" for group, modules in applied_in(row).items()]
    return "、".join(counts + ([f"接口 {len(calls)}"] if (calls := announced_by(row)) else []))


def _tests(ledger: Ledger, row: Row) -> str:
    if not ledger.checkout:
        return "[dim]（安装版无测试）[/]"
    return str(len(row.tests)) if row.tests else "[bold red]空缺[/]"


def _applied(row: Row) -> Iterator[str]:
    """By service and module, with the lines and what stands there."""
    for group, modules in applied_in(row).items():
        yield f"适用于 {group}"
        for module in modules:
            places = [f"{each.line}{f' {each.symbol}' if each.symbol else ''}" for each in row.code if each.file == module.file]
            yield f"  {module.file}: {'、'.join(places)}"
    if calls := announced_by(row):
        yield f"接口　{'、'.join(call.symbol for call in calls)}"


def _place(citation: Citation) -> str:
    return f"{citation.file}:{citation.line}" + (f" {citation.symbol}" if citation.symbol else "")


def _filled(ledger: Ledger, column: str) -> int:
    return sum(bool(getattr(row, column)) for row in ledger.rows)


def _row_as_json(row: Row) -> dict[str, Any]:
    rule = {"id": row.id, "title": row.rule.title, "clauses": list(row.rule.clauses), "quote": row.rule.quote, "basis": row.rule.basis}
    places = {"homes": row.homes, "code": row.code, "tests": row.tests}
    return rule | {kind: [_citation_as_json(each) for each in found] for kind, found in places.items()}


def _citation_as_json(citation: Citation) -> dict[str, Any]:
    return {"file": citation.file, "line": citation.line, "symbol": citation.symbol}
