"""The command itself: as a table, one rule in full, JSON, or a page for GitHub."""

import json
from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console

from chassis.policy import Law, Laws
from cli.law.ledger import Ledger, read_ledger
from cli.law.page import as_markdown
from cli.law.rendering import as_json, as_page, as_table, summary

app = typer.Typer()


@app.callback(invoke_without_command=True)
def law(
    rule: Annotated[str, typer.Option("--rule", help="只看一条规则，如 4.2")] = "",
    at: Annotated[datetime | None, typer.Option("--at", formats=["%Y-%m-%d"], help="该日施行的政策版本；不给则为最新版本")] = None,
    version: Annotated[str, typer.Option("--version", help="某一政策版本，如 2026.1")] = "",
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="以 GitHub 页面输出，即 docs/law.md")] = False,
) -> None:
    """条款、规则、代码、测试：从代码库本身读出，空缺之处一目了然。"""
    ledger = read_ledger(law=_chosen(at.date() if at else None, version))
    if rule:
        ledger = _narrowed(ledger, rule)
    if json_output:
        typer.echo(json.dumps(as_json(ledger), ensure_ascii=False, indent=2))
    elif markdown:
        typer.echo(as_markdown(ledger))
    elif rule:
        Console(soft_wrap=True).print(as_page(ledger))
    else:
        Console().print(as_table(ledger))
        Console().print(summary(ledger))


def _chosen(day: date | None, version: str) -> Law:
    laws = Laws.load()
    if day and version:
        raise typer.BadParameter("--at 与 --version 只能给一个")
    if day:
        return laws.on(day)
    known = {each.version.version: each for each in laws.versions}
    if version and version not in known:
        raise typer.BadParameter(f"没有政策版本 {version}；有 {'、'.join(known)}")
    return known[version] if version else laws.newest


def _narrowed(ledger: Ledger, rule: str) -> Ledger:
    if rule not in ledger.law.rules:
        raise typer.BadParameter(f"没有规则 {rule}；规则为 {'、'.join(ledger.law.rules)}")
    return ledger.only(rule)
