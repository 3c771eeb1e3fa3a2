"""One dialect over the services: rooms, handlers, state tables and refusals have one name and one shape in all of them."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from plan.states import StateTable
from tests.architecture.test_imports import ROOT, SERVICES, modules

ROOMS = ("README.md", "commands", "consumed", "main", "neighbours", "store", "subscriptions", "handlers", "domain")
DOMAIN_ROOMS = ("facts", "policy", "states", "words")
# Other names for rooms that have one, and names that say nothing.
OTHER_NAMES = {"terms", "project_card", "reads", "refs", "utils", "util", "helpers", "manager", "base", "common", "misc"}
FIRST = {"command", "fact", "timer"}


def rooms(folder: Path) -> set[str]:
    """Modules and packages of a folder, by name; other files by their whole name."""
    return {each.name if each.suffix not in ("", ".py") else each.stem for each in folder.iterdir()}


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_the_same_rooms(service: str) -> None:
    folder = ROOT / "services" / service
    assert set(ROOMS) <= rooms(folder), set(ROOMS) - rooms(folder)
    assert set(DOMAIN_ROOMS) <= rooms(folder / "domain"), set(DOMAIN_ROOMS) - rooms(folder / "domain")


@pytest.mark.parametrize("service", SERVICES)
def test_no_room_has_another_name(service: str) -> None:
    wrong = [str(file.relative_to(ROOT)) for file in modules(f"services/{service}") if file.stem in OTHER_NAMES]
    assert not wrong, wrong


@pytest.mark.parametrize("service", SERVICES)
def test_a_handler_takes_what_is_asked_and_the_transaction(service: str) -> None:
    declared = importlib.import_module(f"services.{service}.main").SERVICE
    handlers = [value for name, value in vars(declared.handlers).items() if not name.startswith("_") and inspect.iscoroutinefunction(value)]
    assert handlers
    for handler in handlers:
        first, *rest = inspect.signature(handler).parameters
        assert first in FIRST and rest == ["tx"], f"{handler.__module__}.{handler.__name__}({first}, {', '.join(rest)})"


@pytest.mark.parametrize("service", SERVICES)
def test_states_move_by_state_tables(service: str) -> None:
    states = importlib.import_module(f"services.{service}.domain.states")
    tables = {name: value for name, value in vars(states).items() if isinstance(value, StateTable)}
    assert tables
    for name, table in tables.items():
        assert name.isupper(), f"{name}: a table is named for its aggregate"
        for act, moves in table.moves.items():
            assert act == act.lower() and moves, f"{name}.{act}"
    for node in ast.walk(ast.parse(inspect.getsource(states))):
        assert not (isinstance(node, ast.FunctionDef) and node.name.endswith("after")), f"{node.name}: StateTable.after is the one way"


def raised(file: Path) -> Iterator[str]:
    """Reasons that a file refuses with: the first argument of what it raises."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            reason = node.exc.args[0]
            if isinstance(reason, ast.Constant) and isinstance(reason.value, str) and reason.value.isupper():
                yield reason.value


# One name for a situation that has many subjects: each says in its own words what was listed twice, or which period is over.
OF_MANY_SUBJECTS = {
    "LISTED_TWICE",
    "ALREADY_DELIVERED",
    "DELIVERY_MISSING",
    "DEADLINE_PASSED",
    "DEADLINE_RUNS",
    "DATE_OUT_OF_RANGE",
    "TEXT_TOO_LONG",
}


def test_what_the_kernel_refuses_nobody_refuses_again() -> None:
    kernel = {reason for file in modules("plan") for reason in raised(file)}
    assert {"CONSENT_NOT_YOURS", "NOT_ON_PANEL", "PANEL_EVEN", "REASON_MISSING"} <= kernel
    again = [
        f"{file.relative_to(ROOT)}: {reason}"
        for service in SERVICES
        for file in modules(f"services/{service}")
        for reason in raised(file)
        if reason in kernel - OF_MANY_SUBJECTS
    ]
    assert not again, again


def test_a_card_of_a_project_is_the_kernels_parties() -> None:
    from plan.parties import Parties

    for service in SERVICES:
        if (ROOT / "services" / service / "domain" / "card.py").exists():
            assert issubclass(importlib.import_module(f"services.{service}.domain.card").ProjectCard, Parties), service
