"""A run in which something was not tried at all does not pass."""

from dataclasses import replace

import pytest

from chaos.reconcile.coverage import DEADLINES, Reached, not_reached
from chaos.reconcile.finding import Found

WELL = Reached(sent=5, acknowledged=4, found=4, refused=1, struck=1, facts=3, effects=2, timers=1)
FOUND = Found(figures=dict.fromkeys(DEADLINES, 1))


def test_all_was_tried() -> None:
    assert not_reached({"registry": WELL, "evaluation": replace(WELL, struck=0)}, FOUND) == []


@pytest.mark.parametrize("what", ["acknowledged", "facts", "effects"])
def test_a_service_that_was_not_reached_is_named(what: str) -> None:
    (missing,) = not_reached({"registry": WELL, "evaluation": replace(WELL, **{what: 0})}, FOUND)
    assert missing.startswith("evaluation：")


def test_the_desk_takes_no_commands_and_tells_nothing() -> None:
    silent = replace(WELL, acknowledged=0, facts=0)
    assert not_reached({"registry": WELL, "desk": silent}, FOUND) == []
    assert not_reached({"registry": WELL, "desk": replace(silent, effects=0)}, FOUND) == ["desk：没有订阅生效"]


def test_blows_that_met_no_command_prove_nothing() -> None:
    assert not_reached({"registry": replace(WELL, struck=0)}, FOUND) == ["打击没有碰到任何进行中的命令"]


@pytest.mark.parametrize("name", DEADLINES)
def test_deadlines_have_to_be_set_warned_missed_and_met(name: str) -> None:
    assert not_reached({"registry": WELL}, Found(figures={**FOUND.figures, name: 0})) == [f"没有{name}"]
