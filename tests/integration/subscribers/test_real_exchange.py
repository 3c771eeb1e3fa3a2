"""Each kit on the real exchange: facts come over Kafka into its log; kits pull them, or read the open topic, and are killed meanwhile."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from chassis.envelope import to_headers
from cli.stack.ports import LOOPBACK, free_port
from tests.conftest import Running
from tests.harness.forms import demand_part
from tests.harness.suite import AT_ONCE, Person, Suite, eventually, service
from tests.integration.subscribers.conftest import Rows
from tests.integration.subscribers.counting import shortfall
from tests.integration.subscribers.facts import Event
from tests.integration.subscribers.kits import Kit, java_command

CLERK = Person("people/clerk", ("department",), "organizations/statistics", "government_department", "jinzhong")
OFFICIAL = Person("people/official", ("science_bureau",), "organizations/bureau", "science_bureau", "jinzhong")
AT = datetime.fromisoformat("2026-03-02T10:00:00+08:00")
SIGNED, REFUSED, TOOK_EFFECT = "contracts.document.signed.v1", "contracts.document.refused.v1", "contracts.contract_set.took_effect.v1"
GRANTED = (SIGNED, TOOK_EFFECT)
GOLDENS = Path(__file__).parents[2] / "contract" / "goldens"
_EXCHANGE = "sanzhi.exchange.v1.ExchangeService"


@dataclass
class Exchange:
    """A running exchange, a subscription of two of three types, and what was told so far."""

    suite: Suite
    url: str
    token: str = ""
    told: list[Event] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def granted(self) -> list[Event]:
        """What the subscriber is to have."""
        return [event for event in self.told if event["type"].removeprefix("sanzhi.") in GRANTED]

    async def subscribe(self) -> None:
        """As a department asks and the bureau grants."""
        scope = {"types": [{"type": f"sanzhi.{kind}"} for kind in GRANTED], "ways": ["WAY_FEED"], "until": "2026-12-31"}
        said = {"subscription_id": "ledger", "purpose": "编制统计台账", "legal_ground": "《政务数据共享条例》"}
        await self.suite.call(f"{_EXCHANGE}/RequestSubscription", scope | said, CLERK)
        await self.suite.call(f"{_EXCHANGE}/GrantSubscription", scope | {"name": "subscriptions/ledger"}, OFFICIAL)
        self.token = (await self.suite.call(f"{_EXCHANGE}/IssueFeedToken", {"name": "subscriptions/ledger"}, CLERK))["token"]

    async def tell(self, count: int, seed: int) -> None:
        """So many facts of contracts, on its topic, as it would put them there."""
        chance, producer = random.Random(seed), AIOKafkaProducer(bootstrap_servers=self.suite.settings.kafka)
        await producer.start()
        try:
            await asyncio.gather(*[await producer.send(**self._next(chance)) for _ in range(count)])
        finally:
            await producer.stop()

    def _next(self, chance: random.Random) -> dict[str, Any]:
        kind, key = chance.choice([SIGNED, SIGNED, REFUSED, TOOK_EFFECT]), f"projects/p{chance.randrange(6)}"
        golden = json.loads((GOLDENS / "contracts" / f"{kind.removeprefix('contracts.')}.json").read_text())
        body, number = golden | {"project": key}, self.numbers.get(key, 0) + 1
        self.numbers[key] = number
        at, place = AT + timedelta(seconds=len(self.told)), len(self.told)
        identity = {"id": f"01936f00-0000-7000-8000-{place:012x}", "source": "/sanzhi/contracts"}
        said = {**identity, "type": f"sanzhi.{kind}", "subject": body["name"]}
        more = {"actor": "people/somebody", "correlationid": "c", "causationid": "c", "policyversion": "2026.1"}
        self.told.append({**said, "partitionkey": key, "sequence": number, "time": at, "data": body})
        topic = f"{self.suite.settings.topic_prefix}{demand_part(kind, body)}"
        headers = to_headers({**said, **more, "time": at, "sequence": number})
        return {"topic": topic, "value": json.dumps(body).encode(), "key": key.encode(), "headers": headers}


@pytest.fixture
async def exchange(running: Running, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Exchange]:
    address = f"{LOOPBACK}:{free_port()}"
    monkeypatch.setenv("SANZHI_FEED_LISTEN", address)
    async with running(service("exchange"), rehearsal_start=AT) as suite:
        made = Exchange(suite, f"http://{address}")
        await made.subscribe()
        yield made


def missing(rows: Rows, events: list[Event]) -> dict[str, Any]:
    """As `shortfall`; time and contents are what the feed makes of them, held to the rest of the suite elsewhere."""
    told = {name: what for name, what in shortfall(rows, events).items() if name != "changed"}
    kept = {row[0] for row in rows.all("SELECT event_id FROM facts")}
    return told if len(kept) == len(events) else told | {"rows": len(kept)}


async def killed(kit: Kit, surroundings: dict[str, str], log: Path, until: Callable[[], bool]) -> None:
    """Runs it until then, and kills it."""
    with kit.running(surroundings, log) as process:

        async def reached() -> bool:
            assert process.poll() is None, await asyncio.to_thread(log.read_text)
            return await asyncio.to_thread(until)

        await eventually(reached, log.read_text, longest_pause=AT_ONCE)


async def told_and_killed(kit: Kit, surroundings: dict[str, str], stage: tuple[Exchange, Rows], log: Path) -> None:
    """Three times it is killed once it has written something, while more is told."""
    exchange, rows = stage
    for seed in (1, 2, 3):
        before = rows.count()
        telling = asyncio.create_task(exchange.tell(100, seed))
        await killed(kit, surroundings, log, lambda before=before: rows.count() > before)  # type: ignore[misc]
        await telling


async def test_what_contracts_told_is_there_once(kit: Kit, exchange: Exchange, rows: Rows, tmp_path: Path) -> None:
    around = kit.surroundings(exchange.url, exchange.token, rows.path)
    await told_and_killed(kit, around, (exchange, rows), tmp_path / "log")
    await killed(kit, around, tmp_path / "log", lambda: rows.count() >= len(exchange.granted))
    assert missing(rows, exchange.granted) == {}
    assert await behind(exchange, kit, around) == 0


async def behind(exchange: Exchange, kit: Kit, around: dict[str, str]) -> int:
    """What the bureau sees once the kit has said how far it is."""
    assert (await asyncio.to_thread(kit.once, around)).returncode == 0
    found = await exchange.suite.call(f"{_EXCHANGE}/ListDeliveries", {}, OFFICIAL)
    return sum(int(each["behind"]) for each in found["deliveries"] if each["way"] == "WAY_FEED")


async def test_a_gap_is_closed_by_the_real_feed(kit: Kit, exchange: Exchange, rows: Rows, tmp_path: Path) -> None:
    """The newest facts of each project are gone from the database, as after a backup, while the position was kept."""
    around = kit.surroundings(exchange.url, exchange.token, rows.path)
    await exchange.tell(60, seed=3)
    await killed(kit, around, tmp_path / "log", lambda: rows.count() >= len(exchange.granted))
    rows.write("DELETE FROM facts WHERE seq_no >= 3")
    rows.write("DELETE FROM ledger")
    rows.write("INSERT INTO ledger SELECT fact_key, COUNT(*), MAX(event_type), MAX(event_time) FROM facts GROUP BY fact_key")
    await exchange.tell(60, seed=4)
    await killed(kit, around, tmp_path / "log", lambda: rows.count() >= len(exchange.granted))
    assert missing(rows, exchange.granted) == {}


async def test_the_open_topic_by_kafka(built: Path, exchange: Exchange, rows: Rows, tmp_path: Path) -> None:
    """All of contracts' facts, by the Java kit that reads Kafka, killed in the middle."""
    kit = Kit("kafka", java_command(built, "KafkaSubscriber"), "jdbc:sqlite:{}")
    topic = f"{exchange.suite.settings.topic_prefix}.contracts.open"
    kafka = {"KAFKA_BOOTSTRAP": exchange.suite.settings.kafka, "KAFKA_GROUP": f"{topic}.try", "KAFKA_TOPICS": topic}
    around = {name: value for name, value in kit.surroundings("", "", rows.path).items() if name not in ("FEED_URL", "FEED_TOKEN")} | kafka
    await told_and_killed(kit, around, (exchange, rows), tmp_path / "log")
    await killed(kit, around, tmp_path / "log", lambda: rows.count() >= len(exchange.told))
    assert missing(rows, exchange.told) == {}
