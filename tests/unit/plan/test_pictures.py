"""The pictures in the kernel's README are those of the code."""

from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from plan.deadlines import DEADLINE, DeadlineState, ExtensionState
from plan.deadlines.extensions import EXTENSION
from plan.states import StateTable
from tests.unit.pictures import picture

README = Path(__file__).parents[3] / "plan" / "README.md"


@pytest.mark.parametrize(
    ("table", "first"), [(DEADLINE, DeadlineState.OPEN), (EXTENSION, ExtensionState.PENDING)], ids=["deadline", "extension"]
)
def test_the_picture_is_that_of_the_code(table: StateTable[Any], first: StrEnum) -> None:
    assert picture(table.moves, first) in README.read_text()
