"""`sanzhi archive`."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from bson import decode
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from chassis.access.jwks import TrustedKey
from chassis.calendar import CHINA
from chassis.sealing.seal import NotASeal, seal_in, unverified
from chassis.store.mongo import READS_ANYTHING, Document
from chassis.time.clock import wall_clock
from cli.archive.checking import Checked, checked
from cli.archive.file import Archive, Head, Sealed, write
from cli.audit.record import Record
from cli.audit.surroundings import Surroundings, find_surroundings, keys_in
from cli.console import console, table
from cli.services import NAMES, SERVICES
from cli.stack.problem import StackProblem
from cli.target import Data
from cli.terminal import visible
from cli.words import china_time
from cli.words.acts import act_word

app = typer.Typer(no_args_is_help=True)
FINDINGS, COULD_NOT = 1, 2
_WAIT_MS = 10_000
Files = Annotated[list[Path], typer.Argument(help="一个服务的档案，可以是几年的", metavar="FILE...", exists=True, dir_okay=False)]


@app.callback()
def _group() -> None:
    """已经过去的年份的审计记录：导出为能够自证的档案，离线核验和查看。"""


@app.command("write")
def write_year(
    year: Annotated[int, typer.Argument(help="已经过去的年份", metavar="YEAR")],
    services: Annotated[list[str] | None, typer.Argument(help="服务名；不给出则全部", metavar="[SERVICE]...")] = None,
    folder: Annotated[Path, typer.Option("--into", help="放在哪个目录", metavar="DIR", file_okay=False)] = Path(),
    keys: Annotated[Path | None, typer.Option("--keys", help="另有各服务公钥的 JWKS 文件，如已更换的旧密钥", metavar="FILE")] = None,
    data: Data = None,
) -> None:
    """把一年的审计记录连同封印写成文件 SERVICE.YEAR.audit，写后即核验；只读不写数据库，记录仍在原处。

    退出码：0 全部写成并核验，1 所写与封印不符（不留文件），2 未能写成。
    """
    try:
        if year >= wall_clock().astimezone(CHINA).year:
            raise StackProblem(f"{year} 年还没有过去：只归档已经过去的年份")
        if unknown := [each for each in services or () if each not in SERVICES]:
            raise StackProblem(f"没有服务 {'、'.join(unknown)}；服务为 {'、'.join(SERVICES)}")
        around = find_surroundings(data, keys, None, without_kafka=True)
        folder.mkdir(parents=True, exist_ok=True)
        good = [write_service(service, year, folder, around) for service in dict.fromkeys(services or SERVICES)]
    except (StackProblem, PyMongoError, OSError) as problem:
        typer.echo(f"未能写成：{problem}", err=True)
        raise typer.Exit(COULD_NOT) from problem
    if not all(good):
        raise typer.Exit(FINDINGS)


@app.command()
def verify(
    files: Files,
    keys: Annotated[Path, typer.Option("--keys", help="各服务公钥的 JWKS 文件（安装时生成的 services.json）", metavar="FILE", exists=True)],
) -> None:
    """离线核验档案：封印的签名、前后相接、每一条记录。不需要系统在运行。

    退出码：0 没有发现，1 有发现，2 未能核验。
    """
    try:
        archives, known = [Archive(file) for file in files], keys_in([keys])
        service = _service_of(archives)
        found = checked(archives, service, known.get)
    except (StackProblem, OSError) as problem:
        typer.echo(visible(f"未能核验：{problem}"), err=True)
        raise typer.Exit(COULD_NOT) from problem
    _tell(service, found)
    if found.findings:
        raise typer.Exit(FINDINGS)


@app.command("list")
def list_entries(
    files: Files,
    text: Annotated[str, typer.Option("--about", help="只看提到此名称的，如 people/li 或 projects/x", metavar="NAME")] = "",
) -> None:
    """列出档案中的记录；是否与封存时相同，用 sanzhi archive verify 核验。"""
    made = table("审计档案", "时间（中国）", "谁", "操作", "对象", "结果", "规则")
    try:
        for entry in _entries(files):
            if text and text not in (entry.get("actor"), *entry.get("resources", ())):
                continue
            when = entry["time"].isoformat() if isinstance(entry.get("time"), datetime) else str(entry.get("time"))
            said = [str(entry.get(name) or "") for name in ("actor", "action", "outcome", "rule")]
            made.add_row(china_time(when), said[0], act_word(said[1]), "\n".join(entry.get("resources", ())), said[2], said[3])
    except (StackProblem, OSError) as problem:
        typer.echo(f"未能读出：{problem}", err=True)
        raise typer.Exit(COULD_NOT) from problem
    console().print(made if made.row_count else "没有记录")


def _entries(files: list[Path]) -> Iterator[dict[str, Any]]:
    for archive in sorted((Archive(file) for file in files), key=lambda each: (each.head.service, each.head.first)):
        for part in archive.parts():
            yield from (decode(entry, READS_ANYTHING) for entry in part.entries)


def write_service(service: str, year: int, folder: Path, around: Surroundings) -> bool:
    """Whether what was written proves itself; a file that does not is not left. Raises StackProblem, PyMongoError, OSError."""
    client: MongoClient[Document] = MongoClient(
        around.mongo, serverSelectionTimeoutMS=_WAIT_MS, appname="sanzhi-archive", tz_aware=True, readConcernLevel="majority"
    )
    with client:
        record = Record(client, f"{around.databases}{service}")
        rows = [row for row in record.seals() if year_of(row) == year]
        if not rows:
            typer.echo(f"{NAMES[service]}：{year} 年没有审计记录")
            return True
        file = folder / f"{service}.{year}.audit"
        first, last = (seal_number(rows[place]) for place in (0, -1))
        write(file, Head(service, year, first, last), parts_of(rows, record, service, around.keys))
    found = checked([Archive(file)], service, around.keys.get)
    _tell(service, found)
    if found.findings:
        file.unlink()
        return False
    typer.echo(f"  {file}")
    return True


def parts_of(rows: list[Document], record: Record, service: str, keys: dict[str, TrustedKey]) -> Iterator[Sealed]:
    """Each seal with its entries; of a seal that nobody can read there are none, and the check says so."""
    for row in rows:
        try:
            runs = seal_in(str(row.get("seal")), service, keys.get).runs
        except NotASeal:
            runs = ()
        yield Sealed(row, [entry for run in runs for entry in record.entries(run)])


def year_of(row: Document) -> int:
    """In which year of China's calendar a seal was made: by its text, which is signed; of one that is none by its row. 0: neither says."""
    at = row.get("at")
    with suppress(NotASeal, ValueError, TypeError):
        at = datetime.fromisoformat(unverified(str(row.get("seal"))).sealed_at)
    return at.astimezone(CHINA).year if isinstance(at, datetime) else 0


def seal_number(row: Document) -> int:
    """Raises StackProblem where somebody has given a seal another name."""
    name = str(row["_id"])
    if not re.fullmatch(r"[0-9]{1,18}", name):
        raise StackProblem(f"封印 {visible(name[:40])} 的编号不是数字：先用 sanzhi audit verify 核验")
    return int(name)


def _service_of(archives: list[Archive]) -> str:
    services = {archive.head.service for archive in archives}
    if len(services) > 1 or not services <= set(SERVICES):
        raise StackProblem(f"一次核验一个服务的档案，这里有：{'、'.join(sorted(services))}")
    return services.pop()


def _tell(service: str, found: Checked) -> None:
    for finding in found.findings:
        typer.echo(visible(f"{NAMES[service]}  {finding.kind}：{finding.what}"))
    held = f"有 {len(found.findings)} 处不符" if found.findings else "全部相符"
    typer.echo(f"{NAMES[service]}：第 {found.first} 至 {found.last} 号封印，{found.entries} 条记录，{held}")
