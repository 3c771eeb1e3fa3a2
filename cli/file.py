"""`sanzhi file`: files of any size, up before the command that names them, down from where they are named."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from cli.client import Client
from cli.console import console
from cli.services import SERVICES
from cli.stack.problem import StackProblem
from cli.target import Data, find_target
from cli.transfer import Told, Transfer

app = typer.Typer(no_args_is_help=True, help="文件：分段上传，下载，断点续传")

As = Annotated[str, typer.Option("--as", help="以某人的身份", metavar="PERSON")]


@app.command()
def upload(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="要上传的文件", exists=True, dir_okay=False, readable=True)],
    to: Annotated[str, typer.Option("--to", help="接收的服务，即随后引用该文件的服务", metavar="SERVICE")],
    person: As,
    data: Data = None,
) -> None:
    """上传一个文件，打印其摘要；随后在提交材料时以 digest 引用。中断后再次执行，从中断处继续。"""
    with _progress() as shown:
        file = asyncio.run(_upload(data, path, _known(to), person, _bar(shown, f"上传 {path.name}")))
    typer.echo(f"{file['digest']}  {file['media_type']}  {file['size']} 字节")


@app.command()
def download(
    name: Annotated[str, typer.Argument(metavar="NAME", help="引用该文件的对象，如 projects/casting/nodes/design")],
    digest: Annotated[str, typer.Argument(metavar="DIGEST", help="文件的摘要，sha256:…")],
    source: Annotated[str, typer.Option("--from", help="对象所在的服务", metavar="SERVICE")],
    person: As,
    out: Annotated[Path, typer.Option("--out", "-o", help="写入的文件")],
    data: Data = None,
) -> None:
    """下载一个文件并核对摘要。中断后再次执行，从中断处继续。"""
    with _progress() as shown:
        asyncio.run(_download(data, (name, digest, out), _known(source), person, _bar(shown, f"下载 {out.name}")))
    typer.echo(f"已下载 {out}，与摘要相符")


async def _upload(data: Path | None, path: Path, service: str, person: str, told: Told) -> dict[str, str]:
    async with Client(find_target(data)) as client:
        return await Transfer(client, service, person).upload(path, told)


async def _download(data: Path | None, what: tuple[str, str, Path], service: str, person: str, told: Told) -> None:
    async with Client(find_target(data)) as client:
        await Transfer(client, service, person).download(*what, told)


def _known(service: str) -> str:
    if service not in SERVICES:
        raise StackProblem(f"没有服务 {service}；可用：{'、'.join(SERVICES)}")
    return service


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console(), transient=True)


def _bar(shown: Progress, title: str) -> Told:
    task = shown.add_task(title, total=None)
    return lambda done, size: shown.update(task, completed=done, total=size)
