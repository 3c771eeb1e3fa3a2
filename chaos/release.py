"""Another commit of the suite, checked out beside this one, from which services can be run with this one's libraries."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.stack.problem import StackProblem

ROOT = Path(__file__).parents[1]
LOCK = "requirements.runtime.lock"
# Packages of ours have no __init__: what that commit lacks would be found here, were our own folders still on the path.
_FROM = """\
import runpy, sys
tree, ours = sys.argv.pop(1), sys.argv.pop(1).split(":")
sys.path[:] = [tree, tree + "/gen", *(place for place in sys.path if place not in ours)]
runpy.run_module("cli.main", run_name="__main__")
"""
_SAYS = "import json; from cli import services; print(json.dumps([services.__file__, services.SERVICES]))"


@dataclass(frozen=True)
class Release:
    """A commit's folder and the services that it has; one that came later runs from here."""

    commit: str
    folder: Path
    services: tuple[str, ...]

    @property
    def stories(self) -> Path:
        """What its clients do."""
        return self.folder / "examples" / "stories"

    def command(self, *arguments: str) -> list[str]:
        """`sanzhi` of that commit."""
        ours = f"{ROOT}:{ROOT / 'gen'}"
        return [sys.executable, "-P", "-c", _FROM, str(self.folder), ours, *arguments]


@contextmanager
def checked_out(commit: str) -> Iterator[Release]:
    """For as long as the context lasts. Raises StackProblem where there is no such commit, or no history at all."""
    with tempfile.TemporaryDirectory(prefix="sanzhi-release-") as temporary:
        folder = Path(temporary) / "tree"
        _git("worktree", "add", "--detach", str(folder), commit)
        try:
            _demand_same_libraries(folder, commit)
            yield Release(_git("rev-parse", "--short", f"{commit}^{{commit}}").strip(), folder, _services_of(folder))
        finally:
            _git("worktree", "remove", "--force", str(folder))


def _git(*arguments: str) -> str:
    needed = "需要 git、有历史的源码目录和其中的一个提交"
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise StackProblem(f"没有 git：{needed}") from error
    if done.returncode:
        raise StackProblem(f"git {' '.join(arguments[:2])} 失败，{needed}：{done.stderr.strip()}")
    return done.stdout


def _demand_same_libraries(folder: Path, commit: str) -> None:
    """Both run on the libraries that are installed here; another version of one would be tried unsaid."""
    if (folder / LOCK).read_bytes() != (ROOT / LOCK).read_bytes():
        print(f"注意：{commit} 的 {LOCK} 与现在的不同；两边都用现在安装的库运行", file=sys.stderr)


def _services_of(folder: Path) -> tuple[str, ...]:
    where = [str(folder), str(folder / "gen")]
    program = f"import sys; sys.path[:0] = {where!r}; {_SAYS}"
    said = subprocess.run([sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True).stdout
    file, names = json.loads(said)
    if not Path(file).is_relative_to(folder.resolve()):
        raise StackProblem(f"{file} 不是 {folder} 里的程序")
    return tuple(names)
