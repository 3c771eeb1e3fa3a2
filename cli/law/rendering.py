"""The ledger in Chinese for people, in JSON for programs, and as a table for GitHub."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from cli.law.citations import Citation
from cli.law.ledger import Ledger, Row

_SHOWN = 3
_PLAIN_FOLDERS = {"services", "domain", "proto", "sanzhi", "v1", "tests", "unit"}
_NOT_HERE = "安装版不含测试与 proto 源文件，请在代码仓库中运行"


def as_table(ledger: Ledger) -> Table:
    """Every rule in a row, the first places of each cell."""
    version = ledger.law.version
    title = f"{version.short_title} {version.version}：条款 → 规则 → 代码 → 测试"
    table = Table(title=title, show_lines=True, expand=True)
    table.add_column("条款", no_wrap=True)
    for heading, ratio in (("规则", 2), ("代码", 3), ("测试", 4)):
        table.add_column(heading, ratio=ratio, overflow="fold")
    for row in ledger.rows:
        clauses = "\n".join(row.rule.clauses)
        table.add_row(clauses, f"[bold]{row.id}[/]\n{row.rule.title}", _cell(row.code), _tests_cell(ledger, row))
    return table


def as_page(ledger: Ledger) -> Group:
    """One rule in full: the words of the plan, how they are read, every place."""
    (row,) = ledger.rows
    lines = [Text(f"{row.id}　{row.rule.title}", style="bold")]
    lines += [Text(f"{clause}　{ledger.law.clause(clause).text}") for clause in row.rule.clauses]
    lines += [Text(f"执行口径　{row.rule.basis}")] if row.rule.basis else []
    for heading, places in (("代码", row.code), ("测试", row.tests)):
        empty = heading == "测试" and not ledger.checkout
        lines += [Text(f"{heading}（{len(places)}）", style="bold")]
        lines += [Text(f"  {_place(each)}") for each in places] or [Text(f"  {_NOT_HERE}" if empty else "  空缺", style="bold red")]
    return Group(*lines)


def summary(ledger: Ledger) -> str:
    """How many rules stand in code and tests, and what is cited that is no rule."""
    told = [f"规则 {len(ledger.rows)} 条，代码中有 {_filled(ledger, 'code')} 条"]
    told += [f"测试中有 {_filled(ledger, 'tests')} 条"] if ledger.checkout else [_NOT_HERE]
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


def as_markdown(ledger: Ledger) -> str:
    """A GitHub page as docs/law.md has it; it names no lines, so that only a change of what is cited changes it."""
    rows = [
        "# 条款 → 规则 → 代码 → 测试",
        "",
        "由 `make pages` 从代码库生成；`sanzhi law --rule 4.2` 给出行号。",
        "",
        "| 条款 | 规则 | 代码 | 测试 |",
        "|---|---|---|---|",
    ]
    for row in ledger.rows:
        tests = _links(row.tests) if ledger.checkout else _NOT_HERE
        rows.append(f"| {'<br>'.join(row.rule.clauses)} | **{row.id}** {row.rule.title} | {_links(row.code)} | {tests} |")
    return "\n".join(rows)


def _tests_cell(ledger: Ledger, row: Row) -> str:
    return _cell(row.tests) if ledger.checkout else "[dim]（安装版无测试）[/]"


def _cell(places: Sequence[Citation]) -> str:
    if not places:
        return "[bold red]空缺[/]"
    shown = [_short_place(each) for each in places[:_SHOWN]]
    return "\n".join(shown + ([f"[dim]另 {len(places) - _SHOWN} 处[/]"] if len(places) > _SHOWN else []))


def _place(citation: Citation) -> str:
    return f"{citation.file}:{citation.line}" + (f" {citation.symbol}" if citation.symbol else "")


def _short_place(citation: Citation) -> str:
    """services/evaluation/domain/deadline.py:63 Deadline.warn as Deadline.warn evaluation/deadline.py:63."""
    folders = [folder for folder in citation.file.split("/") if folder not in _PLAIN_FOLDERS]
    return f"{citation.symbol} [dim]{'/'.join(folders[-2:])}:{citation.line}[/]".strip()


def _links(places: Sequence[Citation]) -> str:
    linked = (f"[{each.symbol or each.file.rpartition('/')[2]}](../{each.file})" for each in places)
    return "<br>".join(dict.fromkeys(linked)) or "**空缺**"


def _filled(ledger: Ledger, column: str) -> int:
    return sum(bool(getattr(row, column)) for row in ledger.rows)


def _row_as_json(row: Row) -> dict[str, Any]:
    rule = {"id": row.id, "title": row.rule.title, "clauses": list(row.rule.clauses), "quote": row.rule.quote, "basis": row.rule.basis}
    return rule | {"code": [_citation_as_json(each) for each in row.code], "tests": [_citation_as_json(each) for each in row.tests]}


def _citation_as_json(citation: Citation) -> dict[str, Any]:
    return {"file": citation.file, "line": citation.line, "symbol": citation.symbol}
