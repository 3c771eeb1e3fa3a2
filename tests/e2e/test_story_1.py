"""Story 1 while each service is killed once, and what the commands tell of it."""

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from cli import story as story_package
from cli.services import SERVICES
from cli.stack.stack import Stack
from tests.e2e.conftest import STORY


def test_each_service_is_killed_in_the_middle_and_the_story_ends_well(stack: Stack) -> None:
    command = [sys.executable, "-P", "-m", "cli.main", "story", "run", str(STORY), "--data", str(stack.data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as story:
        assert story.stdout is not None
        # In this thread: a child of the stack goes when the thread that started it does.
        _kill_in_turn(stack, story.stdout)
        assert story.wait() == 0
    _false_skeleton_is_told(stack)
    _everything_can_be_looked_at(stack)


def _sanzhi(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-m", "cli.main", *arguments, "--data", str(stack.data)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _everything_can_be_looked_at(stack: Stack) -> None:
    project = json.loads(_sanzhi(stack, "project", "show", "yeya-fati", "--json").stdout)
    assert project["project"]["state"] == "PROJECT_STATE_CLOSED" and len(project["deadlines"]) == 11
    over = {"DEADLINE_STATE_MET", "DEADLINE_STATE_CANCELLED"}
    assert {deadline["state"] for deadline in project["deadlines"]} <= over, project["deadlines"]
    facts = [json.loads(line) for line in _sanzhi(stack, "events", "tail", "-n", "500", "--json").stdout.splitlines()]
    closed = next(fact for fact in facts if fact["type"] == "sanzhi.registry.project.closed.v1")
    assert json.loads(_sanzhi(stack, "events", "show", closed["id"], "--json").stdout)["subject"] == "projects/yeya-fati"
    assert not any(".internal" in fact["topic"] for fact in facts)
    assert [fact["type"] for fact in facts if not fact["aggregateversion"] > 0] == []
    refused = json.loads(_sanzhi(stack, "audit", "list", "--refused", "--project", "projects/yeya-fati", "--json").stdout)
    assert {"EVALUATION_FILED", "RETURN_ALREADY_USED", "SIGNATURE_INVALID"} <= {entry["outcome"] for entry in refused}
    assert json.loads(_sanzhi(stack, "due", "--project", "projects/yeya-fati", "--json").stdout) == []
    verified = _sanzhi(stack, "audit", "verify")
    assert verified.returncode == 0 and verified.stdout.count("没有发现不符") == len(SERVICES), verified.stdout
    told = _sanzhi(stack, "project", "show", "yeya-fati").stdout
    for words in ("恒泰液压股份有限公司", "李承远", "大事记", "中试验证", "（逾期）", "偏差"):
        assert words in told


def _false_skeleton_is_told(stack: Stack) -> None:
    """The command itself: exit 1, and the line of the expectation."""
    text = (Path(story_package.__file__).parent / "skeleton.yaml").read_text(encoding="utf-8")
    file = stack.data / "false.yaml"
    file.write_text(text.replace("lead_weight: 20", "lead_weight: 21"), encoding="utf-8")
    line = next(number for number, one in enumerate(text.splitlines(), start=1) if "- fact: sanzhi.registry.guide.published" in one)
    played = _sanzhi(stack, "story", "run", str(file))
    assert played.returncode == 1 and f"{file}:{line}: " in played.stdout


def _kill_in_turn(stack: Stack, lines: Iterable[str]) -> None:
    # One act every so often, so that each service is hit while something else is going on; the story has 120.
    victims = {f"[{15 + 95 * place // len(SERVICES)}/": name for place, name in enumerate(SERVICES)}
    told: list[str] = []
    for line in lines:
        told.append(line)
        for mark in [mark for mark in victims if mark in line]:
            name = victims.pop(mark)
            stack.services[name].kill()
            stack.launch_service(name)
    assert not victims, "".join(told)
