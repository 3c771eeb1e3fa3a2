from datetime import date
from pathlib import Path

import pytest

from cli.stack.problem import StackProblem
from cli.stack.timekeeping import Timekeeping, timekeeping


def test_a_new_folder_rehearses_from_2024(tmp_path: Path) -> None:
    found = timekeeping(tmp_path / "new", None, None)
    assert found == Timekeeping("rehearsal", date(2024, 1, 1))
    assert found.start_instant == "2024-01-01T00:00:00+08:00"


def test_a_folder_keeps_its_clock(tmp_path: Path) -> None:
    first = timekeeping(tmp_path, "rehearsal", date(2025, 3, 1))
    assert timekeeping(tmp_path, None, None) == timekeeping(tmp_path, "rehearsal", date(2025, 3, 1)) == first


@pytest.mark.parametrize(("clock", "start"), [("system", None), (None, date(2026, 1, 1))])
def test_another_clock_or_start_is_refused(tmp_path: Path, clock: str | None, start: date | None) -> None:
    timekeeping(tmp_path, "rehearsal", date(2025, 3, 1))
    with pytest.raises(StackProblem, match="请用 --data 另选目录"):
        timekeeping(tmp_path, clock, start)


def test_the_system_clock_has_no_start(tmp_path: Path) -> None:
    with pytest.raises(StackProblem, match="--start"):
        timekeeping(tmp_path, "system", date(2025, 3, 1))
    assert timekeeping(tmp_path, "system", None).clock == "system"
