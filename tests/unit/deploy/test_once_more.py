"""`.ci/tests`: what fails once is run once more, and named; what fails twice, or much at once, stops a landing."""

import os
import subprocess
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[3] / ".ci" / "tests"
FAILS_ONCE = """
from pathlib import Path

def test_fails_once():
    seen = Path("seen")
    was = seen.exists()
    seen.touch()
    assert was

def test_holds():
    with Path("held").open("a") as held:
        held.write("once ")
"""
FAILS = "def test_fails():\n    assert False\n"
FAILS_FOUR_TIMES = """
import pytest

@pytest.mark.parametrize("number", range(4))
def test_fails(number):
    assert False
"""


@pytest.mark.parametrize(
    ("source", "code", "again"),
    [
        (FAILS_ONCE, 0, True),
        (FAILS, 1, True),
        (FAILS_FOUR_TIMES, 1, False),
        ("def test_x(:", 2, False),
        ("def test_holds(): pass", 0, False),
    ],
    ids=["fails once", "fails twice", "fails much", "is none", "holds"],
)
def test_only_what_passes_in_the_end_does_not_stop(tmp_path: Path, source: str, code: int, again: bool) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_made.py").write_text(source)
    ran = subprocess.run(
        [TESTS, "made", "test_made.py"],
        cwd=tmp_path,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "SANZHI_STEPS": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert ("ONCE MORE, FOR IT FAILED: test_made.py::test_fails" in ran.stdout) is again
    assert ("!! FAILED, AND PASSED WHEN RUN ONCE MORE: test_made.py::test_fails_once" in ran.stderr) is (again and code == 0)
    if (tmp_path / "held").exists():
        assert (tmp_path / "held").read_text() == "once "  # what passed is not run again
