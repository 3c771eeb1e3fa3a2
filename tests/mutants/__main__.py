"""`make mutants`: those that once lived, all of which must be seen, then faults by chance in the plan and in every domain, 90 of 100."""

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from tests.mutants.named import NAMED, Named
from tests.mutants.sites import Mutant, mutants
from tests.mutants.trial import Verdict, preload, start, verdict

WANTED = 0.9
RESULTS = Path(".mutants")


@dataclass
class Run:
    """Up to `wanted` mutants, drawn from `drawn`, tried a few at a time. `verdicts`: in the order in which they came."""

    drawn: Iterator[Mutant]
    wanted: int
    workers: int
    verdicts: list[tuple[Mutant, Verdict]] = field(default_factory=list)
    _tried: dict[int, Mutant] = field(default_factory=dict)

    def go_on(self, progress: Progress) -> None:
        """Try them all."""
        bar = progress.add_task("mutants", total=self.wanted)
        while len(self.verdicts) < self.wanted and (self._fill() or self._tried):
            self._next_verdict()
            progress.update(bar, completed=len(self.verdicts))

    def _fill(self) -> bool:
        while len(self._tried) < min(self.workers, self.wanted - len(self.verdicts)):
            mutant = next(self.drawn, None)
            if mutant is None:
                return False
            self._tried[start(mutant.path, mutant.source, tests_of(mutant.path))] = mutant
        return True

    def _next_verdict(self) -> None:
        child, status = os.wait()
        mutant, said = self._tried.pop(child), verdict(status)
        if said is not Verdict.STILLBORN:
            self.verdicts.append((mutant, said))


def tests_of(path: Path) -> str:
    """The unit tests that must see a fault in a file: those of the plan, or of the service."""
    return "tests/unit/plan" if path.parts[0] == "plan" else f"tests/unit/{path.parts[1]}"


def files(only: str) -> list[Path]:
    """The plan and every domain, as far as their path has `only` in it."""
    found = sorted([*Path("plan").rglob("*.py"), *Path("services").glob("*/domain/**/*.py")])
    return [path for path in found if only in str(path)]


def demand_green(paths: list[Path]) -> None:
    """End where a test fails without any mutant: it would kill them all."""
    for tests in sorted({tests_of(path) for path in paths}):
        _, status = os.waitpid(start(paths[0], None, tests), 0)
        if verdict(status) is not Verdict.SURVIVED:
            sys.exit(f"{tests} fails without any mutant")


def named_survivors(only: str) -> list[Named]:
    """Those among the mutants known by name that their tests do not see."""
    named = [each for each in NAMED if only in str(each.path)]
    survived = []
    for each in named:
        _, status = os.waitpid(start(each.path, each.source, each.tests or tests_of(each.path)), 0)
        if verdict(status) is not Verdict.KILLED:
            survived.append(each)
    return survived


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--only", default="", help="files whose path has this in it")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    return parser.parse_args()


def main() -> None:
    """Draw, try, tell, and end with an error where too many live."""
    asked, console = arguments(), Console()
    paths = files(asked.only)
    preload()
    demand_green(paths)
    known = named_survivors(asked.only)
    for each in known:
        console.print(f"{each.path}: {each.told}: lives\n", markup=False)
    every = [mutant for path in paths for mutant in mutants(path)]
    random.Random(asked.seed).shuffle(every)
    run = Run(iter(every), asked.count, asked.workers)
    with Progress(console=console, transient=True) as progress:
        run.go_on(progress)
    killed = [mutant for mutant, said in run.verdicts if said is Verdict.KILLED]
    survivors = [mutant for mutant, said in run.verdicts if said is Verdict.SURVIVED]
    text = "".join(f"{mutant.path}:{mutant.line}: {mutant.before}\n    → {mutant.after}\n" for mutant in sorted(survivors, key=place))
    told = f"seed {asked.seed}: {len(killed)} of {len(run.verdicts)} killed (of {len(every)} that could be made)"
    told += f"; of {len(NAMED)} known by name {len(known)} live"
    keep(asked.seed, told, text, survivors)
    console.print(text, markup=False, highlight=False)
    console.print(told, markup=False)
    sys.exit(bool(known) or len(killed) < WANTED * len(run.verdicts))


def place(mutant: Mutant) -> tuple[str, int]:
    """Where it stands, to sort by."""
    return str(mutant.path), mutant.line


def keep(seed: int, told: str, text: str, survivors: list[Mutant]) -> None:
    """Leave the result in a folder that is not committed."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"seed-{seed}.txt").write_text(f"{text}{told}\n")
    rows = [{"file": str(each.path), "line": each.line, "before": each.before, "after": each.after} for each in survivors]
    (RESULTS / f"seed-{seed}.json").write_text(json.dumps({"result": told, "survivors": rows}, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
