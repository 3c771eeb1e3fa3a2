"""The table of where the time of a run went (tests/harness/spent.py)."""

from dataclasses import dataclass

from tests.harness.spent import table


@dataclass
class _Report:
    nodeid: str
    duration: float


def test_what_a_test_sets_up_counts_with_it_and_the_longest_folder_is_first() -> None:
    reports = [
        _Report("tests/e2e/test_a.py::test_one", 30.0),
        _Report("tests/integration/chassis/test_b.py::test_two[x::y/z]", 90.0),
        _Report("tests/integration/chassis/test_c.py::test_three", 60.0),
        _Report("tests/e2e/test_d.py::test_four", 42.0),
        _Report("tests/hostile/test_e.py::test_five", 59.0),
    ]
    assert table(reports) == ["   2.5 min  tests/integration/chassis", "   1.2 min  tests/e2e"]


def test_a_run_of_seconds_has_no_table() -> None:
    assert table([_Report("tests/unit/plan/test_a.py::test_one", 3.0)]) == []
