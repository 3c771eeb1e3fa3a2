"""The command itself: as a table, one rule in full, JSON, or a GitHub table."""

import json
from typing import Annotated

import typer
from rich.console import Console

from cli.law.ledger import Ledger, read_ledger
from cli.law.rendering import as_json, as_markdown, as_page, as_table, summary

app = typer.Typer()


@app.callback(invoke_without_command=True)
def law(
    rule: Annotated[str, typer.Option("--rule", help="只看一条规则，如 4.2")] = "",
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="以 GitHub 表格输出，即 docs/law.md")] = False,
) -> None:
    """条款 → 规则 → 代码 → 测试：从代码库本身读出，空缺之处一目了然。"""
    ledger = read_ledger()
    if rule:
        ledger = _narrowed(ledger, rule)
    if json_output:
        typer.echo(json.dumps(as_json(ledger), ensure_ascii=False, indent=2))
    elif markdown:
        typer.echo(as_markdown(ledger))
    elif rule:
        Console().print(as_page(ledger))
    else:
        Console().print(as_table(ledger))
        Console().print(summary(ledger))


def _narrowed(ledger: Ledger, rule: str) -> Ledger:
    if rule not in ledger.law.rules:
        raise typer.BadParameter(f"没有规则 {rule}；规则为 {'、'.join(ledger.law.rules)}")
    return ledger.only(rule)
