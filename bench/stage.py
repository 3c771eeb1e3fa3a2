"""The real MongoDB and Kafka that the benches run on, and fresh names in them."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.store.mongo import Mongo
from cli.services import SERVICES
from cli.stack.issuer import Issuer
from cli.stack.parts_for_tests import Parts, parts_for_tests

PARTITIONS = 12


@dataclass(frozen=True)
class Stage:
    """Running parts, a folder, and keys of an issuer."""

    parts: Parts
    folder: Path
    issuer: Issuer

    @property
    def bootstrap(self) -> str:
        """Kafka's address."""
        return self.parts.kafka.bootstrap

    def fresh(self, what: str) -> str:
        """A name for a database, a topic or a group that nobody has."""
        return f"bench-{what}-{uuid.uuid4().hex[:8]}"

    def mongo(self, what: str) -> Mongo:
        """A fresh database, spoken to as the services do."""
        return Mongo(self.parts.mongo.uri, self.fresh(what))

    async def topic(self, what: str) -> str:
        """A fresh topic with as many partitions as the suite's own."""
        return await self.topic_named(self.fresh(what))

    async def topic_named(self, name: str) -> str:
        """A topic of this name."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await admin.start()
        try:
            await admin.create_topics([NewTopic(name, PARTITIONS, 1)])
        finally:
            await admin.close()
        return name

    def settings_of(self, service: str, **more: str) -> dict[str, str]:
        """The environment of a service on this stage, on the system clock."""
        named: dict[str, Any] = {
            "mongo": self.parts.mongo.uri,
            "kafka": self.bootstrap,
            "jwks": str(self.issuer.jwks),
            "service_key": str(self.issuer.service_key(service)),
            "clock": "system",
            "log_level": "WARNING",
            "calls_a_second": 0,
        }
        return {f"SANZHI_{name.upper()}": str(value) for name, value in (named | more).items()}


@contextmanager
def stage() -> Iterator[Stage]:
    """Both parts on free ports, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sanzhi-bench-") as folder, parts_for_tests(Path(folder)) as parts:
        issuer = Issuer(Path(folder) / "issuer")
        issuer.prepare(SERVICES)
        yield Stage(parts, Path(folder), issuer)
