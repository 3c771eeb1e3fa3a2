"""`sanzhi story`: plays, checks and starts stories (docs/stories.md)."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from chassis.run import loop
from cli.extent import Timeline
from cli.story.loader import load_story
from cli.story.model import Story
from cli.story.places import Problem, StoryError
from cli.target import Data, find_target

app = typer.Typer(no_args_is_help=True)

Files = Annotated[list[Path], typer.Argument(help="故事文件（YAML）", metavar="FILE...")]


@app.command()
def run(
    files: Files,
    data: Data = None,
    wallet: Annotated[Path | None, typer.Option("--wallet", envvar="SANZHI_WALLET", help="签名私钥的目录", metavar="DIR")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="不打印每一幕，只打印大事记与结果")] = False,
    go_on: Annotated[bool, typer.Option("--go-on", help="有调用意外被拒绝时仍演示其后各幕，最后一并说明")] = False,
    check_acts: Annotated[bool, typer.Option("--check-acts", help="每一幕之前先列出可办事项并试办，核对与实际是否一致")] = False,
    timeline: Annotated[Timeline, typer.Option("--timeline", help="大事记：不打印、每个项目一屏、全部")] = Timeline.SHORT,
) -> None:
    """对运行中的系统演示一个或几个故事；全部预期成立才以 0 结束。"""
    stories = _loaded(files)
    from cli.story.run import Telling, play_and_tell

    target = find_target(data)
    try:
        held = loop.run(play_and_tell(stories, target, wallet, Telling(quiet, timeline, go_on, check_acts)))
    except StoryError as error:
        _refuse(error.problems)
    sys.exit(0 if held else 1)


@app.command()
def check(files: Files) -> None:
    """检查故事文件，不演示。"""
    for story in _loaded(files):
        expectations = sum(len(act.expectations) + (act.refused is not None) for act in story.acts)
        typer.echo(f"{story.path}: 《{story.title}》{len(story.acts)} 幕，{expectations} 条预期，没有发现问题")


@app.command()
def new() -> None:
    """打印一个带注释的故事骨架；它本身就是可演示的小故事。"""
    typer.echo((Path(__file__).parent / "skeleton.yaml").read_text(encoding="utf-8"), nl=False)


def _loaded(files: list[Path]) -> list[Story]:
    stories: list[Story] = []
    problems: list[Problem] = []
    for file in files:
        try:
            stories.append(load_story(file))
        except StoryError as error:
            problems += error.problems
    if problems:
        _refuse(problems)
    return stories


def _refuse(problems: list[Problem]) -> None:
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for problem in problems:
        console.print(str(problem), style="red", markup=False)
    sys.exit(1)
