"""A suite that `docker compose up` started: SANZHI_COMPOSE names the project (deploy/compose-test.sh); without it, skipped."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Inside = Callable[[str, str], str]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def inside() -> Inside:
    """`inside("contracts", code)`: what Python code prints there, with that container's rights and settings."""
    if not os.environ.get("SANZHI_COMPOSE"):
        pytest.skip("no compose project: SANZHI_COMPOSE is not set")

    def run(container: str, code: str) -> str:
        compose = ["docker", "compose", "--project-name", os.environ["SANZHI_COMPOSE"], "--env-file", "deploy/offline/env"]
        command = (
            ["--profile", "tools", "run", "--rm", "--no-deps", "-T", "--entrypoint", "python", "tools", "-c", code]
            if container == "tools"
            else ["exec", "-T", container, "python", "-c", code]
        )
        done = subprocess.run([*compose, *command], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run
