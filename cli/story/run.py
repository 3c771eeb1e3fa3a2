"""One run of stories against a running suite, told on the terminal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from rich.console import Console

from cli.client import Client
from cli.console import console
from cli.extent import Timeline
from cli.names import Names, load_names
from cli.observer import Observer
from cli.rehearsal import StillBusy, read_clock
from cli.stack.places import data_home
from cli.stack.problem import StackProblem
from cli.story.acts import CheckedStage
from cli.story.matching import Difference
from cli.story.model import Story
from cli.story.places import Problem
from cli.story.player import Outcome, Player
from cli.story.progress import Progress
from cli.story.stage import Stage
from cli.story.suite import Suite
from cli.story.wallet import Wallet
from cli.target import Target
from cli.telling import tell_project, whole_project

# A service that is killed and started again in the middle must not break a story.
PATIENCE = 180.0
# The deadline of a call; generous, for a story is no measurement.
SECONDS = 60.0


@dataclass(frozen=True)
class Telling:
    """How a run is told, whether it goes on after an act that is lost, and whether each act is held against what was said of it before."""

    quiet: bool = False
    timeline: Timeline = Timeline.SHORT
    go_on: bool = False
    check_acts: bool = False


async def play_and_tell(stories: list[Story], target: Target, wallet: Path | None, telling: Telling) -> bool:
    """Play the stories and print what happened; whether everything held. Raises StoryError, StackProblem."""
    told = console()
    progress = Progress(told, stories, telling.quiet)
    async with stage_on(target) as (suite, client):
        checked = CheckedStage(suite)
        stage: Stage = checked if telling.check_acts else suite
        player = Player(stage, wallet_of(target, wallet), f"{uuid4()}", progress.played, go_on=telling.go_on)
        try:
            outcome = await player.play(stories)
        except StillBusy as busy:
            raise StackProblem(str(busy)) from busy
        names = await load_names(client)
        if telling.timeline is not Timeline.NONE:
            for project in outcome.projects:
                tell_project(told, await whole_project(client, names, project, await suite.facts()), telling.timeline)
    _tell_result(told, outcome, names)
    if telling.check_acts:
        _tell_acts(told, checked, names)
    return outcome.held and not checked.differences


@asynccontextmanager
async def stage_on(target: Target) -> AsyncIterator[tuple[Suite, Client]]:
    """A stage on a running suite. Raises StackProblem where it does not run on a rehearsal clock, or Kafka is not known."""
    if not target.kafka.servers:
        raise StackProblem("不知道 Kafka 的地址：请设置 SANZHI_KAFKA（sanzhi env 给出）")
    async with Client(target, seconds=SECONDS, patience=PATIENCE) as client:
        if (await read_clock(client)).mode != "rehearsal":
            raise StackProblem("系统没有运行在演练时钟上，不能演示故事：请用 sanzhi up --clock rehearsal 启动")
        observer = Observer(target.kafka, target.topic_prefix)
        await observer.start()
        try:
            yield Suite(client, observer), client
        finally:
            await observer.stop()


def wallet_of(target: Target, chosen: Path | None) -> Wallet:
    """The wallet chosen, else that beside the stack's issuer, else that of the user's data folder."""
    if chosen is not None:
        return Wallet(chosen)
    beside = target.issuer.parent if target.issuer is not None else data_home()
    return Wallet(beside / "wallet")


def _tell_acts(told: Console, stage: CheckedStage, names: Names) -> None:
    for difference in stage.differences:
        told.print(f"✗ {names(difference)}", style="red", markup=False, soft_wrap=True)
    told.print(f"可办事项核对 {stage.checked} 幕，{len(stage.differences)} 处不符", style="red" if stage.differences else "green")
    if stage.unlisted:
        told.print(f"未列为可办事项：{'、'.join(sorted(method.partition('/')[2] for method in stage.unlisted))}", markup=False)
    if stage.of_requests:
        told.print(f"因请求内容被拒绝：{'、'.join(sorted(stage.of_requests))}", markup=False)


def _tell_result(told: Console, outcome: Outcome, names: Names) -> None:
    told.print()
    wrongs: list[Difference | Problem] = [*outcome.unmet, *outcome.lost]
    for wrong in sorted(wrongs, key=lambda each: each.place):
        told.print(f"✗ {names(str(wrong))}", style="red", markup=False, soft_wrap=True)
    if outcome.stopped:
        told.print("故事在此中止，其后各幕没有演示（--go-on 会继续）", style="red")
    acts, unmet, lost = len(outcome.played), len(outcome.unmet), len(outcome.lost)
    if outcome.held:
        told.print(f"✓ {acts} 幕全部演示，{outcome.expectations} 条预期全部成立", style="green")
    else:
        told.print(f"✗ 已演示 {acts} 幕，其中 {lost} 幕没有演成；{outcome.expectations} 条预期中有 {unmet} 处不符", style="red")
