"""Another commit beside this one: its own programs run, and nothing of it is left behind."""

import shutil
import subprocess

import pytest

from chaos.release import ROOT, checked_out
from cli.services import SERVICES
from cli.stack.problem import StackProblem


def git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)


needs_history = pytest.mark.skipif(
    not shutil.which("git") or bool(git("rev-parse", "HEAD").returncode),
    reason="NO GIT HISTORY: no other commit was checked out; run the tests in a clone",
)


@needs_history
def test_what_runs_is_that_commits_and_nothing_of_it_stays() -> None:
    with checked_out("HEAD") as release:
        assert release.services == SERVICES
        assert list(release.stories.glob("story-*.yaml"))
        told = release.folder / "cli" / "services.py"
        told.write_text(told.read_text().replace("NAMES = {", 'NAMES = {\n    "omega": "最后",'))
        done = subprocess.run(release.command("serve", "nobody"), capture_output=True, text=True, check=False, env={"COLUMNS": "1000"})
        assert done.returncode == 2
        assert "omega" in done.stderr
    assert not release.folder.exists()
    assert str(release.folder) not in git("worktree", "list").stdout


def test_a_commit_that_is_not_there_is_told() -> None:
    with pytest.raises(StackProblem, match="需要 git"), checked_out("no-such-commit"):
        pass
