"""MongoDB and Kafka for a test run: in containers, embedded, or at given addresses. The same tests run on each.

SANZHI_TEST_PARTS = containers | embedded | external; without it: external where SANZHI_TEST_MONGO and SANZHI_TEST_KAFKA are
set, containers where a Docker engine answers, else embedded. SANZHI_TEST_MONGO_IMAGE and SANZHI_TEST_KAFKA_IMAGE name images.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cli.stack.parts_for_tests import parts_for_tests


class HasUri(Protocol):
    """A MongoDB."""

    @property
    def uri(self) -> str: ...


class HasBootstrap(Protocol):
    """A Kafka."""

    @property
    def bootstrap(self) -> str: ...


class TestParts(Protocol):
    """Both, running."""

    @property
    def mongo(self) -> HasUri: ...

    @property
    def kafka(self) -> HasBootstrap: ...


TestParts.__test__ = False  # type: ignore[attr-defined]  # no test, whatever pytest makes of its name


@dataclass(frozen=True)
class AtMongo:
    """A MongoDB that somebody else started."""

    uri: str


@dataclass(frozen=True)
class AtKafka:
    """A Kafka that somebody else started."""

    bootstrap: str


@dataclass(frozen=True)
class Addresses:
    """Parts known by their addresses alone."""

    mongo: AtMongo
    kafka: AtKafka


def chosen() -> str:
    """Which parts this run takes."""
    told = os.environ.get("SANZHI_TEST_PARTS", "")
    if told:
        if told not in _STARTED:
            raise ValueError(f"SANZHI_TEST_PARTS={told}: {', '.join(_STARTED)}")
        return told
    if {"SANZHI_TEST_MONGO", "SANZHI_TEST_KAFKA"} <= set(os.environ):
        return "external"
    return "containers" if _engine_answers() else "embedded"


def started(kind: str, directory: Path) -> AbstractContextManager[TestParts]:
    """Runs them for as long as the context lasts."""
    return _STARTED[kind](directory)


def _engine_answers() -> bool:
    """Looks at the socket first: importing the Docker client costs every run half a second."""
    if "DOCKER_HOST" not in os.environ and not Path("/var/run/docker.sock").exists():
        return False
    from docker.client import from_env
    from docker.errors import DockerException

    try:
        client = from_env(timeout=60)
    except DockerException:
        return False
    try:
        return bool(client.ping())
    except (DockerException, OSError):
        return False
    finally:
        client.close()


@contextmanager
def _external(_: Path) -> Iterator[TestParts]:
    yield Addresses(AtMongo(os.environ["SANZHI_TEST_MONGO"]), AtKafka(os.environ["SANZHI_TEST_KAFKA"]))


@contextmanager
def _containers(_: Path) -> Iterator[TestParts]:
    from tests.harness.containers import containers

    with containers() as (uri, bootstrap):
        yield Addresses(AtMongo(uri), AtKafka(bootstrap))


_STARTED: dict[str, Callable[[Path], AbstractContextManager[TestParts]]] = {
    "containers": _containers,
    "embedded": parts_for_tests,
    "external": _external,
}
