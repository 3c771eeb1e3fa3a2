"""`sanzhi verify`, and what `sanzhi project export` does."""

import asyncio
import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from chassis.access.certificates import Root
from chassis.errors import Unavailable
from cli.evidence.root import RootFile, read_root, root_of
from cli.evidence.verification import Verdict, verify_package
from cli.stack.problem import StackProblem
from cli.target import Data
from cli.terminal import visible

_MOST_SHOWN = 20  # problems of a kind; --json has all of them


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="证据包", exists=True, dir_okay=False, readable=True)],
    root: RootFile = None,
    json_output: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """核验证据包：清单、文件、合同、事实、决定、审计记录，逐类说明成立与否。

    不连接任何服务，只需要根证书。退出码：0 全部成立，1 有不成立的。
    """
    if root is None:
        raise StackProblem("请用 --root 给出根证书（安装时生成的 evidence-root.crt），须由可信的途径取得，不要用随包寄来的")
    verdict = verify_package(file.read_bytes(), read_root(root))
    typer.echo(json.dumps(as_json(verdict), ensure_ascii=False, indent=2)) if json_output else show(file, verdict)
    if not verdict.holds:
        raise typer.Exit(1)


def export_package(project: str, out: Path, root: Path | None, person: str, data: Data, *, files: bool) -> None:
    """Writes the package of a project; nothing where it would not hold. Raises Refused, StackProblem."""
    content, trusted = asyncio.run(_collected(project, root, person, data, files=files))
    verdict = verify_package(content, trusted)
    if not verdict.holds:
        show(out, verdict)
        raise StackProblem("导出的内容未能通过核验，没有写出文件")
    out.write_bytes(content)
    show(out, verdict)


async def _collected(project: str, root: Path | None, person: str, data: Path | None, *, files: bool) -> tuple[bytes, Root]:
    # Only here: verifying needs no client.
    from cli.client import Client
    from cli.evidence.collecting import Options, collect
    from cli.evidence.derived import NoClause
    from cli.evidence.records import NotARecord
    from cli.target import find_target

    target, fonts = find_target(data), os.environ.get("SANZHI_CONSOLE_FONTS", "")
    trusted = root_of(target, root)
    options = Options(person, Path(fonts) if fonts else None, files)
    try:
        async with Client(target) as client:
            return await collect(client, project, trusted, options), trusted
    except (NotARecord, NoClause) as error:
        raise StackProblem(f"不能导出：{error}") from error
    except Unavailable as missing:
        raise StackProblem(missing.message) from missing


def show(file: Path, verdict: Verdict) -> None:
    """What holds and what does not, for people."""
    typer.echo(visible(f"{file}：{verdict.title}（{verdict.project}）" if verdict.project else str(file)))
    if verdict.exported:
        typer.echo(visible(f"导出：{verdict.exported}"))
    for each in verdict.found:
        typer.echo(visible(f"{'成立　' if each.holds else '不成立'}  {each.claim}　{each.looked_at}"))
        for problem in each.problems[:_MOST_SHOWN]:
            typer.echo(visible(f"          {problem}"))
        if len(each.problems) > _MOST_SHOWN:
            typer.echo(f"          ……另有 {len(each.problems) - _MOST_SHOWN} 处")
    typer.echo("全部成立" if verdict.holds else "有不成立的：本件不能作为证据")


def as_json(verdict: Verdict) -> dict[str, Any]:
    """For programs."""
    found = [
        {"claim": each.claim.name, "title": str(each.claim), "holds": each.holds, "looked_at": each.looked_at, "problems": each.problems}
        for each in verdict.found
    ]
    named = {"project": verdict.project, "title": verdict.title, "exported": verdict.exported}
    return {"holds": verdict.holds, **named, "claims": found}
