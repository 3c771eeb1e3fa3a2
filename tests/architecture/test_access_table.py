"""Rule 2.5: every method and every role is decided, in one table that the code keeps."""

from pathlib import Path

import pytest

from chassis.access.roles import RELATIVE, Actor, rule_of
from cli.access import IN_PROJECT, MAY, NOT, READS, ROLES, cell, methods_of, mutates, text
from cli.services import SERVICES

# What other departments begin is their own: what they are to be given of the public facts.
THEIR_OWN = "sanzhi.exchange."
TABLE = Path(__file__).parents[2] / "docs" / "access.md"


@pytest.mark.rule("2.5")
def test_the_page_is_that_of_the_code() -> None:
    assert TABLE.read_text() == text(), "python -m cli.access docs/access.md"


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("role", ROLES)
def test_the_interceptor_decides_as_the_table_says(service: str, role: str) -> None:
    """A caller with this one role of the token; ○ is let through to the handler, which looks at the project."""
    for method in methods_of(service):
        rule, changes = rule_of(method), mutates(method)
        shown = cell(rule, role, changes=changes)
        actor = Actor("people/x", roles=frozenset({role}))
        if shown in (MAY, READS):
            assert rule.admits(actor, reads=not changes), method.full_name
        elif shown == IN_PROJECT:
            assert rule.admits(actor, reads=not changes) and not rule.granted(actor), method.full_name
        elif not rule.roles & RELATIVE or role in ("service", "reminder"):
            assert not rule.admits(actor, reads=not changes), method.full_name
        else:  # let through for another role that the project may give; the role itself gives nothing
            assert shown == NOT and not rule.granted(actor), method.full_name


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("service", SERVICES)
def test_the_auditor_and_other_departments_change_nothing(service: str) -> None:
    for method in methods_of(service):
        rule = rule_of(method)
        if mutates(method) and "any" not in rule.roles:
            nobody = {"auditor"} if method.full_name.startswith(THEIR_OWN) else {"auditor", "department"}
            assert rule.roles.isdisjoint(nobody), method.full_name
        elif not mutates(method):
            assert cell(rule, "auditor", changes=False) in (MAY, READS)
