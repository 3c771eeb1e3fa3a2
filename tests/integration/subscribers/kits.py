"""The kits, as one would run them: command, surroundings, what is missing on this machine. Loud where there is none."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SUBSCRIBERS = Path(__file__).parents[3] / "examples" / "subscribers"
NAMES = ("python", "java", "php")
NO_PHP = "NO PHP with pdo_sqlite: the PHP kit was NOT tried (.ci/kits, or apt-get install php-cli php-sqlite3)"
NO_JAVA = "NO Java or Maven, or not what the kit needs in Maven's local repository: the Java kit was NOT tried (.ci/kits fetches it)"


@dataclass(frozen=True)
class Kit:
    """`database`: how it names an SQLite file. more: settings of its own."""

    name: str
    command: tuple[str, ...]
    database: str
    more: Mapping[str, str] = field(default_factory=dict)

    def surroundings(self, url: str, token: str, database: Path) -> dict[str, str]:
        """Environment for one run."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "JAVA_HOME") if name in os.environ}
        own = {"FEED_URL": url, "FEED_TOKEN": token, "FEED_DATABASE": self.database.format(database)}
        return kept | own | {"FEED_DDL": str(SUBSCRIBERS / "ddl" / "sqlite.sql"), "LC_ALL": "C.UTF-8", **self.more}

    @contextmanager
    def running(self, surroundings: dict[str, str], log: Path, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
        """Killed at the end, if it is there still."""
        with log.open("ab") as out:
            process = subprocess.Popen([*self.command, *words], env=surroundings, stdout=out, stderr=out)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def once(self, surroundings: dict[str, str]) -> "subprocess.CompletedProcess[str]":
        """With --once, to its end."""
        return subprocess.run([*self.command, "--once"], env=surroundings, capture_output=True, text=True, check=False, timeout=300)


def kit_named(name: str, folder: Path) -> Kit:
    """Skips, loudly, where the machine does not have what it needs."""
    return {"python": _python, "java": _java, "php": _php}[name](folder)


def _python(_: Path) -> Kit:
    return Kit("python", (sys.executable, "-I", str(SUBSCRIBERS / "python" / "subscriber.py")), "{}")


def _php(_: Path) -> Kit:
    php = shutil.which("php")
    if not php or "pdo_sqlite" not in subprocess.run([php, "-m"], capture_output=True, text=True, check=True).stdout:
        pytest.skip(NO_PHP)
    return Kit("php", (php, str(SUBSCRIBERS / "php" / "subscriber.php")), "sqlite:{}")


def _java(folder: Path) -> Kit:
    return Kit("java", java_command(folder, "FeedSubscriber"), "jdbc:sqlite:{}")


def _build(maven: str, project: Path) -> None:
    shutil.copytree(SUBSCRIBERS / "java", project, ignore=shutil.ignore_patterns("target"))
    command, quick = [maven, "-o", "-q", "-B", "compile"], {"MAVEN_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"}
    built = subprocess.run(command, cwd=project, env=os.environ | quick, capture_output=True, text=True, check=False)
    if built.returncode:
        shutil.rmtree(project)
        if "offline mode" in built.stdout:
            pytest.skip(NO_JAVA)
        pytest.fail(f"the Java kit does not compile:\n{built.stdout}\n{built.stderr}")


def java_command(folder: Path, main: str) -> tuple[str, ...]:
    """Builds the Maven project in a folder of its own, without the network, and names one of its classes."""
    java, maven = shutil.which("java"), shutil.which("mvn")
    if not java or not maven:
        pytest.skip(NO_JAVA)
    project = folder / "java"
    with (folder / "java.lock").open("w") as lock:  # whoever comes second waits for what the first one builds
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not project.exists():
            _build(maven, project)
    path = f"{project / 'target' / 'classes'}{os.pathsep}{project / 'target' / 'lib'}/*"
    return (java, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", path, f"cn.example.subscriber.{main}")
