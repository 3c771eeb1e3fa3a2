"""Every refusal of the plan: which rule, and words that people understand."""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cli.services import SERVICES

ROOT = Path(__file__).parents[2]
KINDS = {"RuleViolated", "PermissionDenied", "InvalidArgument", "NotFound", "AlreadyExists"}
# What is wrong with the form of a request, or is nowhere, whatever the plan says.
OF_NO_RULE = {
    "NOT_FOUND",
    "FILE_NOT_FOUND",
    "VALUE_OUT_OF_RANGE",
    "ID_INVALID",
    "NAME_INVALID",
    "TEXT_TOO_LONG",
    "PERIOD_INVERTED",
    "EXPORT_TOO_LARGE",
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Raised:
    where: str
    reason: str
    message: str
    rule: bool


def refusals() -> Iterator[Raised]:
    for path in sorted([*(ROOT / "plan").rglob("*.py"), *(ROOT / "services").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS and node.args:
                reason = node.args[0].value if isinstance(node.args[0], ast.Constant) else ""
                text = ast.unparse(node.args[1]) if len(node.args) > 1 else ""
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield Raised(where, str(reason), text, any(each.arg == "rule" for each in node.keywords))


def test_every_refusal_of_the_plan_says_by_which_rule() -> None:
    found = list(refusals())
    assert len(found) > 100
    assert [each for each in found if not each.rule and each.reason not in OF_NO_RULE] == []
    assert {each.reason for each in found if not each.rule} >= OF_NO_RULE, "no exception that nothing needs"


def test_every_message_that_is_written_out_is_in_chinese() -> None:
    written = [each for each in refusals() if re.match(r"f?['\"]", each.message)]
    assert len(written) > 80
    assert [each for each in written if not CHINESE.search(each.message) and each.reason] == []  # one that is put together is not read here


def test_every_service_knows_what_things_are_called() -> None:
    """So that no message shows an id where a name is known: chassis.rpc.naming puts it in."""
    for service in SERVICES:
        assert importlib.import_module(f"services.{service}.main").SERVICE.title_of is not None, service
