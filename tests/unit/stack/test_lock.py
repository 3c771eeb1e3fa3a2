import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cli.stack.lock import DataLock, is_locked
from cli.stack.problem import StackProblem

HOLDER = """
import sys, time
from pathlib import Path
from cli.stack.lock import DataLock
lock = DataLock(Path(sys.argv[1]))
lock.take()
print("has it", flush=True)
time.sleep(3600)
"""


@contextmanager
def holder(data: Path) -> Iterator[int]:
    """The pid of a process that has the lock; killed at the end."""
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(data)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "has it\n"
        yield process.pid
        process.kill()


def test_a_second_stack_is_told_who_has_the_folder(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        assert is_locked(tmp_path)
        with pytest.raises(StackProblem, match=f"正由进程 {other} 使用"):
            DataLock(tmp_path).take()


def test_a_killed_owner_blocks_nobody_and_is_named(tmp_path: Path) -> None:
    with holder(tmp_path) as other:
        pass
    assert not is_locked(tmp_path)
    lock = DataLock(tmp_path)
    lock.take()
    assert lock.found_dead == other
    assert lock.owner() == os.getpid()
    lock.release()


def test_a_lock_given_back_in_order_names_nobody(tmp_path: Path) -> None:
    first, second = DataLock(tmp_path), DataLock(tmp_path)
    first.take()
    first.release()
    second.take()
    assert second.found_dead == 0
    second.release()
    assert not is_locked(tmp_path)


def test_whoever_lost_the_race_takes_nothing_away(tmp_path: Path) -> None:
    winner, loser = DataLock(tmp_path), DataLock(tmp_path)
    winner.take()
    with pytest.raises(StackProblem):
        loser.take()
    loser.release()
    assert is_locked(tmp_path)
    assert winner.owner() == os.getpid()
    winner.release()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StackProblem, match="不能使用"):
        DataLock(tmp_path / "file").take()
    with pytest.raises(StackProblem, match="不能使用"):
        DataLock(tmp_path / "file" / "below").take()
