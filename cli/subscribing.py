"""`make try-subscriber`: a rehearsal stack, a story, and the Python kit for subscribers as another department would run it.

The kit follows the feed while the story goes on, is killed in the middle, and starts again; then its rows are held against the facts that
anybody sees on Kafka. Exit code 0 only if none is lost and none is there twice.
"""

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from chassis.run import loop
from cli.console import console
from cli.observer import Seen
from cli.stack.child import with_lifeline
from cli.stack.problem import StackProblem
from cli.stack.stack import Stack, Wanted
from cli.stack.supervisor import Ended, supervised
from cli.story.loader import load_story
from cli.story.model import Story
from cli.story.player import Played, Player
from cli.story.progress import Progress
from cli.story.run import stage_on, wallet_of
from cli.story.suite import Suite
from cli.story.values import plain
from cli.target import Target, find_target
from cli.terminal import speak_chinese
from cli.up import say

EXAMPLES = Path(__file__).parents[1] / "examples"
KIT = EXAMPLES / "subscribers" / "python" / "subscriber.py"
GRANTED, PLAYED = EXAMPLES / "subscribers" / "try.yaml", EXAMPLES / "stories" / "story-5-terminated.yaml"
CLERK, SUBSCRIPTION = "people/tong-shu", "subscriptions/shiyong"
_EXCHANGE = "sanzhi.exchange.v1.ExchangeService"
_LONGEST = 300
Identity = tuple[str, str]


@dataclass
class Kit:
    """The subscriber in a process of its own. `rows`: what is committed in its database."""

    surroundings: dict[str, str]
    database: Path
    killed_with: int = 0
    _process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """It follows the feed until it is killed; it goes when we do."""
        self._process = subprocess.Popen(with_lifeline([sys.executable, str(KIT)]), env=self.surroundings)

    def kill(self) -> None:
        """As a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self.killed_with = len(self.rows())

    def catch_up(self) -> None:
        """Until nothing new is there. Raises StackProblem."""
        ended = subprocess.run([sys.executable, str(KIT), "--once"], env=self.surroundings, timeout=_LONGEST, check=False)
        if ended.returncode:
            raise StackProblem(f"订阅程序没有取完，退出码 {ended.returncode}")

    def rows(self) -> list[Identity]:
        """Source and id of each fact."""
        return self._all("SELECT event_source, event_id FROM facts")

    def effects(self) -> int:
        """How often the example's own table was counted up."""
        return sum(count for (count,) in self._all("SELECT fact_count FROM ledger"))

    def _all(self, sql: str) -> list[Any]:
        with closing(sqlite3.connect(self.database)) as db:
            return db.execute(sql).fetchall() if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'ledger'").fetchone() else []


@dataclass(frozen=True)
class Reckoning:
    """What is on Kafka of the granted types, against the rows."""

    wanted: frozenset[Identity]
    found: Counter[Identity]
    effects: int

    @property
    def lost(self) -> int:
        """Facts without a row."""
        return len(self.wanted - set(self.found))

    @property
    def doubled(self) -> int:
        """Rows too many, or effects without a row."""
        return max(self.found.total() - len(self.wanted & set(self.found)), self.effects - self.found.total())

    @property
    def whole(self) -> bool:
        """Each is there once, with its effect, and there are some."""
        return bool(self.wanted) and not self.lost and not self.doubled and self.effects == len(self.wanted)


def reckon(seen: Iterable[Seen], types: frozenset[str], kit: Kit) -> Reckoning:
    """Of these types."""
    wanted = frozenset((fact.envelope.source, fact.envelope.id) for fact in seen if fact.envelope.type in types)
    return Reckoning(wanted, Counter(kit.rows()), kit.effects())


async def _granted(suite: Suite, target: Target) -> tuple[str, frozenset[str]]:
    """Plays how the department asks and is granted; its token, and the types. Raises StackProblem."""
    await _play(suite, target, load_story(GRANTED), lambda played: None)
    subscription = plain(await suite.call(f"{_EXCHANGE}/GetSubscription", {"name": SUBSCRIPTION}, CLERK))
    token = plain(await suite.call(f"{_EXCHANGE}/IssueFeedToken", {"name": SUBSCRIPTION, "request_id": str(uuid4())}, CLERK))
    return token["token"], frozenset(share["type"] for share in subscription["granted"]["types"])


async def _play(suite: Suite, target: Target, story: Story, then: Callable[[Played], None]) -> None:
    progress = Progress(console(), [story], quiet=False)

    def played(act: Played) -> None:
        progress.played(act)
        then(act)

    outcome = await Player(suite, wallet_of(target, None), "subscriber", played).play([story])
    if not outcome.held:
        raise StackProblem(f"故事没有演成：{(outcome.lost or outcome.unmet)[0]}")


async def _tried(stack: Stack, folder: Path) -> bool:
    target, story = find_target(stack.data), load_story(PLAYED)
    async with stage_on(target) as (suite, _):
        token, types = await _granted(suite, target)
        say(f"市统计局获准 {len(types)} 类事实，领到令牌；启动订阅程序 {KIT.relative_to(EXAMPLES.parent)}，写进 SQLite")
        kit = Kit(_surroundings(stack, token, folder / "facts.db"), folder / "facts.db")
        kit.start()
        await _play(suite, target, story, _Knife(kit, len(story.acts) // 2))
        say("故事演完，订阅程序重新启动，取到没有新的为止")
        await asyncio.to_thread(kit.catch_up)
        found = reckon(await suite.facts(), types, kit)
    in_the_middle = 0 < kit.killed_with < len(found.wanted)
    say(f"Kafka 上有 {len(found.wanted)} 条，库里有 {found.found.total()} 行，业务表计了 {found.effects} 次")
    say(f"{'✓' if found.whole and in_the_middle else '✗'} 丢 {found.lost}，重 {found.doubled}")
    return found.whole and in_the_middle


class _Knife:
    """Kills the kit after so many acts."""

    def __init__(self, kit: Kit, after: int) -> None:
        self._kit, self._left = kit, after

    def __call__(self, played: Played) -> None:
        self._left -= 1
        if self._left == 0:
            self._kit.kill()
            say(f"kill -9：订阅程序死在半途，库里有 {self._kit.killed_with} 行；故事继续")


def _surroundings(stack: Stack, token: str, database: Path) -> dict[str, str]:
    own = {"FEED_URL": stack.running.state.feed, "FEED_TOKEN": token, "FEED_DATABASE": str(database)}
    return {name: value for name, value in os.environ.items() if not name.startswith("SANZHI_")} | own


def main() -> None:
    """Exit code 0: rows and facts are the same."""
    speak_chinese()
    try:
        with tempfile.TemporaryDirectory(prefix="sanzhi-subscriber-") as name:
            folder = Path(name)
            with supervised(stack := Stack(Wanted(folder / "data", port=0, clock="rehearsal"), say)):
                sys.exit(0 if loop.run(_tried(stack, folder)) else 1)
    except Ended as ended:
        sys.exit(f"收到 {ended}，中止")
    except StackProblem as problem:
        sys.exit(f"错误：{problem}")


if __name__ == "__main__":
    main()
