"""The tables of docs/performance.md are those of the reference runs, and a missed target shows as missed."""

import json
from pathlib import Path

import pytest

from bench.markdown import comparisons
from bench.measure import Comparison, Target, at_least, at_most, at_most_more
from bench.page import DRAWN, PAGE, RESULTS, SCALE, draw, filled, scaled

MACHINE = {"parts": {}, "packages": {}, "load_before": [0.5], "cores": 2, "processor": "x", "python": "3"}


def test_the_page_shows_what_the_reference_runs_have_written() -> None:
    page = PAGE.read_text()
    assert filled(page) == page
    assert scaled(SCALE.read_text()) == SCALE.read_text()


def test_the_pictures_are_those_of_the_reference_runs(tmp_path: Path) -> None:
    draw(tmp_path)
    assert {drawn.name for drawn in tmp_path.iterdir()} == DRAWN.keys()
    for drawn in tmp_path.iterdir():
        assert drawn.read_bytes() == (RESULTS / drawn.name).read_bytes(), f"{drawn.name}: python -m bench.page"


@pytest.mark.parametrize("target", [at_least(1.2), at_most(2), at_most_more(5)])
def test_a_target_is_read_as_it_is_written(target: Target) -> None:
    assert Target.parsed(str(target)) == target


def test_twice_as_good_as_asked_for_is_two() -> None:
    assert (at_least(2).goodness(4), at_most(2).goodness(1)) == (2, 2)


def test_a_page_without_marks_is_said(tmp_path: Path) -> None:
    (tmp_path / "reference.json").write_text(json.dumps({"comparisons": [], "machine": MACHINE}))
    with pytest.raises(LookupError, match="paths"):
        filled("no marks", tmp_path)


def test_a_missed_target_is_told() -> None:
    slow = Comparison("P9", "slow", "raw", "rows/s", at_least(2), ours=[10.0, 12.0, 11.0], raw=[10.0, 10.0, 10.0])
    told = comparisons({"comparisons": [slow.as_json()], "machine": MACHINE})
    assert "| P9 | slow | raw | rows/s | 11 | 10 | **1.1**× | 1 – 1.2 | ≥ 2× | **missed** |" in told
