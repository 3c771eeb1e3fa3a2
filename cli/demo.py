"""`sanzhi demo`: the stack in a folder of its own, the stories, and everything gone again."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from cli.extent import Timeline
from cli.stack.child import with_lifeline
from cli.stack.problem import StackProblem
from cli.stack.stack import Stack, Wanted
from cli.stack.supervisor import Ended, supervised

# In a checkout, in an installed package.
_PLACES = (Path(__file__).parents[1] / "examples" / "stories", Path(__file__).with_name("examples"))


def command(
    stories: Annotated[list[Path] | None, typer.Argument(help="故事文件；缺省为全部示例故事", metavar="[FILE]...")] = None,
    data: Annotated[Path | None, typer.Option("--data", help="新的数据目录，演示后保留；缺省为临时目录", metavar="DIR")] = None,
    timeline: Annotated[Timeline, typer.Option("--timeline", help="大事记：不打印、每个项目一屏、全部")] = Timeline.SHORT,
) -> None:
    """启动系统（空闲端口、演练时钟），演示故事，打印经过，停止一切；退出码为故事的退出码。"""
    files = stories or examples()
    began = time.monotonic()
    try:
        with _folder(data) as folder, supervised(stack := Stack(Wanted(folder, port=0, clock="rehearsal"), typer.echo)):
            typer.echo(f"系统已就绪（{time.monotonic() - began:.1f} 秒）")
            code = _play(stack, files, timeline)
    except Ended as ended:
        raise StackProblem(f"收到 {ended}，演示中止") from None
    raise typer.Exit(code)


def examples() -> list[Path]:
    """The example stories of the checkout or of the package. Raises StackProblem."""
    found = next((files for place in _PLACES if (files := sorted(place.glob("*.yaml")))), [])
    if not found:
        raise StackProblem("没有找到示例故事：请指明故事文件")
    return found


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is not None:
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="sanzhi-demo-") as folder:
        yield Path(folder)


def _play(stack: Stack, files: list[Path], timeline: Timeline) -> int:
    """A process of its own, on this terminal, as a user would call it."""
    command = [sys.executable, "-P", "-m", "cli.main", "story", "run", *map(str, files), "--data", str(stack.data), "--timeline", timeline]
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("SANZHI_")}
    return subprocess.run(with_lifeline(command), env=inherited, check=False).returncode
