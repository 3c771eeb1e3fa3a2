"""`sanzhi contract`: an exported contract set, fetched from a stack, or checked with nothing but the file (1.6)."""

import asyncio
import base64
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.stack.problem import StackProblem
from cli.target import Data
from services.contracts.algorithms import ALGORITHMS
from services.contracts.domain.verification import NotAnExport, Verdict, verify

app = typer.Typer(no_args_is_help=True, help="合同组：导出，离线核验")

EXPORT = "sanzhi.contracts.v1.ContractsService/ExportContractSet"


@app.command("verify")
def verify_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="导出的合同组", exists=True, dir_okay=False, readable=True)],
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """核对文件、摘要、签名和密钥，不需要任何服务在运行。全部相符则退出码为 0。

    密钥是否属于签字人，以导出时登记在案的为准。
    """
    try:
        verdict = verify(file.read_bytes(), ALGORITHMS)
    except NotAnExport as error:
        raise StackProblem(f"{file}：{error}") from error
    if as_json:
        typer.echo(json.dumps(asdict(verdict) | {"holds": verdict.holds}, ensure_ascii=False, indent=2))
    else:
        _print(verdict)
    if not verdict.holds:
        raise typer.Exit(1)


@app.command()
def export(
    project: Annotated[str, typer.Argument(metavar="NAME", help="项目，如 projects/casting")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="写入的文件；不给出则用建议的文件名")] = None,
    without_attachments: Annotated[bool, typer.Option(help="不带附件，只留其摘要")] = False,
    data: Data = None,
) -> None:
    """从运行中的系统导出一个项目的合同组。"""
    name = project if project.startswith("projects/") else f"projects/{project}"
    request = {"name": f"{name}/contractSet", "without_attachments": without_attachments}
    answer = asyncio.run(_fetch(data, request))
    target = out or Path(answer["file_name"])
    target.write_bytes(base64.b64decode(answer["content"]))
    typer.echo(f"已导出 {target}，摘要 {answer['digest']}")


async def _fetch(data: Path | None, request: dict[str, Any]) -> dict[str, Any]:
    # Only here: checking a file needs no client.
    from cli.client import Client
    from cli.target import find_target

    async with Client(find_target(data), auditing=True) as client:
        return await client.call(EXPORT, request)


def _print(verdict: Verdict) -> None:
    counted = f"合同组 {verdict.engagements} 组、文件 {verdict.documents} 份、签名 {verdict.signatures} 个"
    for problem in verdict.problems:
        typer.echo(f"不符  {problem.where}：{problem.message}")
    outcome = "全部相符" if verdict.holds else f"有 {len(verdict.problems)} 处不符"
    typer.echo(f"{verdict.project}：{counted}，{outcome}")
