"""What a person's machine may have: no home, a disk that fills up, a terminal without Chinese, a proxy."""

import errno
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.stack import supervisor
from cli.stack.formatted import format_storage
from cli.stack.jars import fetched_jars
from cli.stack.kafka_files import write_logging, write_properties
from cli.stack.passwords import StackPasswords
from cli.stack.places import cache_home, data_home
from cli.stack.problem import StackProblem, of_the_machine
from cli.stack.room import LITTLE_ROOM, keep_private
from cli.stack.stack import Stack, Wanted
from cli.terminal import speak_chinese
from cli.up import _without_password, say


def sanzhi(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    given = {name: value for name, value in os.environ.items() if not name.startswith("SANZHI_")} | environment
    return subprocess.run([sys.executable, "-m", "cli.main", *arguments], capture_output=True, env=given, check=False)


def test_a_cache_that_cannot_be_written_is_named_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StackProblem, match=r"不能使用（.*）：请用环境变量 SANZHI_CACHE 另选目录"):
        fetched_jars(print, tmp_path / "file" / "cache")


@pytest.mark.parametrize("place", [cache_home, data_home])
def test_a_user_without_home_is_told_what_to_set(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SANZHI_CACHE", "SANZHI_DATA", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)

    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nobody)
    with pytest.raises(StackProblem, match="请用环境变量 SANZHI_"):
        place()


def test_storage_is_formatted_where_the_cache_keeps_nothing(tmp_path: Path) -> None:
    data, cache = tmp_path / "data", tmp_path / "cache"
    cache.touch()  # a file: no folder can be made under it

    def tool() -> None:
        data.mkdir()
        for name in ("bootstrap.checkpoint", "meta.properties"):
            (data / name).touch()

    format_storage(data, "4", tool, cache)
    assert (data / "meta.properties").exists()


def test_kafka_s_files_name_no_folder_of_the_user_s(tmp_path: Path) -> None:
    folder = tmp_path / "数据,%d${x}"
    folder.mkdir()
    for path in (write_properties(folder, 1, 2, "secret", {}), write_logging(folder)):
        path.read_bytes().decode("ascii")
        assert str(tmp_path) not in path.read_text()
    assert (folder / "server.properties").stat().st_mode & 0o077 == 0


def test_passwords_are_made_once_and_are_their_user_s_alone(tmp_path: Path) -> None:
    made = StackPasswords.of(tmp_path / "passwords")
    assert StackPasswords.of(tmp_path / "passwords") == made
    assert len({made.mongo, made.kafka, made.mongo_key.read_text()}) == 3
    assert made.of_service("registry") == made.of_service("registry") != made.of_service("contracts")
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "passwords").iterdir()] == [0o600] * 5
    assert (tmp_path / "passwords").stat().st_mode & 0o777 == 0o700


def test_a_folder_that_others_could_enter_is_closed(tmp_path: Path) -> None:
    open_to_all = tmp_path / "mongo"
    open_to_all.mkdir()
    open_to_all.chmod(0o755)
    keep_private(open_to_all)
    assert open_to_all.stat().st_mode & 0o777 == 0o700


def test_a_disk_without_room_is_said_before_anything_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.stack.stack.room", lambda folder: 100 * 1024 * 1024)
    stack = Stack(Wanted(tmp_path, port=0), print)
    with pytest.raises(StackProblem, match="只剩 100 MiB，至少须有 512 MiB"):
        stack.start()
    stack.stop()
    assert stack.processes == {}


def test_a_folder_s_name_must_be_readable(tmp_path: Path) -> None:
    with pytest.raises(StackProblem, match="不是 UTF-8"):
        Stack(Wanted(tmp_path / os.fsdecode(b"\xff"), port=0), print).start()


class Once(BaseException):
    """Ends the watch."""


class Watched:
    """A stack whose one service is dead, on a disk that is full for the first two tries."""

    def __init__(self, data: Path) -> None:
        self.data, self.said, self.tries = data, list[str](), 0
        self.processes = {"registry": self}
        self.log, self.code = data / "log", 1

    def say(self, line: str) -> None:
        self.said.append(line)

    def alive(self) -> bool:
        return False

    def launch(self, name: str) -> None:
        self.tries += 1
        if self.tries < 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        raise Once


def test_a_full_disk_does_not_take_the_stack_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Running:
        def __init__(self) -> None:
            self.now = 0.0

        def monotonic(self) -> float:
            self.now += 1.0
            return self.now

        def sleep(self, seconds: float) -> None: ...

    free = iter([LITTLE_ROOM - 1] * 3 + [LITTLE_ROOM] * 3 + [LITTLE_ROOM - 1] * 100)
    monkeypatch.setattr(supervisor, "time", Running())
    monkeypatch.setattr(supervisor, "room", lambda folder: next(free))
    stack: Any = Watched(tmp_path)
    with pytest.raises(Once):
        supervisor.watch(stack, restart=True)
    assert sum("磁盘已满" in line for line in stack.said) == 2
    assert any("秒后再试" in line for line in stack.said)
    assert any("磁盘只剩" in line for line in stack.said)


def test_what_the_machine_says_is_told_in_chinese() -> None:
    assert of_the_machine(OSError(errno.ENOSPC, "No space left on device", "/data/x")) == "磁盘已满：/data/x"
    assert of_the_machine(OSError(errno.EMFILE, "Too many open files")) == "打开的文件太多"
    assert of_the_machine(OSError("no number")) == "no number"


def test_output_that_nobody_takes_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(line: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("cli.up.typer.echo", full)
    say("系统已就绪")


def test_a_password_is_not_shown_on_the_screen() -> None:
    assert _without_password("mongodb://sanzhi:secret@127.0.0.1:7430/?a=b") == "mongodb://127.0.0.1:7430/?a=b"
    assert _without_password("mongodb://127.0.0.1:7430/") == "mongodb://127.0.0.1:7430/"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("ascii", "业主𠮷".encode()),
        ("latin-1", "业主𠮷".encode()),
        ("gbk", "业主".encode("gbk") + rb"\U00020bb7"),
        ("utf-8", "业主𠮷".encode()),
    ],
)
def test_chinese_is_printed_on_every_terminal(encoding: str, said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding))
    speak_chinese()
    print("业主𠮷", end="", flush=True)
    assert raw.getvalue() == said


def test_no_command_ends_in_a_traceback(tmp_path: Path) -> None:
    for environment in ({"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"TZ": "Nowhere"}):
        said = sanzhi("status", "--data", str(tmp_path), **environment)
        assert said.returncode == 1
        assert said.stderr.decode().startswith("错误：数据目录")
    (tmp_path / "story.yaml").mkdir()
    said = sanzhi("demo", str(tmp_path / "story.yaml"), "--data", "/proc/sanzhi")
    assert (said.returncode, b"Traceback" in said.stderr) == (1, False)
