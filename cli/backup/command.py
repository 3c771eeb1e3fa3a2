"""`sanzhi backup`: run where the service's own settings are, with the service itself stopped for a restore."""

import sys
from typing import Annotated, Any

import typer
from pymongo import MongoClient

from chassis.settings import Settings
from cli.backup import stream
from cli.services import SERVICES

app = typer.Typer(no_args_is_help=True)
Service = Annotated[str, typer.Argument(help=f"服务名：{'、'.join(SERVICES)}", metavar="SERVICE")]


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


def _connected(service: str) -> tuple[MongoClient[dict[str, Any]], str]:
    if service not in SERVICES:
        raise typer.BadParameter(f"没有服务 {service}；服务为 {'、'.join(SERVICES)}")
    settings = Settings.load()
    return MongoClient(settings.mongo, w="majority", tz_aware=True), f"{settings.database_prefix}{service}"
