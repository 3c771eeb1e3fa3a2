"""Fetching the jars, with a repository that is a folder of this machine."""

import hashlib
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cli.stack import jars
from cli.stack.jars import LOCK_FILE, Jar, fetched_jars, locked_jars
from cli.stack.problem import StackProblem
from tests.harness import older_kafka

CONTENT = {"kafka_2.13": b"kafka", "slf4j-api": b"slf4j"}


class Repository:
    """Stands for jgo's context: artifacts by name, from memory, and a count of what was asked for."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.wanted: tuple[str, str] = ("", "")

    def project(self, group: str, artifact: str) -> "Repository":
        found = Repository(self.home)
        found.wanted = (artifact, "")
        return found

    def at_version(self, version: str) -> "Repository":
        self.wanted = (self.wanted[0], version)
        return self

    def artifact(self) -> "Repository":
        return self

    def resolve(self) -> Path:
        fetched.append(self.wanted[0])
        self.home.mkdir(parents=True, exist_ok=True)
        path = self.home / f"{self.wanted[0]}-{self.wanted[1]}.jar"
        path.write_bytes(CONTENT[self.wanted[0]])
        return path


fetched: list[str] = []


@pytest.fixture(autouse=True)
def small_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    fetched.clear()
    wanted = [Jar("a", name, "1.0", hashlib.sha256(content).hexdigest()) for name, content in CONTENT.items()]
    monkeypatch.setattr(jars, "locked_jars", lambda: wanted)
    monkeypatch.setattr(jars, "resolver", Repository)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def silent(line: str) -> None: ...


def test_fetched_once_and_never_again(tmp_path: Path) -> None:
    folder = fetched_jars(silent, tmp_path)
    assert names(folder) == ["kafka_2.13-1.0.jar", "slf4j-api-1.0.jar"]
    fetched_jars(silent, tmp_path)
    assert sorted(fetched) == sorted(CONTENT)


@pytest.mark.parametrize("damage", ["changed", "missing", "foreign"])
def test_a_folder_that_is_not_as_locked_is_made_anew(tmp_path: Path, damage: str) -> None:
    folder = fetched_jars(silent, tmp_path)
    {
        "changed": lambda: (folder / "slf4j-api-1.0.jar").write_bytes(b"else"),
        "missing": lambda: (folder / "slf4j-api-1.0.jar").unlink(),
        "foreign": lambda: (folder / "more.jar").write_bytes(b"more"),
    }[damage]()
    fetched_jars(silent, tmp_path)
    assert names(folder) == ["kafka_2.13-1.0.jar", "slf4j-api-1.0.jar"]
    assert (folder / "slf4j-api-1.0.jar").read_bytes() == b"slf4j"


def test_a_wrong_checksum_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CONTENT, "slf4j-api", b"tampered")
    with pytest.raises(StackProblem, match=r"slf4j-api-1\.0\.jar 的校验和不符"):
        fetched_jars(silent, tmp_path)
    assert names(tmp_path) == ["kafka.fetching"]


def test_two_at_once_fetch_once(tmp_path: Path) -> None:
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(fetched_jars(silent, tmp_path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 4
    assert sorted(fetched) == sorted(CONTENT)


def test_another_version_has_a_folder_of_its_own(tmp_path: Path) -> None:
    ours = fetched_jars(silent, tmp_path)
    older = [replace(jar, version="0.9") for jar in jars.locked_jars()]
    theirs = fetched_jars(silent, tmp_path, others=older)
    assert (ours.name, theirs.name) == ("kafka-1.0", "kafka-0.9")
    assert names(theirs) == ["kafka_2.13-0.9.jar", "slf4j-api-0.9.jar"]
    assert names(ours) == ["kafka_2.13-1.0.jar", "slf4j-api-1.0.jar"]


@pytest.mark.parametrize(("lock", "version"), [(LOCK_FILE, "4.3.0"), (older_kafka.LOCK, "3.9.1")])
def test_the_committed_locks_name_kafka_first_and_each_jar_once(lock: Path, version: str) -> None:
    wanted = locked_jars(lock)
    assert (wanted[0].artifact, wanted[0].version) == ("kafka_2.13", version)
    assert len({jar.filename for jar in wanted}) == len(wanted) > 40
    assert all(len(jar.sha256) == 64 for jar in wanted)
