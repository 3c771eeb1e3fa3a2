"""Every act on a resource is in its service's table, so that ListActs leaves none out."""

import importlib

import pytest

from chassis.rpc.acts import ActsOn
from tests.architecture.test_imports import SERVICES

# Which attestation is meant, and by that whose it is, stands in the request alone; so does the project for which somebody books or reads.
UNLISTED = {"WithdrawAttestation", "BookFacility", "ReadNotice", "JudgeNotice"}


def table(service: str) -> tuple[ActsOn, ...]:
    return tuple(importlib.import_module(f"services.{service}.main").SERVICE.acts)


@pytest.mark.parametrize("service", SERVICES)
def test_a_mutation_of_a_resource_is_among_its_acts(service: str) -> None:
    declared = importlib.import_module(f"services.{service}.main").SERVICE
    methods = declared.descriptor.services_by_name[declared.proto.rpartition(".")[2]].methods
    wanted = {
        method.name
        for method in methods
        if "request_id" in method.input_type.fields_by_name and {"name", "parent"} & set(method.input_type.fields_by_name)
    }
    listed = {act.rpc for kind in table(service) for act in kind.acts}
    assert wanted - listed <= UNLISTED and not listed & UNLISTED


def test_a_pattern_covers_names_of_its_kind_alone() -> None:
    async def load(name: str, tx: object) -> None: ...

    nodes = ActsOn("projects/*/nodes/*", load)
    assert nodes.covers("projects/a/nodes/n1")
    assert not any(nodes.covers(name) for name in ("projects/a/nodes", "projects/a/nodes/n1/x", "projects/a/deadlines/n1", ""))
