"""What came of a run: told while it goes on, kept in a folder that is not committed."""

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutants.named import Named
from tests.mutants.run import Fault
from tests.mutants.sample import room
from tests.mutants.sites import Mutant
from tests.mutants.trial import Verdict

RESULTS = Path(".mutants")
_EVERY = 20


@dataclass
class Tally:
    """`made`: how many could be made, by room. Kept by the seed: a run that is broken off leaves what it found."""

    seed: int
    made: Counter[str]
    killed: Counter[str] = field(default_factory=Counter)
    survivors: list[Mutant] = field(default_factory=list)
    known: list[Named] = field(default_factory=list)
    _since: float = field(default_factory=time.monotonic)

    def hear(self, fault: Fault, said: Verdict) -> None:
        """One verdict. A stillborn one is not counted, unless it is known by name: then it is to be named anew."""
        if isinstance(fault, Named):
            if said is not Verdict.KILLED:
                self.known.append(fault)
                tell(f"{fault.path}: {fault.told}: {said}")
            return
        if said is Verdict.STILLBORN:
            return
        if said is Verdict.SURVIVED:
            self.survivors.append(fault)
            tell(shown(fault))
        else:
            self.killed[room(fault.path)] += 1
        if self.tried % _EVERY == 0:
            minutes = (time.monotonic() - self._since) / 60
            tell(f"{minutes:.1f} min: {self.killed.total()} of {self.tried} killed")
            self.keep()

    @property
    def tried(self) -> int:
        """Verdicts of the sample."""
        return self.killed.total() + len(self.survivors)

    @property
    def result(self) -> str:
        """One line."""
        told = f"seed {self.seed}: {self.killed.total()} of {self.tried} killed (of {self.made.total()} that could be made)"
        return f"{told}; of those known by name {len(self.known)} live"

    def rooms(self) -> str:
        """Killed and survived by room, and how many could be made there."""
        lived = Counter(room(each.path) for each in self.survivors)
        rows = [f"{'room':<14}{'killed':>8}{'survived':>10}{'could be made':>15}"]
        rows += [f"{name:<14}{self.killed[name]:>8}{lived[name]:>10}{self.made[name]:>15}" for name in sorted(self.made)]
        return "\n".join(rows)

    def report(self) -> str:
        """The survivors, the rooms and the result."""
        survivors = [shown(each) for each in sorted(self.survivors, key=lambda each: (str(each.path), each.line))]
        return "\n".join([*survivors, *(f"{each.path}: {each.told}: lives" for each in self.known), self.rooms(), self.result])

    def keep(self) -> None:
        """As text and JSON."""
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"seed-{self.seed}.txt").write_text(f"{self.report()}\n")
        rows = [{"file": str(each.path), "line": each.line, "before": each.before, "after": each.after} for each in self.survivors]
        found = {"result": self.result, "survivors": rows}
        (RESULTS / f"seed-{self.seed}.json").write_text(json.dumps(found, ensure_ascii=False, indent=2))


def shown(mutant: Mutant) -> str:
    """Where, and what was made of what."""
    return f"{mutant.path}:{mutant.line}: {mutant.before}\n    → {mutant.after}"


def tell(text: str) -> None:
    """At once, wherever the output goes."""
    print(text, flush=True)
