"""The ledger as a page to read, docs/law.md: clause by clause its text, its rules, and of each the home first."""

from collections.abc import Iterator

from chassis.policy.law import Clause, Part
from cli.law.citations import Citation
from cli.law.grouping import Module, announced_by, applied_in, tested_in
from cli.law.ledger import Ledger, Row

_HEAD = """# 试点方案的条款、规则与代码

由 `make pages` 从代码库生成，请勿手改。每条规则列在其首个条款之下：先是**主要实现**（只有一处，读代码从这里开始），
再是其他适用之处，最后是测试。`sanzhi law --rule 4.2` 另给出行号。没有规则的条款不列。"""
NOT_HERE = "安装版不含测试与 proto 源文件，请在代码仓库中运行"


def as_markdown(ledger: Ledger) -> str:
    """It names no lines, so that only a change of what is cited changes it."""
    version = ledger.law.version
    lines = [_HEAD, "", f"政策版本 {version.version}，自 {version.valid_from} 起施行：{version.title}。"]
    lines += [] if ledger.checkout else ["", NOT_HERE]
    for part in ledger.law.parts:
        lines += _part(ledger, part)
    return "\n".join(lines)


def _part(ledger: Ledger, part: Part) -> list[str]:
    clauses = [line for clause in part.clauses for line in _clause(ledger, clause)]
    return ["", f"## {part.id} {part.title}", *clauses] if clauses else []


def _clause(ledger: Ledger, clause: Clause) -> Iterator[str]:
    rows = [row for row in ledger.rows if clause.id in row.rule.clauses]
    if not rows:
        return
    yield from ("", f"### {clause.id}", "", f"> {clause.text}")
    for row in rows:
        if row.rule.clauses[0] == clause.id:
            yield from _rule(ledger, row)
    elsewhere = [f"[{row.id}](#{_anchor(row)})" for row in rows if row.rule.clauses[0] != clause.id]
    if elsewhere:
        yield from ("", f"另据本条：{'、'.join(elsewhere)}。")


def _rule(ledger: Ledger, row: Row) -> Iterator[str]:
    yield from ("", f'<a id="{_anchor(row)}"></a>', "", f"**{row.id}　{row.rule.title}**", "")
    if row.rule.quote:
        yield f"- 要求：“{row.rule.quote}”"
    if row.rule.basis:
        yield f"- 执行口径：{row.rule.basis}"
    yield f"- 主要实现：{'、'.join(map(_home, row.homes)) or '**尚未实现**'}"
    yield from _applied(row)
    tests = tested_in(row)
    if ledger.checkout and (tests or row.homes):
        yield f"- 测试 {len(row.tests)} 项：{_links(tests) if tests else '**空缺**'}"


def _applied(row: Row) -> Iterator[str]:
    groups, calls = applied_in(row), announced_by(row)
    if not groups and not calls:
        return
    yield "- 适用于"
    for group, modules in groups.items():
        yield f"  - {group}：{_links(modules)}"
    if calls:
        yield f"  - 接口：{'、'.join(f'[{call.symbol}](../{call.file})' for call in calls)}"


def _home(home: Citation) -> str:
    return f"[{home.file}{f' {home.symbol}' if home.symbol else ''}](../{home.file})"


def _links(modules: list[Module]) -> str:
    return "、".join(f"[{module.title}](../{module.file})" for module in modules)


def _anchor(row: Row) -> str:
    return f"r{row.id}"
