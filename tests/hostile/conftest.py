"""One suite with a running project, for all tests here."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from google.protobuf.descriptor import MethodDescriptor

from chassis.store.master_key import make
from cli.services import SERVICES
from tests.harness.parts import TestParts
from tests.harness.suite import Suite, service, suite
from tests.hostile.calling import served
from tests.integration.walk.test_random_walk import running_project


@dataclass
class Attacked:
    """methods: by the service that serves them; names: of what there is."""

    suite: Suite
    methods: list[tuple[str, MethodDescriptor]]
    names: list[str]


@pytest.fixture(scope="package")
async def attacked(parts: TestParts, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Attacked]:
    folder = tmp_path_factory.mktemp("attacked")
    make(folder / "master.key")
    settings = {"master_key": str(folder / "master.key")}
    async with suite(parts.mongo.uri, parts.kafka.bootstrap, folder, *(service(name) for name in SERVICES), **settings) as made:
        await running_project(made)
        methods = [(name, method) for name in SERVICES for method in await served(made.channels[name])]
        named: set[str] = set()
        for app in made.apps.values():
            named |= {name for name in await app.mongo["audit"].distinct("resources") if name}
        yield Attacked(made, methods, sorted(named))
