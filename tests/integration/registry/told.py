"""What neighbours tell registry, put on their topics as they would."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaProducer

from chassis.envelope import to_headers
from tests.harness.suite import Suite
from tests.integration.registry.city import PROJECT


async def tell(suite: Suite, kind: str, **body: Any) -> None:
    """tell(suite, "contracts.engagement.ended.v1", …): put it on its topic and wait until it has taken effect."""
    service = kind.partition(".")[0]
    name = body.setdefault("name", PROJECT)
    attributes = {
        "id": str(uuid.uuid4()),
        "source": f"/sanzhi/{service}",
        "type": f"sanzhi.{kind}",
        "subject": name,
        "time": datetime(2024, 1, 1, tzinfo=UTC),
        "sequence": 1,
        "actor": "people/somebody",
        "correlationid": "c",
        "causationid": "c",
        "policyversion": "2026.1",
    }
    producer = AIOKafkaProducer(bootstrap_servers=suite.settings.kafka)
    await producer.start()
    try:
        topic = f"{suite.settings.topic_prefix}.{service}"
        key = str(body.get("project") or name).encode()
        await producer.send_and_wait(topic, json.dumps(body).encode(), key, headers=to_headers(attributes))
    finally:
        await producer.stop()
    await suite.quiet()


async def engaged(suite: Suite, person: str, role: str = "project_manager", is_lead: bool = True) -> str:
    """contracts: somebody is engaged; the engagement's name."""
    name = f"{PROJECT}/engagements/{person.rpartition('/')[2]}"
    body = {"project": PROJECT, "role": role, "is_lead": is_lead, "person": person}
    await tell(suite, "contracts.engagement.activated.v1", name=name, **body)
    return name


async def took_effect(suite: Suite) -> None:
    """contracts: the whole set is in effect."""
    at = "2024-01-02T02:00:00Z"
    await tell(suite, "contracts.contract_set.took_effect.v1", name=f"{PROJECT}/contractSet", project=PROJECT, effective_at=at)
