"""Kafka's jars: fetched once by artifact name, checked against kafka.lock, put in place whole or not at all.

kafka.lock has one line a jar: `group:artifact:version sha256`. `python -m cli.stack.relock` makes it again.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from cli.stack.places import cache_home, writing_to
from cli.stack.problem import StackProblem

if TYPE_CHECKING:
    from jgo.maven import MavenContext

LOCK_FILE = Path(__file__).with_name("kafka.lock")
DOWNLOADS_AT_ONCE = 6


@dataclass(frozen=True)
class Jar:
    """A jar by its artifact's name; sha256 in hex."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def filename(self) -> str:
        """As the repositories name it."""
        return f"{self.artifact}-{self.version}.jar"


def locked_jars(lock: Path = LOCK_FILE) -> list[Jar]:
    """What kafka.lock demands, Kafka itself first."""
    lines = (line for line in lock.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return [Jar(*line.replace(":", " ").split()) for line in lines]


def fetched_jars(progress: Callable[[str], None], cache: Path | None = None, others: list[Jar] | None = None) -> Path:
    """The folder with exactly the locked jars, or others; fetches them if it is not there or not as locked."""
    jars = others or locked_jars()
    home = cache or cache_home()
    folder = home / f"kafka-{jars[0].version}"
    with writing_to(home, "SANZHI_CACHE"):
        if _as_locked(folder, jars):
            return folder
        with _alone(home / "kafka.fetching"):
            if not _as_locked(folder, jars):  # whoever had the lock before has not fetched it
                _fetch(folder, jars, progress)
    return folder


def digest(path: Path) -> str:
    """SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def resolver(home: Path) -> "MavenContext":
    """jgo with its own defaults, and the mirrors of the user's jgo settings before them."""
    try:
        from jgo.config import GlobalSettings
        from jgo.maven import MavenContext
    except ImportError as error:
        raise StackProblem("取 Kafka 需要 jgo：请安装 sanzhi[embedded]，或设置 KAFKA_HOME") from error
    defaults = MavenContext(repo_cache=home, timeout=60)
    mirrors = GlobalSettings.load().repositories
    return MavenContext(repo_cache=home, timeout=60, remote_repos={**mirrors, **defaults.remote_repos})


def _as_locked(folder: Path, jars: list[Jar]) -> bool:
    if not folder.is_dir() or {path.name for path in folder.iterdir()} != {jar.filename for jar in jars}:
        return False
    return all(digest(folder / jar.filename) == jar.sha256 for jar in jars)


def _fetch(folder: Path, jars: list[Jar], progress: Callable[[str], None]) -> None:
    progress(f"下载 Kafka {jars[0].version}：{len(jars)} 个包，只此一次 → {folder}")
    work = folder.with_name(f"{folder.name}.{uuid4().hex}")
    try:
        (work / "jars").mkdir(parents=True)
        context = resolver(work / "repository")
        with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
            downloads = [pool.submit(_download, context, jar, work / "jars") for jar in jars]
            for done, download in enumerate(as_completed(downloads), start=1):
                progress(f"  [{done}/{len(jars)}] {download.result().filename}")
        if folder.exists():
            shutil.rmtree(folder)
        (work / "jars").rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _download(context: "MavenContext", jar: Jar, folder: Path) -> Jar:
    try:
        fetched = context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()
    except Exception as error:  # jgo lets through whatever requests raises
        raise StackProblem(f"下载 {jar.filename} 失败：{error}") from error
    if (found := digest(fetched)) != jar.sha256:
        raise StackProblem(f"{jar.filename} 的校验和不符：应为 {jar.sha256}，得到 {found}")
    shutil.move(fetched, folder / jar.filename)
    return jar


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
