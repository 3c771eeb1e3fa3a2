"""What the proto says that an RPC refuses is what the code refuses: nothing that is never given, nothing left out that is plain to see.

Plain to see is what the handler raises itself, or what it calls by a name that only one function has within the service and `plan/`. A
reason that hangs on a state table, or on a method that several classes have, is not found by reading.
"""

import ast
import re
from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.test_imports import ROOT, SERVICES
from tests.architecture.test_reasons import KINDS, given_in, strings

_RPC = re.compile(r"((?:^ *//.*\n)+) *rpc (\w+)\(", re.MULTILINE)
_REASON = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
_AS = re.compile(r"\bas (\w+)")  # "Refuses as RegisterResult, and …"
# What any call may be refused with, and no RPC says of itself.
OF_ANY_CALL = {"TEXT_TOO_LONG"}
# A handler calls what could refuse so, and what it gives it never is.
NEVER = {
    "RecordSelection": {"ACT_DECIDED", "ALREADY_CONSENTED", "CONSENT_NOT_YOURS", "REASON_MISSING"},  # the first consent to a new act
    "GetFacilityCalendar": {"DATE_IN_PAST"},  # any day may be looked at
    "RecheckEngagement": {"LEAD_NOT_RESCORED", "SCORE_BELOW_THRESHOLD"},  # they block it: nothing is refused
    "SubmitApplication": {"DEADLINE_RUNS"},  # a correction period is closed once it is over
    "SubmitClaim": {"SUBJECT_MISSING"},  # a claim has a project
    "RefuseAgeException": {"APPLICATION_NOT_SUBMITTED"},
}
OF_PYTHON = {name for kind in (str, list, dict, set, frozenset, datetime, Decimal) for name in dir(kind)}


def comments(service: str) -> dict[str, set[str]]:
    """The reasons that the comment of each RPC names."""
    text = (ROOT / f"proto/sanzhi/{service}/v1/{service}.proto").read_text()
    said = {rpc: comment for comment, rpc in _RPC.findall(text)}
    named = {rpc: set(_REASON.findall(comment)) for rpc, comment in said.items()}
    return {rpc: named[rpc].union(*(named[other] for other in _AS.findall(comment) if other in named)) for rpc, comment in said.items()}


def files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def functions(service: str) -> dict[str, ast.AST]:
    """Functions and methods of a service and the kernel, of those names that nothing else has, of ours or of Python."""
    found = defaultdict(list)
    for path in files(f"services/{service}", "plan", "chassis"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[node.name].append(None if "chassis" in path.relative_to(ROOT).parts else node)
    return {name: nodes[0] for name, nodes in found.items() if len(nodes) == 1 and nodes[0] and name not in OF_PYTHON}


def raised(name: str, service: str, seen: set[str]) -> set[str]:
    """The reasons that a function raises, and those that it calls by names of their own."""
    node = functions(service).get(name)
    if node is None or name in seen:
        return set()
    seen.add(name)
    found: set[str] = set()
    for each in ast.walk(node):
        match each:
            case ast.Call(func=ast.Name(id=kind), args=[reason, *_]) if kind in KINDS:
                found |= {text for text in strings(reason) if _REASON.fullmatch(text)}
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)):
                found |= raised(called, service, seen)
    return found


def handler_of(rpc: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", rpc).lower()


@pytest.mark.parametrize("service", SERVICES)
def test_an_rpc_names_no_reason_that_its_service_never_gives(service: str) -> None:
    given = given_in(files(f"services/{service}", "plan", "chassis"))
    named = comments(service)
    assert len(named) > 5
    assert {rpc: sorted(reasons - given) for rpc, reasons in named.items() if reasons - given} == {}


@pytest.mark.parametrize("service", SERVICES)
def test_an_rpc_names_every_reason_that_can_be_read_off_its_handler(service: str) -> None:
    named = comments(service)
    read = {rpc: raised(handler_of(rpc), service, set()) - OF_ANY_CALL - NEVER.get(rpc, set()) for rpc in named}
    assert any(read.values()) or service == "desk"  # which only reads
    assert {rpc: sorted(reasons - named[rpc]) for rpc, reasons in read.items() if reasons - named[rpc]} == {}
