"""`sanzhi fsck`: looks through services' databases, says what does not agree, and changes nothing."""

import json
import os
from importlib import import_module
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from chassis.settings import Settings
from cli.fsck.database import Database
from cli.fsck.findings import Finding
from cli.fsck.look import Looked, look_through
from cli.fsck.progress import Progress
from cli.services import NAMES, SERVICES
from cli.stack.problem import StackProblem
from cli.target import Data, running_stack

FINDINGS, COULD_NOT_LOOK = 1, 2
_WAIT_MS = 10_000
_SNAPSHOT_TOO_OLD, _UNAUTHORIZED = 239, 13


def command(
    services: Annotated[
        list[str] | None, typer.Argument(help=f"服务名：{'、'.join(SERVICES)}；不给出则全部", metavar="[SERVICE]...")
    ] = None,
    data: Data = None,
    json_output: Annotated[bool, typer.Option("--json", help="每处以一行 JSON 输出")] = False,
) -> None:
    """核对服务的数据库：文档与其类、文件与摘要、事件序号、定时、各项记录、索引。只读不写，服务不必停止。

    退出码：0 没有发现，1 有发现，2 未能核对。
    """
    try:
        count = sum([_look(service, data, json_output=json_output) for service in _asked(services)])
    except StackProblem as problem:
        _tell(f"未能核对：{problem}")
        raise typer.Exit(COULD_NOT_LOOK) from problem
    except (PyMongoError, OSError) as error:
        _tell(f"未能核对：{_explained(error)}")
        raise typer.Exit(COULD_NOT_LOOK) from error
    if count:
        raise typer.Exit(FINDINGS)


def _asked(services: list[str] | None) -> tuple[str, ...]:
    if unknown := [each for each in services or () if each not in SERVICES]:
        raise StackProblem(f"没有服务 {'、'.join(unknown)}；服务为 {'、'.join(SERVICES)}")
    return tuple(dict.fromkeys(services or SERVICES))


def _look(service: str, data: Data, *, json_output: bool) -> int:
    """How much was found."""
    uri, databases, topics = _connection(data)
    client: MongoClient[dict[str, Any]] = MongoClient(uri, serverSelectionTimeoutMS=_WAIT_MS, appname="sanzhi-fsck", tz_aware=True)
    with client:
        found = import_module(f"services.{service}.main").SERVICE
        database = Database(client, f"{databases}{service}", found, topics, Progress(service, _tell))
        looked = look_through(database, lambda finding: _print(service, finding, json_output=json_output))
    typer.echo(_summary(service, looked), err=json_output)
    return looked.findings.total()


def _connection(data: Data) -> tuple[str, str, str]:
    """MongoDB, and how names of databases and topics begin: as `sanzhi backup` has it where settings say so, else of the running stack."""
    try:
        settings = Settings.load()
    except ValidationError as error:
        raise StackProblem(f"设置有误：{error}") from error
    told = data is None and ("SANZHI_MONGO" in os.environ or "SANZHI_SECRETS" in os.environ)
    uri = settings.mongo if told else running_stack(data).state.mongo
    return uri, settings.database_prefix, settings.topic_prefix


def _print(service: str, finding: Finding, *, json_output: bool) -> None:
    if json_output:
        kind = {"service": service, "kind": finding.kind.name, "title": str(finding.kind)}
        typer.echo(json.dumps({**kind, "collection": finding.collection, "name": finding.name, "what": finding.what}, ensure_ascii=False))
    else:
        typer.echo(f"{service}  {finding.kind}  {finding.collection}  {finding.name}：{finding.what}")


def _summary(service: str, looked: Looked) -> str:
    told = f"{NAMES[service]}（{service}）：核对 {looked.documents.total()} 份文档和记录"
    if not looked.findings:
        return f"{told}，没有发现"
    kinds = "、".join(f"{kind} {count}" for kind, count in looked.findings.most_common())
    return f"{told}，发现 {looked.findings.total()} 处：{kinds}。没有作任何改动"


def _explained(error: Exception) -> str:
    if isinstance(error, OperationFailure) and error.code == _SNAPSHOT_TOO_OLD:
        return "数据库太大，一次读完所需的时间超过 MongoDB 保留快照的时间；请调大 minSnapshotHistoryWindowInSeconds"
    if isinstance(error, OperationFailure) and error.code == _UNAUTHORIZED:
        return "MongoDB 不允许读这个数据库：须用该服务自己的设置（SANZHI_MONGO 或 SANZHI_SECRETS）"
    return f"MongoDB：{error}"


def _tell(line: str) -> None:
    typer.echo(line, err=True)
