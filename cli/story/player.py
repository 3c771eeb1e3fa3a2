"""Plays stories, their acts merged by time, and checks what they expect."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from google.protobuf.message import Message

from chassis.calendar import CHINA
from cli.refused import Refused
from cli.story.casting import Cast
from cli.story.expectations import refusal_words, unmet, unmet_refusal
from cli.story.matching import Difference, show
from cli.story.methods import is_mutation
from cli.story.model import Act, Expectation, Story
from cli.story.paths import PathError, follow, parse_path
from cli.story.places import Place, Problem, StoryError
from cli.story.references import BadReference, Kept, references_in, resolve
from cli.story.requests import request_body, request_id_of
from cli.story.scope import StoryScope
from cli.story.stage import Stage
from cli.story.values import plain
from cli.story.wallet import Wallet
from cli.story.wording import Ids


@dataclass(frozen=True)
class Played:
    """An act that was played: the refusal it met, in what its expectations were not met, and why it did not happen, if it did not."""

    story: Story
    act: Act
    refused: Refused | None = None
    unmet: tuple[Difference, ...] = ()
    lost: Problem | None = None


@dataclass
class Outcome:
    """How a run went. `lost`: the acts that did not happen; `stopped`: the first of them ended the run."""

    played: list[Played] = field(default_factory=list)
    unmet: list[Difference] = field(default_factory=list)
    lost: list[Problem] = field(default_factory=list)
    expectations: int = 0
    projects: list[str] = field(default_factory=list)
    stopped: bool = False

    @property
    def held(self) -> bool:
        """Whether everything was played and every expectation held."""
        return not self.lost and not self.unmet

    def add(self, played: Played) -> None:
        """Put an act that was played on record."""
        self.played.append(played)
        self.unmet += played.unmet
        if played.lost is not None:
            self.lost.append(played.lost)

    def mention(self, value: Any) -> None:
        """Remember the projects that a request or an answer names, by their application too."""
        for project in _projects_in(value):
            if project not in self.projects:
                self.projects.append(project)


class _Lost(Exception):
    """An act that cannot happen, or whose answer is not what the acts after it need."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Player:
    """Plays stories on a stage. `run` makes request ids of this run its own; `show` is told of each act played.

    An act that is lost ends the run, since those after it depend on it; with `go_on` they are tried all the same.
    """

    def __init__(self, stage: Stage, wallet: Wallet, run: str, show: Callable[[Played], None], *, go_on: bool = False) -> None:
        self.stage = stage
        self.wallet = wallet
        self.run = run
        self._show = show
        self._go_on = go_on
        self.outcome = Outcome()
        self._ids = Ids()
        self._now = datetime.min.replace(tzinfo=UTC)

    async def play(self, stories: list[Story]) -> Outcome:
        """Play the stories. Raises StoryError where one cannot be played from here at all."""
        self._now = await self.stage.now()
        self._demand_future(stories)
        scopes = {id(story): StoryScope(story.path.parent, self.wallet, story.values) for story in stories}
        started: set[int] = set()
        for story, act in _merged(stories):
            await self._reach(act)
            if id(story) not in started:
                started.add(id(story))
                await Cast(story, self.stage, scopes[id(story)], self.wallet, self.run).register()
                await self.stage.quiet()
            played = await self._play_act(story, act, scopes[id(story)])
            self.outcome.add(played)
            self._show(played)
            if played.lost is not None and not self._go_on:
                self.outcome.stopped = True
                break
            if played.lost is not None:
                _forget(act, scopes[id(story)])
        return self.outcome

    def _demand_future(self, stories: list[Story]) -> None:
        late = [act for story in stories for act in story.acts[:1] if act.at < self._now]
        if late:
            clock = self._now.astimezone(CHINA)
            raise StoryError([Problem(act.told, f"这一幕在 {act.at:%Y-%m-%d %H:%M}，早于演练时钟 {clock:%Y-%m-%d %H:%M}") for act in late])

    async def _reach(self, act: Act) -> None:
        if self._now < act.at:
            await self.stage.advance_to(act.at)
            self._now = act.at

    async def _play_act(self, story: Story, act: Act, scope: StoryScope) -> Played:
        try:
            response, refused = await self._call(story, act, scope)
            if response is not None:
                self._mention(plain(response))
                _keep(act, response, scope)
        except _Lost as lost:
            return Played(story, act, lost=lost.problem)
        found = self._of_refusal(act, refused, scope)
        await self.stage.quiet()
        if refused is not None and act.refused is None:
            # What the call was to bring about is not asked for: the refusal itself is told.
            return Played(story, act, refused, lost=Problem(act.place, f"{act.call} {refusal_words(refused)}"))
        for expected in act.expectations:
            found += await self.check(expected, response, scope)
        self.outcome.expectations += len(act.expectations) + (act.refused is not None)
        return Played(story, act, refused, tuple(found))

    async def check(self, expected: Expectation, response: Message | None, scope: StoryScope) -> list[Difference]:
        """In what an expectation is not met, with the suite quiet."""
        return await unmet(expected, response, scope, self.stage)

    async def _call(self, story: Story, act: Act, scope: StoryScope) -> tuple[Message | None, Refused | None]:
        if act.method is None:
            return None, None
        request_id = request_id_of(self.run, str(story.path), str(act.number)) if is_mutation(act.method) else ""
        try:
            scope.person = str(resolve(act.person, scope))
            body = request_body(act.body, scope, request_id)
        except BadReference as error:
            raise _Lost(Problem(act.place, str(error))) from error
        self._mention(body)
        try:
            return await self.stage.call(act.call, body, scope.person, act.service), None
        except Refused as refused:
            return None, refused

    def _of_refusal(self, act: Act, refused: Refused | None, scope: StoryScope) -> list[Difference]:
        if act.refused is None:
            return []
        if refused is None:
            return [Difference(act.refused.place, act.call, f"被拒绝 {show(act.refused.match)}", "没有被拒绝")]
        return [*self.check_refusal(act, refused, scope), *self._wording(act.refused.place, refused)]

    def _wording(self, place: Place, refused: Refused) -> list[Difference]:
        shown = "、".join(self._ids.shown_by(refused))
        return [Difference(place, "message", "人和事物的名称", f"编号 {shown}：{refused.message}")] if shown else []

    def _mention(self, value: Any) -> None:
        self.outcome.mention(value)
        self._ids.mention(value)

    def check_refusal(self, act: Act, refused: Refused, scope: StoryScope) -> list[Difference]:
        """In what the refusal of an act's call is not the expected one."""
        assert act.refused is not None
        return unmet_refusal(act.refused, refused, scope)


def _merged(stories: list[Story]) -> Iterator[tuple[Story, Act]]:
    # Acts of the same minute: in the order of the files given, then of their lines.
    lines = [[((act.at, number, act.number), story, act) for act in story.acts] for number, story in enumerate(stories)]
    for _, story, act in heapq.merge(*lines, key=lambda entry: entry[0]):
        yield story, act


def _keep(act: Act, response: Message, scope: StoryScope) -> None:
    values = plain(response)
    for save in act.saves:
        try:
            scope.keep(save.name, follow(values, parse_path(save.path)) if save.path else values)
        except PathError as error:
            raise _Lost(Problem(save.place, f"无法保存 {save.name}：{error}")) from error


def _forget(act: Act, scope: StoryScope) -> None:
    # What an earlier act kept under the same name is something else, unless this one was to change that very thing.
    changed = {reference.name for reference, _ in references_in(act.body, act.place) if isinstance(reference, Kept)}
    scope.forget(save.name for save in act.saves if save.name not in changed)


def _projects_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _projects_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _projects_in(item)
    elif isinstance(value, str) and value.startswith(("projects/", "applications/")):
        # A project has the id of its application; facts have its name as key from the submission on.
        yield f"projects/{value.split('/')[1]}"
