"""Pytest plugins for trials: property tests try the same examples each time, and do not look for the smallest that fails."""

from pathlib import Path

import hypothesis
import pytest

_EVERYWHERE = {"plan", "service", "domain", "__init__"}


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Follows tests/conftest.py, which loads the suite's profile."""
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", deadline=None, derandomize=True, database=None, phases=phases)
    hypothesis.settings.load_profile("mutants")


# Tests that hold a whole room at once.
_WHOLE = {"test_lives", "test_table"}


class Nearest:
    """The tests that are named after the file or its package go first, then those of a whole room: most faults are seen by them, and the
    trial ends there.
    """

    def __init__(self, path: Path) -> None:
        self.words = {word.removesuffix("s") for word in path.with_suffix("").parts} - _EVERYWHERE

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sorted by whether they are near, or whole; otherwise in the order they had."""
        items.sort(key=lambda item: (not any(word in item.path.stem for word in self.words), item.path.stem not in _WHOLE))
