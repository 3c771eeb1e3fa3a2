"""`make mutants`: those that once lived, all of which must be seen, then faults by chance in the plan and in every domain, 90 of 100.

Broken off by SIGINT or SIGTERM it still tells what it found.
"""

import argparse
import gc
import itertools
import os
import signal
import sys
import time
from collections import Counter
from types import FrameType

from tests.mutants.named import NAMED
from tests.mutants.run import Run, demand_green
from tests.mutants.sample import drawn, files, is_asked, room, tests_of
from tests.mutants.tally import Tally, tell
from tests.mutants.trial import preload

WANTED = 0.9
BROKEN_OFF = 128 + signal.SIGINT


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100, help="how many by chance")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no more after so long, however many were asked for")
    parser.add_argument("--only", nargs="+", default=[], help="files whose path has one of these in it")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    return parser.parse_args()


def main() -> None:
    """Draw, try, tell, and end with an error where too many live, or it is broken off."""
    asked = arguments()
    for each in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a shell has its background jobs ignore it
        signal.signal(each, break_off)
    ends_at = time.monotonic() + asked.minutes * 60
    paths = files(asked.only)
    preload()
    limits = demand_green({tests_of(path) for path in paths})
    tell(f"green without any mutant; they may take {', '.join(f'{tests} {limit:.0f} s' for tests, limit in limits.items())}")
    every = drawn(paths, asked.seed)
    named = [each for each in NAMED if is_asked(each.path, asked.only)]
    tally = Tally(asked.seed, Counter(room(each.path) for each in every))
    tell(f"{len(every)} could be made; {len(named)} known by name go first, then {asked.count} by chance, {asked.workers} at a time")
    gc.freeze()  # what children do not touch they share
    run = Run(itertools.chain(named, every), len(named) + asked.count, asked.workers, limits, tally.hear, ends_at)
    try:
        run.go_on()
        ended = int(bool(tally.known) or tally.killed.total() < WANTED * tally.tried)
    except KeyboardInterrupt:
        tell("\nbroken off")
        ended = BROKEN_OFF
    tally.keep()
    tell(f"\n{tally.report()}")
    sys.exit(ended)


def break_off(_signal: int, _frame: FrameType | None) -> None:
    """No more trials."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
