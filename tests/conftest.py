"""The real MongoDB and Kafka of a test run, started when a test first asks for them."""

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from chassis.app import Service
from cli.stack.parts_for_tests import Parts, parts_for_tests
from tests.harness.suite import Suite, suite

Running = Callable[..., AbstractAsyncContextManager[Suite]]


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    """MongoDB and Kafka for the session."""
    with parts_for_tests(tmp_path_factory.mktemp("parts")) as running:
        yield running


@pytest.fixture
def running(parts: Parts, tmp_path: Path) -> Running:
    """`async with running(service("registry"), …) as suite:` services on fresh databases, topics and groups."""

    def start(*services: Service, **settings: Any) -> AbstractAsyncContextManager[Suite]:
        return suite(parts.mongo.uri, parts.kafka.bootstrap, tmp_path, *services, **settings)

    return start
