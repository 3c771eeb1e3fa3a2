"""How a run ends: a fault is 1, nothing but something untried is 3."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from chaos.run import UNTRIED, Outcome


def outcome(missing: list[str] = [], astray: str = "", **found: list[str]) -> Outcome:  # noqa: B006
    reckoning: Any = SimpleNamespace(found=SimpleNamespace(**{"lost": [], "doubled": [], "wrong": [], **found}), missing=missing)
    load: Any = SimpleNamespace(copies=[SimpleNamespace(name="a", astray=astray)])
    nothing: Any = None
    return Outcome(nothing, reckoning, load, nothing, nothing, 1.0)


def test_all_tried_and_all_agrees() -> None:
    assert (outcome().code, outcome().holds) == (0, True)


def test_something_untried_is_told_apart() -> None:
    assert (outcome(missing=["evaluation：没有命令"]).code, outcome(missing=["…"]).holds) == (UNTRIED, False)


@pytest.mark.parametrize("fault", [{"lost": ["…"]}, {"doubled": ["…"]}, {"wrong": ["…"]}, {"astray": "…"}])
def test_a_fault_counts_whatever_was_tried(fault: dict[str, Any]) -> None:
    assert outcome(missing=["…"], **fault).code == 1


def test_what_an_upgrade_did_not_get_to_is_untried_and_a_hard_end_is_a_fault() -> None:
    whole, short, hard = (SimpleNamespace(replaced=replaced, wanted=4, hard=ended) for replaced, ended in ((4, []), (3, []), (4, ["…"])))
    codes = []
    for rolling in (whole, short, hard):
        given: Any = rolling
        codes.append(replace(outcome(), rolling=given).code)
    assert codes == [0, UNTRIED, 1]
