"""Exchange alone on the real parts: facts are put into its log as it takes them in, departments ask, the bureau grants."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from chassis.access.roles import Actor
from chassis.run.app import App
from chassis.store.transaction import Origin
from services.exchange.domain.events import event_bytes, short
from services.exchange.log import LOG
from services.exchange.store import ExchangeTransaction
from tests.conftest import Running
from tests.harness.suite import Person, Suite, service
from tests.integration.exchange.register import leave

SERVICE = "sanzhi.exchange.v1.ExchangeService"
STATISTICS, AUDIT = "organizations/statistics", "organizations/audit"
CLERK = Person("people/clerk", ("department",), STATISTICS, "government_department", "jinzhong")
AUDITOR = Person("people/other-clerk", ("department",), AUDIT, "government_department", "jinzhong")
OFFICIAL = Person("people/official", ("science_bureau",), "organizations/bureau", "science_bureau", "jinzhong")
AT = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
SIGNED, REFUSED = "sanzhi.contracts.document.signed.v1", "sanzhi.contracts.document.refused.v1"
LEDGER = "subscriptions/ledger"


@dataclass
class Stage:
    """The running service. counted: of each key, how many facts there are."""

    suite: Suite
    counted: dict[str, int] = field(default_factory=dict)

    @property
    def app(self) -> App:
        return self.suite.apps["exchange"]

    async def call(self, method: str, who: Person = CLERK, **body: Any) -> dict[str, Any]:
        return await self.suite.call(f"{SERVICE}/{method}", body, who)

    async def granted(self, *ways: str, name: str = LEDGER, who: Person = CLERK, types: tuple[str, ...] = (SIGNED, REFUSED)) -> None:
        """A subscription of types by ways, in force."""
        scope = {"types": [{"type": kind} for kind in types], "ways": [f"WAY_{way}" for way in ways], "until": "2026-12-31"}
        said = {"purpose": "编制统计台账", "legal_ground": "《政务数据共享条例》第十七条"}
        await self.call("RequestSubscription", who, subscription_id=name.partition("/")[2], **scope, **said)
        await self.call("GrantSubscription", OFFICIAL, name=name, **scope)

    async def facts(self, key: str, number: int = 1, kind: str = SIGNED, at: datetime | None = None) -> list[int]:
        """So many facts of a project, as they are taken in; their sequence numbers."""
        told = []
        for _ in range(number):
            last = self.counted.get(key, 0)
            self.counted[key] = last + 1
            told.append(last + 1)

            async def work(tx: ExchangeTransaction, last: int = last) -> None:
                tx.number(LOG, _row(key, last + 1, kind, at or tx.now))

            await self.app.executor.run(work, Actor("services/exchange"), Origin("test", "c", ""))
        return told

    async def many(self, keys: Sequence[str], number: int, kinds: Sequence[str]) -> None:
        """So many facts of each project, of the types in turn, taken in together."""

        async def work(tx: ExchangeTransaction) -> None:
            for sequence in range(1, number + 1):
                for key in keys:
                    tx.number(LOG, _row(key, sequence, kinds[sequence % len(kinds)], tx.now))

        await self.app.executor.run(work, Actor("services/exchange"), Origin("test", "c", ""))
        self.counted.update(dict.fromkeys(keys, number))

    async def delivery(self, way: str, who: Person = CLERK) -> dict[str, Any]:
        """How far a subscription is by a way."""
        found = await self.call("ListDeliveries", who)
        (mine,) = [each for each in found["deliveries"] if each["way"] == f"WAY_{way}"]
        return dict(mine)


def _row(key: str, sequence: int, kind: str, at: datetime) -> dict[str, Any]:
    source = f"/sanzhi/{kind.split('.')[1]}"
    event = f"{key.replace('/', '-')}-{sequence}"
    attributes = {
        "id": event,
        "source": source,
        "type": kind,
        "subject": key,
        "time": at.isoformat(),
        "partitionkey": key,
        "sequence": sequence,
    }
    before = {short(kind): sequence - 1} if sequence > 1 else {}
    said = {"event": event, "source": source, "type": kind, "sequence": sequence, "subject": key, "time": at, "key": key}
    return {**said, "before": before, "open": event_bytes(attributes, {"name": key, "signer": "=people/zhang"})}


Staged = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture
def staged(running: Running) -> Staged:
    """`async with staged() as stage:` in March 2026."""

    @asynccontextmanager
    async def start(**settings: Any) -> AsyncIterator[Stage]:
        async with running(service("exchange"), rehearsal_start=AT, **settings) as suite:
            stage = Stage(suite)
            first = stage.app
            try:
                yield stage
            finally:
                if stage.app is not first:  # whoever started later ends here: the suite knows the first
                    await stage.app.stop()

    return start


async def again(stage: Stage) -> None:
    """The service ends and another replica starts."""
    await stage.app.stop()
    await stage.suite.start(service("exchange"))


@pytest.fixture
async def suite(running: Running) -> AsyncIterator[Suite]:
    async with running(service("exchange"), rehearsal_start="2026-03-02T10:00:00+08:00") as made:
        yield made
        await leave()
