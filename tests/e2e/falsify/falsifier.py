"""A player that also falsifies: at every expectation of one story it lets the product's own check see each mutant as well.

The check reads back from the services each time, so a mutant is judged against the same state as the true expectation.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from google.protobuf.message import Message

from cli.refused import Refused
from cli.story.expectations import unmet_refusal
from cli.story.matching import Difference
from cli.story.model import Act, Expectation
from cli.story.player import Player
from cli.story.scope import StoryScope
from tests.e2e.falsify.mutants import Mutant, mutants_of


@dataclass
class Findings:
    """What became of the mutants."""

    expectations: int = 0
    tried: int = 0
    survived: list[str] = field(default_factory=list)

    def judge(self, mutant: Mutant, file: str, found: list[Difference]) -> None:
        """A mutant is caught if a difference is told in its file at its line, or at the line of its expectation."""
        self.tried += 1
        lines = {mutant.line, mutant.expectation.place.line}
        if not any(one.place.file == file and one.place.line in lines for one in found):
            told = "；".join(map(str, found)) or "没有发现"
            self.survived.append(f"{file}:{mutant.line}: {mutant.what} → {told}")


class Falsifier(Player):
    """Plays as the product does; `findings` is what it saw of the mutants of the story of that name."""

    def __init__(self, *arguments: Any, story: str) -> None:
        super().__init__(*arguments)
        self.findings = Findings()
        self._story = story

    async def check(self, expected: Expectation, response: Message | None, scope: StoryScope) -> list[Difference]:
        if Path(expected.place.file).name != self._story:
            return await super().check(expected, response, scope)
        self.findings.expectations += 1
        for mutant in mutants_of(expected):
            found = await super().check(mutant.expectation, response, scope)
            self.findings.judge(mutant, expected.place.file, found)
        return await super().check(expected, response, scope)

    def check_refusal(self, act: Act, refused: Refused, scope: StoryScope) -> list[Difference]:
        assert act.refused is not None
        if Path(act.refused.place.file).name != self._story:
            return super().check_refusal(act, refused, scope)
        self.findings.expectations += 1
        for mutant in mutants_of(act.refused):
            self.findings.judge(mutant, act.refused.place.file, unmet_refusal(mutant.expectation, refused, scope))
        return super().check_refusal(act, refused, scope)
