"""`sanzhi try`: a rehearsal stack with the stories played up to the middle of their projects, left open to look and to act."""

import tempfile
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated

import typer

from chassis.calendar import CHINA
from chassis.run import loop
from cli.console import console
from cli.demo import examples
from cli.stack.problem import StackProblem
from cli.stack.stack import DEFAULT_PORT, Stack, Wanted
from cli.stack.supervisor import Ended, supervised, watch
from cli.story.loader import load_story
from cli.story.model import Story
from cli.story.places import StoryError
from cli.story.player import Player
from cli.story.progress import Progress
from cli.story.run import stage_on, wallet_of
from cli.target import find_target
from cli.up import LAST_PORT, as_day, how_to_use, say

MIDDLE = date(2026, 9, 8)
_WHO = """
登录页列出故事中的每个人：市科技局、县科技部门、企业、项目经理人、技术总师、专家、项目专员、市财政局。换一个人登录，看到的待办就不同。
"""


def command(
    stories: Annotated[list[Path] | None, typer.Argument(help="故事文件；缺省为全部示例故事", metavar="[FILE]...")] = None,
    day: Annotated[date | None, typer.Option("--until", parser=as_day, help=f"演到这一天为止，缺省 {MIDDLE}", metavar="YYYY-MM-DD")] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=LAST_PORT, help="端口起点，同 sanzhi up")] = DEFAULT_PORT,
) -> None:
    """启动演练系统，把示例故事演到半途，然后留着，供打开网页查看和办理；Ctrl-C 停止，不留任何数据。"""
    files, end = stories or examples(), datetime.combine(day or MIDDLE, time(), CHINA)
    try:
        played = [story for story in (until(load_story(file), end) for file in files) if story.acts]
        with tempfile.TemporaryDirectory(prefix="sanzhi-try-") as folder, supervised(stack := Stack(_wanted(folder, port), say)):
            loop.run(_play(stack, played))
            say(how_to_use(stack) + _WHO)
            watch(stack, restart=True)
    except StoryError as error:
        raise StackProblem("；".join(map(str, error.problems))) from error
    except Ended:
        say("已全部停止")


def _wanted(folder: str, port: int) -> Wanted:
    return Wanted(Path(folder) / "data", port, "rehearsal", console=True)


def until(story: Story, end: datetime) -> Story:
    """The acts before this instant."""
    return replace(story, acts=tuple(act for act in story.acts if act.at < end))


async def _play(stack: Stack, stories: list[Story]) -> None:
    """Raises StackProblem where an act did not happen."""
    target = find_target(stack.data)
    progress = Progress(console(), stories, quiet=False)
    async with stage_on(target) as (suite, _):
        outcome = await Player(suite, wallet_of(target, None), "try", progress.played).play(stories)
    if outcome.lost:
        raise StackProblem(f"故事没有演成：{outcome.lost[0]}")
