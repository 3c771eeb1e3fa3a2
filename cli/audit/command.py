"""`sanzhi audit`."""

import json
from pathlib import Path
from typing import Annotated

import typer
from pymongo.errors import PyMongoError

from cli.audit.findings import Finding
from cli.audit.listing import list_entries
from cli.audit.surroundings import Surroundings, find_surroundings
from cli.audit.verification import Verified, verify_service
from cli.services import NAMES, SERVICES
from cli.stack.problem import StackProblem
from cli.target import Data
from cli.terminal import visible

app = typer.Typer(no_args_is_help=True)
FINDINGS, COULD_NOT_VERIFY = 1, 2


@app.callback()
def _group() -> None:
    """审计记录。"""


app.command("list")(list_entries)


@app.command()
def verify(
    services: Annotated[
        list[str] | None, typer.Argument(help=f"服务名：{'、'.join(SERVICES)}；不给出则全部", metavar="[SERVICE]...")
    ] = None,
    keys: Annotated[Path | None, typer.Option("--keys", help="另有各服务公钥的 JWKS 文件，如已更换的旧密钥", metavar="FILE")] = None,
    folder: Annotated[Path | None, typer.Option("--folder", help="外部目录中的封印副本（SANZHI_SEALS_FOLDER）", metavar="DIR")] = None,
    without_kafka: Annotated[bool, typer.Option("--without-kafka", help="不与 Kafka 上的封印比对")] = False,
    data: Data = None,
    json_output: Annotated[bool, typer.Option("--json", help="每处以一行 JSON 输出")] = False,
) -> None:
    """以封印核验审计记录：改动、删除、插入、换位、截尾、两套历史。只读不写，服务不必停止。

    退出码：0 没有发现，1 有发现，2 未能核验。
    """
    asked = tuple(dict.fromkeys(services or SERVICES))
    try:
        if unknown := [each for each in asked if each not in SERVICES]:
            raise StackProblem(f"没有服务 {'、'.join(unknown)}；服务为 {'、'.join(SERVICES)}")
        around = find_surroundings(data, keys, folder, without_kafka=without_kafka)
        count = sum([_verify(service, around, json_output=json_output) for service in asked])
    except (StackProblem, PyMongoError, OSError) as problem:
        typer.echo(f"未能核验：{problem}", err=True)
        raise typer.Exit(COULD_NOT_VERIFY) from problem
    if count:
        raise typer.Exit(FINDINGS)


def _verify(service: str, around: Surroundings, *, json_output: bool) -> int:
    """How much was found."""
    verified = verify_service(service, around)
    for finding in verified.findings:
        typer.echo(_line(service, finding, json_output=json_output))
    typer.echo(_summary(service, verified), err=json_output)
    return len(verified.findings)


def _line(service: str, finding: Finding, *, json_output: bool) -> str:
    if json_output:
        return json.dumps(
            {"service": service, "kind": finding.kind.name, "title": str(finding.kind), "what": finding.what}, ensure_ascii=False
        )
    return visible(f"{service}  {finding.kind}  {finding.what}")


def _summary(service: str, verified: Verified) -> str:
    told = f"{NAMES[service]}（{service}）：{verified.seals} 个封印，封存 {verified.sealed} 条，尚未封存 {verified.waiting} 条"
    compared = "；".join(f"{name} 有到第 {last} 号封印" for name, last in verified.outside.items())
    told += f"；{compared}" if compared else "；没有外部副本可以比对"
    return f"{told}。{f'发现 {len(verified.findings)} 处不符' if verified.findings else '没有发现不符'}"
