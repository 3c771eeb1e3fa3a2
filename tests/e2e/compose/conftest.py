"""A suite that `docker compose up` started: SANZHI_COMPOSE names the project (deploy/compose-test.sh); without it, skipped."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Inside = Callable[[str, str], str]
ROOT = Path(__file__).parents[3]
TOOLS = ("--profile", "tools", "run", "--rm", "--no-deps", "-T")


@pytest.fixture
def compose() -> list[str]:
    """The command that every `docker compose …` on the running project begins with."""
    if not os.environ.get("SANZHI_COMPOSE"):
        pytest.skip("no compose project: SANZHI_COMPOSE is not set")
    return ["docker", "compose", "--project-name", os.environ["SANZHI_COMPOSE"], "--env-file", "deploy/offline/env"]


@pytest.fixture
def inside(compose: list[str]) -> Inside:
    """`inside("contracts", code)`: what Python code prints there, with that container's rights and settings."""

    def run(container: str, code: str) -> str:
        command = (
            [*TOOLS, "--entrypoint", "python", "tools", "-c", code]
            if container == "tools"
            else ["exec", "-T", container, "python", "-c", code]
        )
        done = subprocess.run([*compose, *command], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run
