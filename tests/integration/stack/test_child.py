"""Processes of the stack: none outlives who started it."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from cli.stack.child import Child
from cli.stack.problem import StackProblem
from tests.harness.suite import PATIENCE

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(3600)"
PARENT = """
import sys, time
from pathlib import Path
from cli.stack.child import Child
child = Child("sleeper", ["sleep", "3600"], Path(sys.argv[1]) / "log")
print(child.pid, flush=True)
time.sleep(3600)
"""


def until(met: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_killed_parent_takes_its_child_with_it(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        until(lambda: psutil.Process(child).name() == "sleep")
        parent.kill()
        parent.wait()
    until(lambda: gone(child))


def test_a_child_that_will_not_go_is_killed(tmp_path: Path) -> None:
    child = Child("stubborn", [sys.executable, "-c", STUBBORN], tmp_path / "log")
    until(lambda: "up" in child.log.read_text())
    child.stop(seconds=0.3)
    assert child.code == -9


def test_a_child_that_dies_says_what_its_log_says(tmp_path: Path) -> None:
    child = Child("liar", [sys.executable, "-c", "import sys; sys.exit('no such thing')"], tmp_path / "log")
    assert child.wait(PATIENCE)
    with pytest.raises(StackProblem, match=r"(?s)liar 启动后退出（代码 1）.*no such thing"):
        child.must_live()
