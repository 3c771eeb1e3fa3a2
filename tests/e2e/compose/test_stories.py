"""The example stories on compose, while each long-running container is killed once. SANZHI_COMPOSE_STORIES: other stories than all."""

import os
import re
import subprocess
from collections.abc import Iterable

import pytest

from cli.services import SERVICES
from tests.e2e.compose.conftest import ROOT, TOOLS

CONTAINERS = (*SERVICES, "kafka", "mongodb", "gateway")
STORIES = [f"/{file.relative_to(ROOT)}" for file in sorted(ROOT.glob(os.environ.get("SANZHI_COMPOSE_STORIES", "examples/stories/*.yaml")))]
ACT = re.compile(r"\[(\d+)/(\d+)\]")


@pytest.mark.timeout(1500)
def test_the_stories_hold_while_each_container_is_killed_once(compose: list[str]) -> None:
    command = [*compose, *TOOLS, "tools", "story", "run", *STORIES]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as stories:
        assert stories.stdout is not None
        told = _kill_in_turn(compose, stories.stdout)
        assert stories.wait() == 0, "".join(told[-40:])


def _kill_in_turn(compose: list[str], lines: Iterable[str]) -> list[str]:
    waiting, told = list(CONTAINERS), []
    for line in lines:
        told.append(line)
        if (found := ACT.search(line)) and waiting and _is_time(int(found[1]), int(found[2]), len(waiting)):
            _kill(compose, waiting.pop(0))
    assert not waiting, f"not killed: {waiting}\n{''.join(told[-40:])}"
    return told


def _is_time(act: int, acts: int, waiting: int) -> bool:
    """Evenly over the stories, so that each is hit while something else is going on."""
    return act >= acts * (len(CONTAINERS) - waiting + 1) // (len(CONTAINERS) + 1)


def _kill(compose: list[str], service: str) -> None:
    # Every replica. A kill by hand also tells the engine not to restart it. Compose would do the steps before it again, and wait for what
    # it depends on: here the container alone comes back, as after a crash.
    replicas = _done([*compose, "ps", "--quiet", service]).split()
    assert replicas, f"no container of {service}"
    for action in ("kill", "start"):
        _done(["docker", action, *replicas])


def _done(command: list[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
