"""`sanzhi backup`: run where the service's own settings are, with the service itself stopped for a restore."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from pymongo import MongoClient

from chassis.settings import Settings
from cli.backup import stream, whole
from cli.services import SERVICES

app = typer.Typer(no_args_is_help=True)
Service = Annotated[str, typer.Argument(help=f"服务名：{'、'.join(SERVICES)}", metavar="SERVICE")]

Folder = Annotated[Path, typer.Argument(help="备份目录", metavar="FOLDER")]
Secrets = Annotated[Path, typer.Option("--secrets", help="其中每个服务一个目录，内有它的 sanzhi_mongo", metavar="DIR")]


@app.command()
def dump(service: Service) -> None:
    """把一个服务的数据库写到标准输出。"""
    client, database = _connected(service)
    with client:
        typer.echo(f"{database}: {stream.dump(client, database, sys.stdout.buffer)} 份文档", err=True)


@app.command()
def restore(service: Service) -> None:
    """从标准输入恢复一个服务的数据库；只写入空的数据库。"""
    client, database = _connected(service)
    with client:
        typer.echo(f"{database}: {stream.restore(client, database, sys.stdin.buffer)} 份文档", err=True)


@app.command()
def take(folder: Folder, secrets: Secrets, keep: Annotated[int, typer.Option("--keep", min=1, help="保留最近几份")] = 14) -> None:
    """把所有服务的数据库按同一时刻写入目录中以该时刻命名的子目录；服务照常运行。"""
    with ExitStack() as open_clients:
        typer.echo(f"{whole.take(_all(secrets, open_clients), folder, keep)}")


@app.command()
def put(folder: Folder, secrets: Secrets) -> None:
    """由 take 写成的一个子目录恢复所有服务的数据库；服务须已停止，数据库须是空的。"""
    with ExitStack() as open_clients:
        typer.echo(f"{whole.put(_all(secrets, open_clients), folder)} 份文档")


def _all(secrets: Path, open_clients: ExitStack) -> whole.Sources:
    """Each service as itself: its connection string is in a folder of its own below the secrets."""
    prefix = Settings.load().database_prefix
    addresses = {service: (secrets / service / "sanzhi_mongo").read_text(encoding="utf-8").strip() for service in SERVICES}
    return {service: (open_clients.enter_context(_client(address)), f"{prefix}{service}") for service, address in addresses.items()}


def _client(address: str) -> stream.Client:
    return MongoClient(address, w="majority", tz_aware=True)


def _connected(service: str) -> tuple[stream.Client, str]:
    if service not in SERVICES:
        raise typer.BadParameter(f"没有服务 {service}；服务为 {'、'.join(SERVICES)}")
    settings = Settings.load()
    return _client(settings.mongo), f"{settings.database_prefix}{service}"
