"""A service does not serve on without its relay or its consumer."""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from chassis.messaging import vital
from chassis.messaging.aiokafka_internals import Tasks
from chassis.messaging.vital import Ended
from chassis.run.app import App, serve
from chassis.run.service import Service
from tests.conftest import Running
from tests.harness.suite import PATIENCE

OF_KAFKA = ("sender", "producer's metadata", "fetcher", "group's coordination", "consumer's metadata")
OURS = (
    "relay",
    "news of other replicas",
    "timers",
    "leases",
    "reading of keys",
    "count of refusals",
    "sweep of files",
    "comparing of clocks",
    "watch over its parts",
)
PARTS = (*OF_KAFKA, "timers")  # of ours one: all are kept in one way


@pytest.mark.parametrize("part", PARTS)
async def test_it_ends_with_the_part_that_ended(
    running: Running, probe: Service, watcher: Service, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    async with running(probe) as suite:
        known: asyncio.Future[Tasks] = asyncio.get_running_loop().create_future()
        monkeypatch.setattr("chassis.run.app.until_one_ends", _seen(known))
        monkeypatch.setattr("chassis.run.app.log_json_lines", lambda *_: None)
        serving = asyncio.create_task(serve(watcher, suite.settings))
        try:
            tasks = await asyncio.wait_for(known, PATIENCE)
            assert set(tasks) == {*OF_KAFKA, *OURS}
            assert not serving.done()
            tasks[part].cancel()
            with pytest.raises(Ended, match=part):
                await asyncio.wait_for(serving, PATIENCE)
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError, Ended):
                await serving


def _seen(known: "asyncio.Future[Tasks]") -> Callable[[Tasks], Any]:
    async def until_one_ends(tasks: Tasks) -> None:
        known.set_result(tasks)
        await vital.until_one_ends(tasks)

    return until_one_ends


async def test_sigterm_is_heeded_while_it_starts(running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running() as suite:
        starting = asyncio.Event()

        async def start(app: App) -> None:
            starting.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(App, "start", start)
        monkeypatch.setattr("chassis.run.app.log_json_lines", lambda *_: None)
        serving = asyncio.create_task(serve(probe, suite.settings))
        await starting.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(serving, PATIENCE)
