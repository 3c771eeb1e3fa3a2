"""The access option of a method is the one list of its roles: a handler names some only where it lets fewer in."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chassis.access.roles import rule_of
from chassis.rpc.binding import bind, snake_case
from tests.architecture.test_imports import SERVICES

CHECKS = {"require": 0, "permit": 1}  # permit's first argument is the project


def named_roles(handler: Callable[..., Any], seen: set[Any]) -> Iterator[frozenset[str]]:
    """The roles of each check in a handler and in the functions that it calls; what is known at run time alone is left out."""
    seen.add(handler)
    scope = inspect.unwrap(handler).__globals__
    for node in ast.walk(ast.parse(inspect.getsource(handler))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in CHECKS:
            arguments = node.args[CHECKS[node.func.attr] :]
            if len(arguments) == 1 and isinstance(arguments[0], ast.IfExp):
                yield from (frozenset(_roles(one, scope)) for one in (arguments[0].body, arguments[0].orelse))
            else:
                yield frozenset(role for argument in arguments for role in _roles(argument, scope))
        elif isinstance(node.func, ast.Name):
            called = scope.get(node.func.id)
            if inspect.isfunction(called) and called.__module__.startswith("services.") and called not in seen:
                yield from named_roles(called, seen)


def _roles(node: ast.expr, scope: dict[str, Any]) -> list[str]:
    if isinstance(node, ast.Starred) and isinstance(node.value, ast.Name):
        return [str(role) for role in scope.get(node.value.id, ())]
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("service", SERVICES)
def test_a_handler_names_roles_only_where_it_narrows(service: str) -> None:
    declared = importlib.import_module(f"services.{service}.main").SERVICE
    descriptor = declared.descriptor.services_by_name[declared.proto.rpartition(".")[2]]
    for method in bind(descriptor, declared.handlers):
        for roles in named_roles(getattr(declared.handlers, snake_case(method.name)), set()):
            rule = rule_of(descriptor.methods_by_name[method.name])
            assert roles <= rule.roles or "any" in rule.roles, f"{method.full_name}: {sorted(roles - rule.roles)} not in the option"
            assert roles != rule.roles, f"{method.full_name}: the option says that already"
