"""Several replicas: what one commits for a bucket of another's is told to that one, which need not look for it."""

import pytest

from chassis.messaging import relay
from chassis.run.app import App
from chassis.run.service import Service
from chassis.time import leases
from tests.conftest import Running
from tests.harness.suite import eventually
from tests.integration.chassis.test_delivery import add, counter

NEVER = 3600.0


async def test_what_another_replica_commits_goes_out_without_being_looked_for(
    running: Running, probe: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "LOOK_AMONG_OTHERS", NEVER)
    monkeypatch.setattr(relay, "LOOK_ALONE", NEVER)
    async with running(probe) as suite:
        first = suite.apps["probe"]
        second = App(probe, first.settings)
        await second.start()
        try:
            await eventually(lambda: _all(first, second))
            for number in range(12):
                await add(suite, await counter(suite, f"casting-{number}"), 1)
            rows = await first.mongo["outbox"].find({}).to_list(None)
            assert {row["bucket"] for row in rows} & second.leases.held()
            await eventually(lambda: _published(first))
        finally:
            await second.stop()


async def _all(*apps: App) -> bool:
    return all(len(app.leases.held()) == 8 and app.leases.told for app in apps)


async def _published(app: App) -> bool:
    return await app.mongo["outbox"].count_documents({"pending": True}) == 0
