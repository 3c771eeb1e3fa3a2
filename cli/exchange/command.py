"""`sanzhi exchange`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.exchange import listing

app = typer.Typer(no_args_is_help=True)
app.callback()(lambda: None)
app.command("list")(listing.command)


@app.command()
def catalogue(
    file: Annotated[Path, typer.Argument(help="写到哪个 .xlsx 文件")],
    provider: Annotated[str, typer.Option(help="信息资源提供方")] = "市科学技术局",
) -> None:
    """政务信息资源目录：可以共享的全部信息资源及其数据项。不需要任何服务。"""
    from cli.exchange.catalogue import write
    from cli.exchange.resources import resources

    found = resources()
    write(file, found, provider)
    typer.echo(f"{file}：{len(found)} 项信息资源，{sum(len(each.fields) for each in found)} 个数据项")
