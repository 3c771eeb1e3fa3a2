"""`sanzhi try`: the stories are played up to a day, whole acts, in China's time; what begins later is left out."""

from datetime import datetime
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from chassis.calendar import CHINA
from cli import trying
from cli.demo import examples
from cli.stack.problem import StackProblem
from cli.story.loader import load_story
from cli.trying import until

END = datetime(2026, 9, 8, tzinfo=CHINA)


def story(part: str) -> Path:
    return next(file for file in examples() if part in file.name)


def test_a_story_is_cut_at_a_day() -> None:
    whole = load_story(story("story-5"))
    cut = until(whole, END)
    assert 0 < len(cut.acts) < len(whole.acts)
    assert cut.acts == whole.acts[: len(cut.acts)]
    assert all(f"{act.at:%Y-%m-%d}" < "2026-09-08" for act in cut.acts)


def test_what_begins_later_has_no_acts() -> None:
    assert until(load_story(story("story-2")), END).acts == ()
    assert until(load_story(story("story-5")), datetime(2099, 1, 1, tzinfo=CHINA)).acts == load_story(story("story-5")).acts


@pytest.mark.parametrize("asked", [[], ["--until", "2026-03-01"]])
def test_the_command_as_it_is_typed_comes_as_far_as_the_stack(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    def no_stack(*_: object) -> None:
        raise StackProblem("so far")

    monkeypatch.setattr(trying, "Stack", no_stack)
    app = typer.Typer()
    app.command()(trying.command)
    assert isinstance(CliRunner().invoke(app, asked).exception, StackProblem)
