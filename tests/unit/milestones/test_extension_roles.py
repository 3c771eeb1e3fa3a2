"""Whoever has to deliver may ask for more time: the chief too, whose dispatch reports have deadlines (4.4, 5.2)."""

import pytest
from sanzhi.access.v1 import access_pb2

from chassis.access.roles import ROLE_NAMES
from cli.story.methods import all_methods


@pytest.mark.rule("4.4")
@pytest.mark.parametrize("role", ["undertaking_unit", "lead", "technical_chief"])
def test_whoever_has_to_deliver_may_ask_for_more_time(role: str) -> None:
    method = all_methods()["sanzhi.milestones.v1.MilestonesService/RequestExtension"]
    declared = method.GetOptions().Extensions[access_pb2.access].roles
    assert role in ROLE_NAMES
    assert access_pb2.Role.Value(f"ROLE_{role.upper()}") in declared
