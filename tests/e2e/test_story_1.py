"""Story 1 on a whole stack: it holds, and no expectation of it can be made false unnoticed."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli import story as story_package
from cli.stack.stack import Stack
from cli.story.loader import load_story
from cli.story.player import Played
from cli.story.run import stage_on, wallet_of
from cli.target import SERVICES, find_target
from tests.e2e.falsify.falsifier import Falsifier

STORY = Path(__file__).parents[2] / "examples" / "stories" / "story-1-open-bid.yaml"


@pytest.mark.timeout(900)
async def test_every_expectation_holds_and_made_false_is_told_with_file_and_line(stack: Stack) -> None:
    target = find_target(stack.data)
    shown: list[Played] = []
    async with stage_on(target) as (suite, _):
        player = Falsifier(suite, wallet_of(target, None), "falsify", shown.append)
        outcome = await player.play([load_story(STORY)])
    assert outcome.stopped is None and outcome.unmet == [] and outcome.held
    findings = player.findings
    assert findings.expectations == outcome.expectations > 150
    assert findings.tried > 2 * findings.expectations
    assert findings.survived == []


@pytest.mark.timeout(900)
def test_each_service_is_killed_in_the_middle_and_the_story_ends_well(stack: Stack) -> None:
    command = [sys.executable, "-P", "-m", "cli.main", "story", "run", str(STORY), "--data", str(stack.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as story:
        assert story.stdout is not None
        killer = threading.Thread(target=_kill_in_turn, args=(stack, iter(story.stdout.readline, "")))
        killer.start()
        code = story.wait()
        killer.join()
    assert code == 0
    _false_skeleton_is_told(stack)


def _false_skeleton_is_told(stack: Stack) -> None:
    """The command itself: exit 1, and the line of the expectation."""
    text = (Path(story_package.__file__).parent / "skeleton.yaml").read_text(encoding="utf-8")
    file = stack.data / "false.yaml"
    file.write_text(text.replace("lead_weight: 20", "lead_weight: 21"), encoding="utf-8")
    line = next(number for number, one in enumerate(text.splitlines(), start=1) if "- fact: sanzhi.registry.guide.published" in one)
    command = [sys.executable, "-P", "-m", "cli.main", "story", "run", str(file), "--data", str(stack.data)]
    played = subprocess.run(command, capture_output=True, text=True, check=False)
    assert played.returncode == 1 and f"{file}:{line}: " in played.stdout


def _kill_in_turn(stack: Stack, lines: Iterator[str]) -> None:
    # One act every so often, so that each service is hit while something else is going on.
    victims = dict(zip((f"[{number}/" for number in (15, 40, 65, 80, 105)), SERVICES, strict=True))
    told: list[str] = []
    for line in lines:
        told.append(line)
        for mark in [mark for mark in victims if mark in line]:
            name = victims.pop(mark)
            stack.services[name].kill()
            time.sleep(0.5)
            stack.launch_service(name)
    assert not victims, "".join(told)
