"""What ListActs tries an act with is a reason, or every act that wants one is listed as refused."""

from importlib import import_module
from typing import Any

import pytest

from cli.services import SERVICES
from plan.text import demand_reason

TRIED = [module for module in (import_module(f"services.{name}.acts") for name in SERVICES if name != "desk") if hasattr(module, "_REASON")]


def test_there_are_some() -> None:
    assert len(TRIED) >= 2


@pytest.mark.parametrize("module", TRIED, ids=lambda module: module.__name__)
def test_it_is_a_reason(module: Any) -> None:
    demand_reason(module._REASON, "2.5")
