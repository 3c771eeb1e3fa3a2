"""deploy/backup.sh and restore.sh with a `docker` that only notes what it is told: nothing is destroyed by mistake, nothing left stopped.

That a restore gives back what was there is seen on a real installation: `make restore-drill`.
"""

import gzip
import os
import subprocess
from pathlib import Path

import pytest

from cli.services import SERVICES
from tests.harness.suite import PATIENCE

DEPLOY = Path(__file__).parents[3] / "deploy"
DOCKER = """#!/bin/sh
echo "$*" >>"$TOLD"
case "$*" in
    *"ps --status running"*) echo "$RUNNING" ;;
    *"ps --all --quiet"*) echo container ;;
    "wait "*) echo "$PROVISIONED" ;;
    "inspect "*) echo the-volume ;;
    *"backup dump $BROKEN"*) exit 1 ;;
    *"backup dump"*) echo dumped ;;
esac
"""


class Machine:
    """What the scripts were run with and what they told docker."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.backup = folder / "backup"
        (folder / "docker").write_text(DOCKER)
        (folder / "docker").chmod(0o755)

    def run(self, script: str, *arguments: str, running: str = "one", broken: str = "none", provisioned: str = "0") -> int:
        known = {"PATH": f"{self.folder}:{os.environ['PATH']}", "TOLD": str(self.folder / "told")}
        given = known | {"RUNNING": running, "BROKEN": broken, "PROVISIONED": provisioned}
        return subprocess.run(
            [DEPLOY / script, self.backup, *arguments], env=given, capture_output=True, timeout=PATIENCE, check=False
        ).returncode

    @property
    def told(self) -> list[str]:
        file = self.folder / "told"
        return [line.removeprefix("compose --progress quiet ") for line in file.read_text().splitlines()] if file.exists() else []

    def has_backup(self, damaged: str = "") -> None:
        self.backup.mkdir()
        for service in SERVICES:
            content = gzip.compress(b"documents" * 100)
            (self.backup / f"{service}.backup").write_bytes(content[:20] if service == damaged else content)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_backup_has_all_five_and_what_ran_runs_again(machine: Machine) -> None:
    assert machine.run("backup.sh") == 0
    assert sorted(file.name for file in machine.backup.iterdir()) == sorted(f"{service}.backup" for service in SERVICES)
    assert machine.told[1] == f"stop gateway {' '.join(SERVICES)}"
    assert machine.told[-1] == "start one"


def test_what_ran_runs_again_after_a_dump_that_failed(machine: Machine) -> None:
    assert machine.run("backup.sh", broken="evaluation") != 0
    assert not (machine.backup / "evaluation.backup").exists()
    assert machine.told[-1] == "start one"


def test_what_was_stopped_before_stays_so(machine: Machine) -> None:
    assert machine.run("backup.sh", running="") == 0
    assert not any(line.startswith(("stop", "start")) for line in machine.told)


def test_a_backup_is_not_written_over_another(machine: Machine) -> None:
    machine.has_backup()
    assert machine.run("backup.sh") != 0
    assert machine.told == []


def test_nothing_is_destroyed_unless_it_is_asked_for(machine: Machine) -> None:
    machine.has_backup()
    assert machine.run("restore.sh") != 0
    assert machine.told == []


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_is_destroyed_for_a_backup_that_is_not_whole(machine: Machine, service: str) -> None:
    machine.has_backup(damaged=service)
    assert machine.run("restore.sh", "--destroy") != 0
    assert machine.told == []


def test_a_restore_puts_five_databases_into_a_new_volume(machine: Machine) -> None:
    machine.has_backup()
    assert machine.run("restore.sh", "--destroy", "--scale", "milestones=3") == 0
    told = machine.told
    restored = [line.rpartition(" ")[2] for line in told if " backup restore " in line]
    assert restored == list(SERVICES)
    assert told.index("volume rm the-volume") < told.index("up --detach provision-mongo") < told.index("wait container")
    assert told[-1] == "up --wait --detach --scale milestones=3"


def test_without_users_nothing_is_restored(machine: Machine) -> None:
    machine.has_backup()
    assert machine.run("restore.sh", "--destroy", provisioned="1") != 0
    assert machine.told[-1] == "wait container"
