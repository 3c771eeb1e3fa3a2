"""What is forked is a process in its own right, and none outlives the one that it was forked from."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chassis.ids import new_id
from cli.stack.nursery import HERE, Nursery
from cli.stack.problem import StackProblem
from tests.harness.suite import PATIENCE
from tests.integration.stack.test_child import gone, until

ROOT = str(Path(__file__).parents[3])
pytestmark = pytest.mark.skipif(not HERE, reason="no process is forked on this system: services are started from nothing")


def speak() -> None:
    """What a process knows of itself, and an identity's part that is chance."""
    print(sys.argv[1:], os.environ.get("OWN"), os.environ.get("HOME"), new_id().rpartition("-")[2], flush=True)


def stay() -> None:
    """Until it is killed."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("up", flush=True)
    time.sleep(3600)


def fail() -> None:
    """As a command does whose user can do something about it."""
    sys.exit("no such thing")


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    opened = Nursery([__name__], ROOT)
    yield opened
    opened.close()


def test_each_has_its_own_words_surroundings_and_chance(nursery: Nursery, tmp_path: Path) -> None:
    said = []
    for number in range(2):
        forked = nursery.start("speaker", [f"{__name__}:speak", str(number)], tmp_path / f"{number}.log", {"OWN": f"o{number}"})
        assert forked.wait(PATIENCE) and forked.code == 0
        said.append(forked.log.read_text().split())
    assert [line[:3] for line in said] == [["['0']", "o0", "None"], ["['1']", "o1", "None"]]
    assert said[0][3] != said[1][3], "two services that make the same ids"


def test_an_answer_that_nobody_waited_for_is_not_taken_for_another(
    nursery: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    assert nursery._process.stdin is not None
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(nursery._process.stdin, "flush", interrupted)
        nursery.start("left", [f"{__name__}:speak"], tmp_path / "left.log", {})
    forked = nursery.start("liar", [f"{__name__}:fail"], tmp_path / "log", {})
    assert forked.wait(PATIENCE) and forked.code == 1


def test_an_end_is_told_to_all_who_ask_at_once(nursery: Nursery, tmp_path: Path) -> None:
    forked = nursery.start("liar", [f"{__name__}:fail"], tmp_path / "log", {})
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: forked.wait(PATIENCE) and forked.code, range(64)))
    assert told == [1] * 64 and nursery.alive()
    assert nursery.code_of(os.getpid()) == -signal.SIGKILL and nursery.alive(), "none of its own"


def test_one_that_will_not_go_is_killed_and_named(nursery: Nursery, tmp_path: Path) -> None:
    forked = nursery.start("stubborn", [f"{__name__}:stay"], tmp_path / "log", {})
    until(lambda: "up" in forked.log.read_text())
    assert Path(f"/proc/{forked.pid}/comm").read_text() == "stubborn\n"
    forked.stop(seconds=0.3)
    assert forked.code == -signal.SIGKILL and not forked.alive()
    forked.send_signal(signal.SIGTERM)  # to nobody


def test_one_that_dies_says_what_its_log_says(nursery: Nursery, tmp_path: Path) -> None:
    forked = nursery.start("liar", [f"{__name__}:fail"], tmp_path / "log", {})
    assert forked.wait(PATIENCE)
    with pytest.raises(StackProblem, match=r"(?s)liar 启动后退出（代码 1）.*no such thing"):
        forked.must_live()


def test_all_die_with_the_nursery_which_then_says_so(tmp_path: Path) -> None:
    nursery = Nursery([__name__], ROOT)
    forked = nursery.start("stubborn", [f"{__name__}:stay"], tmp_path / "log", {})
    until(lambda: "up" in forked.log.read_text())
    nursery.close()
    assert forked.wait(PATIENCE) and forked.code == -signal.SIGKILL
    until(lambda: gone(forked.pid))
    with pytest.raises(OSError, match="has died"):
        nursery.start("late", [f"{__name__}:speak"], tmp_path / "late.log", {})


def test_a_log_that_cannot_be_written_is_said_at_once(nursery: Nursery, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(OSError, match="taken"):
        nursery.start("mute", [f"{__name__}:speak"], tmp_path / "taken" / "log", {})
