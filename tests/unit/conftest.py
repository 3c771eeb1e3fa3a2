"""What every unit test holds besides what it looks at: refusals, facts, words and defaults are whole, whoever makes them."""

import dataclasses
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import yaml
from pydantic import ConfigDict, TypeAdapter

from chassis.errors import Refusal, RuleViolated
from chassis.rpc.naming import NAMED, ids_in
from plan.states import StateTable

RULES = frozenset(yaml.safe_load((Path(__file__).parents[2] / "policy/2026.1/rules.yaml").read_text())["rules"])
DOMAIN = re.compile(r"plan(\.|$)|services\.\w+\.domain(\.|$)")
FACTS = re.compile(r"plan\.deadlines\.facts$|services\.\w+\.domain\.facts(\.|$)")
# Refusals that are about a name as such.
OF_A_NAME = {"NOT_FOUND", "FILE_NOT_FOUND", "ALREADY_EXISTS", "NAME_INVALID", "SUBJECT_INVALID"}
# What somebody who says nothing of it means, other than no, none and nothing.
MEANT = {
    "agreed": True,  # plan.consents.Consent, LeadAnswer
    "rolls": True,  # plan.counting.Span
    "minimum": 3,  # plan.panels.PanelPolicy
    "odd": True,
    "minimum_technical": 1,  # evaluation's EvaluationPanelPolicy
    "minimum_financial": 1,
    "warning": "warn_deadline",  # plan.deadlines.alarms
    "end": "mark_overdue",
    "assigned_by_default": True,  # supervision's Deviation
    "revision": 1,  # milestones' HolidayNotice
    "edition": 1,  # registry's offices
    "rectifiable": True,  # milestones' Remedy
    "task_book_version": 1,
    "exact_without_lead": "0",  # a fraction
    "days": -1,  # the desk's Period: not told
    "next_day": "9999-12-31",  # the desk's card: none
    "only": True,  # the desk's rows
    "credited": True,
}
REASON = re.compile(r"[A-Z]+(_[A-Z0-9]+)*")
LISTED = re.compile(rf"\b{REASON.pattern}\b")
# Where reasons are listed: one that is put together, or stands in a table of states, is checked by these alone.
REASONS = frozenset(yaml.safe_load((Path(__file__).parents[1] / "architecture/reasons.yaml").read_text()))
READMES = {found[0] for each in (Path(__file__).parents[2] / "services").glob("*/README.md") for found in LISTED.finditer(each.read_text())}
OF_TESTS = {"LAMP_ON", "A_OFF", "B_ON"}  # of tables that tests make up
REFUSALS = Path(__file__).parents[1] / "architecture/refusals.txt"
ELSEWHERE = "…"
SCHEMAS = Path(__file__).parents[2] / "docs/events"
TYPE = re.compile(r"([a-z_]+\.)+v\d+")


@pytest.fixture(scope="session", autouse=True)
def whole() -> Iterator[None]:
    """A domain's modules are all there once its tests are collected."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Refusal, "__init__", _checked_refusal(Refusal.__init__))
        for module, made in _classes():
            if issubclass(made, StrEnum):
                _check_words(made)
            elif dataclasses.is_dataclass(made):
                _check_defaults(made)
                if FACTS.match(module):
                    _check_contract(module, made)
                    patch.setattr(made, "__init__", _checked_fact(made))
        for table in _tables():
            _check_refusals(table)
        yield


def _tables() -> list[StateTable[Any]]:
    domain = [module for name, module in sys.modules.items() if DOMAIN.match(name)]
    return [each for module in domain for each in vars(module).values() if isinstance(each, StateTable)]


def _check_refusals(table: StateTable[Any]) -> None:
    """Whatever a state does not admit it refuses as a refusal is made: the making looks."""
    for moves in table.moves.values():
        for state in {type(each) for each in moves}:
            for act in table.moves:
                for each in state:
                    table.refusal(each, act)


def _classes() -> list[tuple[str, type]]:
    domain = [(name, module) for name, module in sys.modules.items() if DOMAIN.match(name)]
    return [(name, each) for name, module in domain for each in vars(module).values() if isinstance(each, type) and each.__module__ == name]


def _checked_refusal(init: Callable[..., None]) -> Callable[..., None]:
    """A reason for programs, words for people, a rule that there is, and no value that is missing."""

    def checked(self: Refusal, reason: str, message: str, *, rule: str = "", **metadata: object) -> None:
        assert REASON.fullmatch(reason), reason
        assert isinstance(rule, str), f"{reason} by {rule!r}"
        assert message, reason
        assert _are_rules(rule), f"{reason} by {rule!r}"
        assert rule or not isinstance(self, RuleViolated), f"{reason} by no rule"
        module = sys._getframe(1).f_globals["__name__"]
        if DOMAIN.match(module):
            _demand_listed(module, self, reason, rule, metadata)
        if DOMAIN.match(module) and reason not in OF_A_NAME:
            assert not ids_in(message, NAMED), f"{reason} shows ids, and nothing puts a title in: {message}"
        assert None not in metadata.values(), f"{reason}: {metadata}"
        init(self, reason, message, rule=rule, **metadata)

    return checked


def _demand_listed(module: str, made: Refusal, reason: str, rule: str, metadata: Mapping[str, object]) -> None:
    """As tests/architecture/refusals.txt has it, and in a list of reasons."""
    said = (type(made).__name__, reason, rule or "-", *sorted(metadata))
    assert any(_is_row(row, said) for row in _refusals()[module]), f"{module}: {said} is no refusal of tests/architecture/refusals.txt"
    assert reason in REASONS | READMES | OF_TESTS, f"{reason} is in no list of reasons"


def _is_row(row: Sequence[str], said: Sequence[str]) -> bool:
    besides = row[3:] == said[3:] or (ELSEWHERE in row[3:] and {*row[3:]} - {ELSEWHERE} <= {*said[3:]})
    return besides and all(written in (one, ELSEWHERE) for written, one in zip(row[:3], said[:3], strict=True))


@cache
def _refusals() -> Mapping[str, Sequence[tuple[str, ...]]]:
    found, module = defaultdict[str, list[tuple[str, ...]]](list), ""
    for line in REFUSALS.read_text().splitlines():
        if line.startswith(" "):
            found[module].append(tuple(line.split()))
        else:
            module = line
    return found


def _are_rules(rule: str) -> bool:
    return not rule or RULES.issuperset(rule.split(","))


def _checked_fact(made: type) -> Callable[..., None]:
    """A fact is what its declaration says, as whoever reads it relies on."""
    init: Any = vars(made)["__init__"]
    if hasattr(made, "TYPE"):
        assert TYPE.fullmatch(made.TYPE), made

    def checked(self: Any, *args: Any, **fields: Any) -> None:
        init(self, *args, **fields)
        for name, value in vars(self).items():
            _types(made)[name].validate_python(value, strict=True)
        assert _are_rules(getattr(self, "rule", "")), self

    return checked


def _check_words(words: type[StrEnum]) -> None:
    """Kept and sent under their own names; a sign such as ">=" stands for itself. Where users see them, they see all."""
    assert all(getattr(each, "label", "-") for each in words), words
    assert all(each.value == each.name.lower() for each in words if each.value.lower().isidentifier()), words


def _check_defaults(made: Any) -> None:
    for each in dataclasses.fields(made):
        if each.default is not dataclasses.MISSING:
            _types(made)[each.name].validate_python(each.default, strict=True)
            assert _is_nothing(each.default) or each.name == "rule" or MEANT.get(each.name) == each.default, (made, each.name)


def _is_nothing(default: Any) -> bool:
    return isinstance(default, StrEnum) or callable(default) or not default


def _check_contract(module: str, made: Any) -> None:
    """A fact of a service is what its committed schema tells other departments: type, topic, rule."""
    service = module.split(".")[1]
    if not module.startswith("services.") or not hasattr(made, "TYPE"):
        return
    schema = json.loads((SCHEMAS / service / f"{made.TYPE}.json").read_text())
    internal = ".internal" if getattr(made, "INTERNAL", False) else ""
    assert schema["x-topic"] == f"sanzhi.{service}{internal}", made
    rule = {each.name: each.default for each in dataclasses.fields(made)}.get("rule", dataclasses.MISSING)
    assert rule is dataclasses.MISSING or schema["properties"]["rule"].get("default") == rule, made


@cache
def _types(made: Any) -> dict[str, TypeAdapter[Any]]:
    anything = ConfigDict(arbitrary_types_allowed=True)
    hints = {name: hint for name, hint in get_type_hints(made).items() if name in {each.name for each in dataclasses.fields(made)}}
    return {name: _adapter(hint, anything) for name, hint in hints.items()}


def _adapter(hint: Any, config: ConfigDict) -> TypeAdapter[Any]:
    try:
        return TypeAdapter(hint, config=config)
    except Exception:  # a dataclass cannot be given a configuration from outside
        return TypeAdapter(hint)
