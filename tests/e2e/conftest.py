"""A whole stack, each service its own process, on a rehearsal clock, and the example stories played on it: once for all tests here."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.database import Database

from cli.observer import Seen
from cli.services import SERVICES
from cli.stack.stack import Stack, Wanted
from cli.story import player
from cli.story.acts import CheckedStage
from cli.story.loader import load_story
from cli.story.model import Story
from cli.story.player import Outcome
from cli.story.run import stage_on, wallet_of
from cli.target import find_target
from tests.e2e.falsify.falsifier import Falsifier, Findings
from tests.e2e.tasked.looking import Tasked, TaskedStage
from tests.e2e.tasked.repertoire import Repertoire

STORY = Path(__file__).parents[2] / "examples" / "stories" / "story-1-open-bid.yaml"
STORIES = sorted(STORY.parent.glob("story-*.yaml"))
# The story has 120 acts: a service is killed every so often, while the act after this one is under way.
FIRST_KILL, LAST_KILL, INTO_AN_ACT = 15, 110, 0.1
# After each act the tasks of its project are tried, so many of a kind; all tasks after each act is `make tasks`.
TASKS_OF_A_KIND = 3
Databases = Sequence[Database[dict[str, Any]]]


@dataclass(frozen=True)
class Played:
    """How it went, what the stage saw of the acts, of tasks and on Kafka, what became of the mutants of story 1, what MongoDB profiled, and
    who was killed.
    """

    databases: Databases
    outcome: Outcome
    checked: CheckedStage
    tasked: Tasked
    seen: list[Seen]
    findings: Findings
    profiled: list[dict[str, Any]]
    killed: list[str]


@cache
def stories() -> tuple[Story, ...]:
    """All of them, read once: that takes seconds."""
    return tuple(load_story(path) for path in STORIES)


def profiled(databases: Databases) -> list[dict[str, Any]]:
    """Operations that went through a collection from end to end."""
    return [entry for database in databases for entry in database["system.profile"].find({})]


class Killer:
    """Kills each service once while story 1 goes on, and starts it again. `killed`: in this order."""

    def __init__(self, stack: Stack) -> None:
        self.killed: list[str] = []
        self._stack = stack
        self._acts = 0
        between = (LAST_KILL - FIRST_KILL) // len(SERVICES)
        self._victims = {FIRST_KILL + between * place: name for place, name in enumerate(SERVICES)}

    def played(self, act: player.Played) -> None:
        """After each act of a run."""
        if act.story.path == STORY:
            self._acts += 1
            if name := self._victims.get(self._acts):
                asyncio.get_running_loop().call_later(INTO_AN_ACT, self._kill, name)

    def _kill(self, name: str) -> None:
        # In this thread: a child of the stack goes when the thread that started it does.
        self._stack.services[name].kill()
        self._stack.launch(name)
        self.killed.append(name)


def sanzhi(stack: Stack, *words: str) -> tuple[int, str]:
    """Exit code and output of a command."""
    command = [sys.executable, "-P", "-m", "cli.main", *words, "--data", str(stack.data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="package")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    made = Stack(Wanted(tmp_path_factory.mktemp("played") / "data", port=0, clock="rehearsal"), print)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="package")
async def played(stack: Stack) -> AsyncIterator[Played]:
    """All stories, each act looked up and tried before it is done, and tasks after it, under MongoDB's profiler, while each service is
    killed once; story 1 with each expectation made false in every way.
    """
    target, killer = find_target(stack.data), Killer(stack)
    with MongoClient[dict[str, Any]](target.mongo) as client:
        databases = [client[f"sanzhi_{service}"] for service in SERVICES]
        for database in databases:
            database.command({"profile": 1, "filter": {"planSummary": {"$regex": "COLLSCAN"}}})
        async with stage_on(target) as (suite, _):
            checked, wallet = CheckedStage(suite), wallet_of(target, None)
            tasked = Tasked(suite, Repertoire(stories(), wallet))
            stage = TaskedStage(checked, tasked, TASKS_OF_A_KIND)
            falsifier = Falsifier(stage, wallet, "once", killer.played, story=STORY.name)
            outcome = await falsifier.play(list(stories()))
            seen = list(await checked.facts())
        yield Played(databases, outcome, checked, tasked, seen, falsifier.findings, profiled(databases), killer.killed)
