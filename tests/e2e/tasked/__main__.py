"""Plays stories on a stack of its own and tells which tasks nobody of those who have them can carry out, at what time, and why:
`make tasks ONLY="PARTS OF NAMES"`. Ends with 1 where one has no reason in WAITS.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from cli.stack.stack import Stack, Wanted
from cli.story.loader import load_story
from cli.story.player import Played, Player
from cli.story.run import stage_on, wallet_of
from cli.target import find_target
from services.desk.domain.table import KINDS
from tests.e2e.tasked.looking import Tasked, TaskedStage
from tests.e2e.tasked.repertoire import Repertoire
from tests.e2e.tasked.waits import WAITS

STORIES = sorted((Path(__file__).parents[3] / "examples/stories").glob("story-*.yaml"))
_TOLD_AFTER_ACTS = 20


async def play(stack: Stack, paths: list[Path]) -> Tasked:
    """Play stories; what was found of the tasks."""
    target, acts = find_target(stack.data), 0
    stories = [load_story(path) for path in paths]
    of = sum(len(story.acts) for story in stories)
    async with stage_on(target) as (suite, _):
        wallet = wallet_of(target, None)
        tasked = Tasked(suite, Repertoire([load_story(path) for path in STORIES], wallet))

        def told(played: Played) -> None:
            nonlocal acts
            acts += 1
            if acts % _TOLD_AFTER_ACTS == 0:
                print(f"{acts} of {of} acts, {sum(tasked.tried.values())} tasks tried, {tasked.calls} calls", flush=True)

        outcome = await Player(TaskedStage(suite, tasked), wallet, "tasked", told).play(stories)
        await tasked.look(everything=True)
    assert outcome.held, (outcome.lost, outcome.unmet)
    return tasked


def tell(tasked: Tasked) -> int:
    """Print what was found; the exit code."""
    for (kind, reason), cases in sorted(tasked.undone.items()):
        print(f"{kind} {reason}, {len(cases)}: {WAITS.get((kind, reason), 'NO REASON')}")
        print("".join(f"    {case}\n" for case in (cases if (kind, reason) not in WAITS else cases[:1])), end="")
    print(f"never shown: {', '.join(sorted(set(KINDS) - set(tasked.tried)))}")
    return int(any(found not in WAITS for found in tasked.undone))


def main() -> None:
    """As said above."""
    paths = [path for path in STORIES if not sys.argv[1:] or any(part in path.name for part in sys.argv[1:])]
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Wanted(Path(folder) / "data", port=0, clock="rehearsal"), print)
        try:
            stack.start()
            tasked = asyncio.run(play(stack, paths))
        finally:
            stack.stop()
    raise SystemExit(tell(tasked))


if __name__ == "__main__":
    main()
