"""Facts that nobody told, on every topic that is read: what is not from whom it claims to be takes no effect, and all else goes on.

Whoever has a service's own rights at Kafka can still put its next fact there (docs/security.md): such ones are among these too, with bodies
that no service would write, and are handled or set aside with a reason.
"""

import json
import random
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer

from chassis.messaging.bundles import letters_in
from chassis.messaging.kafka import Kafka
from cli.services import SERVICES
from tests.harness.suite import ADMINISTRATOR, Suite, eventually
from tests.hostile.bodies import NUMBERS, TEXTS
from tests.hostile.conftest import Attacked

GOLDENS = Path(__file__).parents[1] / "contract" / "goldens"
SEED = 7
NO_BODIES = (b"", b"{", b"null", b"[]", b"[" * 20_000, b'{"name": NaN}', b'{"name": "\xff"}', b'{"name": 1e999999}', b"x" * 300_000)
pytestmark = [pytest.mark.timeout(1200), pytest.mark.rule("2.5")]


@dataclass(frozen=True)
class Record:
    """As it is put on Kafka. wrong: what; believed: whether it may take effect."""

    topic: str
    key: bytes
    body: bytes
    headers: Mapping[str, bytes]
    wrong: str
    believed: bool = False

    def said(self, **headers: str) -> "Record":
        return replace(self, headers={**self.headers, **{f"ce_{name}": value.encode() for name, value in headers.items()}})


class Forger:
    """Makes them, as the dice fall."""

    def __init__(self, made: Suite) -> None:
        self._dice = random.Random(SEED)
        self._prefix = made.settings.topic_prefix
        self.read = {kind: each.internal for app in made.apps.values() for kind, each in app.service.subscriptions.items()}

    def records(self) -> Iterator[Record]:
        """Of every type that anybody reads."""
        for kind in sorted(self.read):
            other = self._dice.choice([name for name in SERVICES if name != kind.split(".")[1]])
            yield replace(self._good(kind).said(source=f"/sanzhi/{other}"), wrong="source")
            yield replace(self._good(kind), topic=f"{self._prefix}.{other}", wrong="topic")
            yield self._dice.choice((self._number, self._time, self._id, self._key))(self._good(kind))
            yield replace(self._good(kind), body=self._dice.choice(NO_BODIES), wrong="body", believed=True)
            yield replace(self._good(kind), body=self._odd(json.loads(self._good(kind).body)), wrong="value", believed=True)

    def _number(self, good: Record) -> Record:
        return replace(good.said(sequence=self._dice.choice(("0", "-1", "", "x", "9" * 400, str(2**63)))), wrong="number")

    def _time(self, good: Record) -> Record:
        return replace(good.said(time=self._dice.choice(("", "yesterday", "9" * 5000))), wrong="time")

    def _id(self, good: Record) -> Record:
        return replace(good, headers={**good.headers, "ce_id": b"\xff\xfe"}, wrong="id")

    def _key(self, good: Record) -> Record:
        return replace(good, key=self._dice.choice((b"\xff", b"k" * 100_000)), wrong="key")

    def _good(self, kind: str) -> Record:
        """One that the service could have told next, of a project that nobody has heard of."""
        _, service, what = kind.split(".", 2)
        name = f"projects/forged-{self._dice.getrandbits(40):x}"
        data: dict[str, Any] = json.loads((GOLDENS / service / f"{what}.json").read_text())
        body = json.dumps({**data, **({"project": name} if "project" in data else {})}, ensure_ascii=False).encode()
        topic = f"{self._prefix}.{service}" + (".internal" if self.read[kind] else "")
        key = name if "project" in data else str(data["name"])
        made = Record(topic, key.encode(), body, {"content-type": b"application/json"}, "")
        identity = str(uuid.UUID(int=self._dice.getrandbits(128)))
        said = {"specversion": "1.0", "id": identity, "source": f"/sanzhi/{service}", "type": kind, "subject": key}
        return made.said(**said, time="2024-01-05T00:00:00Z", sequence="900000", actor="people/admin")

    def _odd(self, data: dict[str, Any]) -> bytes:
        """One of its values is what no service writes."""
        field = self._dice.choice(sorted(data))
        value = self._dice.choice((*TEXTS[:-1], *NUMBERS, None, True, [], {}, ["x"] * 1000, {"$gt": ""}))
        return json.dumps({**data, field: value}).encode()


async def test_what_nobody_told_takes_no_effect_and_what_somebody_tells_goes_on(attacked: Attacked) -> None:
    made = attacked.suite
    records = list(Forger(made).records())
    async with AIOKafkaProducer(**Kafka.of(made.settings).arguments(), max_request_size=1_000_000) as producer:
        for record in records:
            await producer.send(record.topic, record.body, key=record.key, headers=list(record.headers.items()))
        await producer.flush()
    await _tell_of_an_organisation(made)
    await made.quiet()
    reasons, failed = Counter[str](), set[str]()
    for name, app in made.apps.items():
        assert not [task for task, each in app._vital.items() if each.done()], name
        async for kept in app.mongo["dead_letters"].find({}):
            found = [str(letter["reason"]) for letter in letters_in(kept, app.mongo.damage)]
            reasons.update(found)
            failed |= {name} if "HANDLER_FAILED" in found else set()
    print(f"{len(records)} records: {dict(Counter(record.wrong for record in records))}; letters: {dict(reasons)}")
    assert {"SOURCE_FORGED", "ENVELOPE_INVALID", "PAYLOAD_INVALID"} <= reasons.keys()
    assert failed <= {"desk"}, "the desk alone reads facts whole, as they come; the others say what is wrong with a field"
    never = {record.headers["ce_id"].decode("latin-1"): record.wrong for record in records if not record.believed}
    assert await _handled(made, never) == []


async def _tell_of_an_organisation(made: Suite) -> None:
    """Behind all of it in its topic; the desk knows it once it has read past what is before."""
    body = {
        "organization_id": "after-all",
        "display_name": "事后登记研究所",
        "kind": "ORGANIZATION_KIND_ENTERPRISE",
        "area": "yuci",
    }
    await made.call("sanzhi.registry.v1.RegistryService/RegisterOrganization", body, ADMINISTRATOR)

    async def known() -> bool:
        answer = await made.call("sanzhi.desk.v1.DeskService/GetNames", {"names": ["organizations/after-all"]}, ADMINISTRATOR)
        return [each["display_name"] for each in answer["names"]] == ["事后登记研究所"]

    await eventually(known)


async def _handled(made: Suite, forged: Mapping[str, str]) -> list[str]:
    """Of these, by id, those that took effect anywhere."""
    found = []
    for name, app in made.apps.items():
        async for row in app.mongo["inbox"].find({}, {"_id": 1}):
            identity = str(row["_id"]).rpartition("|")[2]
            if identity in forged:
                found.append(f"{name}: {forged[identity]}: {row['_id']}")
    return found
