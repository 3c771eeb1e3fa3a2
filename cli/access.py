"""Who may call what (2.5): one table of every method and every role. `python -m cli.access docs/access.md` writes it anew."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

from google.protobuf.descriptor import MethodDescriptor

from chassis.access.roles import NARROW, RELATIVE, ROLE_NAMES, AccessRule, rule_of
from cli.services import SERVICES

MAY, IN_PROJECT, READS, NOT = "●", "○", "读", "·"
ROLES = [role for role in ROLE_NAMES if role != "any"]
_HEAD = """# Who may call what

Made from the access option of every method in `proto/` by `python -m cli.access docs/access.md`; a test compares it with the
code and calls every method as every role. Rule 2.5: who may act follows from the actors that the rules name, and nothing else.

- ● may call, by a global role of the token
- ○ may call where the application, project, panel or finding at hand makes the caller that; the handler checks it
- 读 the auditor reads everything and changes nothing
- · may not: `PERMISSION_DENIED`, `ROLE_REQUIRED`, and the refusal is on record

A method open to any authenticated caller has ● throughout, but for the console's own key (`reminder`), which is let in
where a rule names it, and nowhere else; what its handler demands beyond that stands in the proto.
"""


def methods_of(service: str) -> list[MethodDescriptor]:
    """The methods of a service, in the order of its proto."""
    descriptor = importlib.import_module(f"sanzhi.{service}.v1.{service}_pb2").DESCRIPTOR
    return [method for found in descriptor.services_by_name.values() for method in found.methods]


def mutates(method: MethodDescriptor) -> bool:
    """Whether it changes anything."""
    return "request_id" in method.input_type.fields_by_name


def cell(rule: AccessRule, role: str, *, changes: bool) -> str:
    """What a method's rule says of a role."""
    if "any" in rule.roles:
        return MAY if role not in NARROW else NOT
    if role in rule.roles:
        return IN_PROJECT if role in RELATIVE else MAY
    return READS if role == "auditor" and not changes else NOT


def lines() -> Iterator[str]:
    """The table, a section a service."""
    yield _HEAD
    for service in SERVICES:
        yield f"## {service}\n"
        yield "| RPC | " + " | ".join(role.replace("_", " ") for role in ROLES) + " | rules |"
        yield "|---|" + ":-:|" * len(ROLES) + "---|"
        for method in methods_of(service):
            rule = rule_of(method)
            cells = [cell(rule, role, changes=mutates(method)) for role in ROLES]
            yield f"| {method.name} | {' | '.join(cells)} | {', '.join(rule.rules)} |"
        yield ""


def text() -> str:
    """The whole page."""
    return "\n".join(lines())


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text())
