"""`sanzhi contract`: contract sets exported and checked with nothing but the file; documents signed off line; keys to sign with (1.6)."""

import asyncio
import base64
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.keys import KEY_ALGORITHMS, BadKey, SecretKey, keep, new, opened
from cli.offline import BadFile, Signed, ToSign
from cli.stack.problem import StackProblem
from cli.target import Data
from cli.terminal import visible
from services.contracts.algorithms import ALGORITHMS
from services.contracts.domain.verification import NotAnExport, Verdict, verify

app = typer.Typer(no_args_is_help=True, help="合同组：导出，离线核验，离线签署")

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


@app.command()
def key(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="要写入的新文件", dir_okay=False)],
    algorithm: Annotated[str, typer.Option("--algorithm", help="ed25519，或国密 sm2")] = "ed25519",
) -> None:
    """生成一把签名私钥，只写入这个文件；打印公钥，供登记。"""
    if algorithm not in KEY_ALGORITHMS:
        raise StackProblem(f"没有算法 {algorithm}；可用：{'、'.join(KEY_ALGORITHMS)}")
    try:
        keep(file, pem := new(algorithm))
    except FileExistsError as error:
        raise StackProblem(f"{file} 已经存在，不覆盖：里面可能是另一把私钥") from error
    except OSError as error:
        raise StackProblem(f"无法写入 {file}：{error}") from error
    typer.echo(f"私钥已写入 {file}，请妥善保管，不要交给任何人")
    typer.echo(f"公钥（{algorithm}，Base64）：{base64.b64encode(opened(pem).public_key).decode()}")


@app.command()
def sign(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="待签文件，从签署页面下载", exists=True, dir_okay=False, readable=True)],
    private: Annotated[Path, typer.Option("--key", help="私钥文件（PEM，PKCS #8）", exists=True, dir_okay=False, readable=True)],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="写入的签名文件；缺省在待签文件旁边")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="已经看过正文，不再询问")] = False,
) -> None:
    """离线签署：核对摘要，显示正文，用本机的私钥签名；不连接任何服务，私钥不写入任何文件。"""
    try:
        asked = ToSign.read(file.read_bytes())
        secret = _opened(private)
    except (BadFile, BadKey) as error:
        raise StackProblem(f"{error}") from error
    known = next((each for each in asked.keys if (each.algorithm, each.public_key) == (secret.algorithm, secret.public_key)), None)
    if known is None:
        raise StackProblem("这把私钥的公钥不在待签文件所列的登记之中：请换一把，或先登记签名公钥再重新下载")
    _show(asked)
    if not yes and not typer.confirm("以上内容已经看过，签名？", default=False):
        raise typer.Exit(1)
    signed = Signed(asked.document, asked.digest, known.key_id, secret.private_key.sign(asked.payload))
    target = out or file.with_name(f"{file.stem}-签名.json")
    target.write_bytes(signed.written())
    typer.echo(f"签名已写入 {target}（密钥 {known.key_id}）：在签署页面选择这个文件提交")


def _opened(private: Path) -> SecretKey:
    pem = private.read_bytes()
    if b"ENCRYPTED" not in pem:
        return opened(pem)
    return opened(pem, typer.prompt("私钥口令", hide_input=True, err=True).encode())


def _show(asked: ToSign) -> None:
    """What the bytes say that are signed; of what stands around them the project's title alone, which they have not."""
    told = asked.told
    _tell(f"{told.get('title')}第 {told.get('version')} 版　{asked.project}（{told.get('project')}）")
    _tell(f"摘要 {asked.digest}（与内容相符）")
    for line in str(told.get("text") or "（正文见附件）").splitlines():
        _tell(line)
    for label, value in (told.get("terms") or {}).items():
        _tell(f"{label}：{value}")
    if attachment := told.get("attachment"):
        _tell(f"附件：{attachment.get('name')}，{attachment.get('digest')}")


def _tell(line: str) -> None:
    typer.echo(visible(line.expandtabs(4)))


async def _fetch(data: Path | None, request: dict[str, Any]) -> dict[str, Any]:
    # Only here: checking a file needs no client.
    from cli.client import Client
    from cli.target import find_target

    async with Client(find_target(data), auditing=True) as client:
        return await client.call(EXPORT, request)


def _print(verdict: Verdict) -> None:
    counted = f"合同组 {verdict.engagements} 组、文件 {verdict.documents} 份、签名 {verdict.signatures} 个"
    for problem in verdict.problems:
        _tell(f"不符  {problem.where}：{problem.message}")
    outcome = "全部相符" if verdict.holds else f"有 {len(verdict.problems)} 处不符"
    _tell(f"{verdict.project}：{counted}，{outcome}")
