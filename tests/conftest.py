"""The real MongoDB and Kafka of a test run (see tests/harness/parts.py), started when a test first asks for them."""

import asyncio
import gc
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from chassis.run.garbage import collect_seldom
from chassis.run.loop import new_loop
from chassis.run.service import Service
from tests.harness import forms, spent
from tests.harness.parts import TestParts, chosen, started
from tests.harness.suite import Suite, suite

# A shared machine may be slow at any moment: only the time limit of a whole test counts.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

Running = Callable[..., AbstractAsyncContextManager[Suite]]


PARTS = pytest.StashKey[str]()
# A stack of all services costs more than the tests on it: there is one, and it goes when the last of them has run.
ON_ONE_STACK = {"tests/browser", "tests/e2e", "tests/hostile"}
# What takes longest begins first, and each test of it by itself: at the end all others would wait for it.
LONGEST = ("tests/e2e/", "tests/integration/walk/")
ON_SERVICES = {"tests/e2e", "tests/integration"}


class _Loops(asyncio.DefaultEventLoopPolicy):
    """Tests run on the loop that services run on."""

    def new_event_loop(self) -> asyncio.AbstractEventLoop:
        return new_loop()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Chooses the parts and says so in the first line of the run."""
    asyncio.set_event_loop_policy(_Loops())
    config.stash[PARTS] = chosen()
    if reporter := config.pluginmanager.get_plugin("terminalreporter"):
        reporter.write_line(f"MongoDB and Kafka of this run: {config.stash[PARTS]} (SANZHI_TEST_PARTS)")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """All is imported here and stays: Python need not look through it for what nobody needs any more, neither now nor later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        collect_seldom()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """As they come, but for what takes longest."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


class _ByRoom(LoadFileScheduling):
    """A file of tests at a time; all that is played on one stack goes to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(LONGEST[1]):
            return nodeid
        file: str = super()._split_scope(nodeid)
        folder = file.rpartition("/")[0]
        return folder if folder in ON_ONE_STACK else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByRoom | None:
    """With `--dist loadfile`."""
    return _ByRoom(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker tells which facts passed there."""
    forms.passed.update(getattr(node, "workeroutput", {}).get("facts", ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker's last word."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["facts"] = sorted(forms.passed)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Where the time went; which facts no test has seen, once all have run in which services write some."""
    reports = [each for outcome in ("passed", "failed", "error", "") for each in terminalreporter.stats.get(outcome, ())]
    if lines := spent.table(each for each in reports if isinstance(each, pytest.TestReport)):
        terminalreporter.section("time by folder, side by side")
        for line in lines:
            terminalreporter.write_line(line)
    if set(config.args) >= ON_SERVICES:
        terminalreporter.write_line(forms.summary())


@pytest.fixture(scope="session")
def parts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestParts]:
    """MongoDB and Kafka for the session."""
    with started(request.config.stash[PARTS], tmp_path_factory.mktemp("parts")) as running:
        yield running


@pytest.fixture
def running(parts: TestParts, tmp_path: Path) -> Running:
    """`async with running(service("registry"), …) as suite:` services on fresh databases, topics and groups."""

    def start(*services: Service, **settings: Any) -> AbstractAsyncContextManager[Suite]:
        return suite(parts.mongo.uri, parts.kafka.bootstrap, tmp_path, *services, **settings)

    return start
