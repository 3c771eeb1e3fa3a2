"""What an act says, whole, and what it leaves changed: for tests that leave nothing of a fact unread."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import asdict, fields
from datetime import date
from typing import Any

import pytest

from chassis.errors import Refusal
from plan.counting import Counting


def said(facts: Sequence[Any]) -> list[tuple[str, bool, dict[str, Any]]]:
    """Of each fact: type, whether it stays inside the suite, all its fields."""
    return [(each.TYPE, getattr(each, "INTERNAL", False), asdict(each)) for each in facts]


def working(start: date, days: int) -> dict[str, Any]:
    """What a last day is counted from, as a fact says it: so many working days."""
    return {"start": start, "days": days, "counting": Counting.WORKING, "rolls": False}


def done(made: Any, act: Callable[[], Sequence[Any]]) -> tuple[list[tuple[str, bool, dict[str, Any]]], dict[str, Any]]:
    """What an act says, and the fields of the aggregate that are others than before, with their values."""
    before = copy.deepcopy(made)
    told = said(act())
    changed = {field.name: getattr(made, field.name) for field in fields(made) if getattr(made, field.name) != getattr(before, field.name)}
    return told, changed


def refused(act: Callable[[], Any]) -> tuple[type[Refusal], str, str, dict[str, Any]]:
    """How an act is refused: kind, reason, rule, and the values that programs and forms go by."""
    with pytest.raises(Refusal) as refusal:
        act()
    return type(refusal.value), refusal.value.reason, refusal.value.rule, refusal.value.metadata


def altered(made: Any, act: Callable[[], object]) -> dict[str, Any]:
    """The fields that an act which says nothing leaves others than before, with their values."""

    def silently() -> Sequence[Any]:
        act()
        return ()

    return done(made, silently)[1]
