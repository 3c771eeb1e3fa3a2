"""What the neighbours of a service tell it, put on their topics as they would."""

import json
import uuid
from datetime import datetime
from typing import Any

from chassis.envelope import to_headers
from tests.harness.forms import demand_part
from tests.harness.suite import Suite

_NUMBERS: dict[str, list[str]] = {}


def _number_of(key: str, identity: str) -> int:
    """As its service would number it within its key; the same fact has the same number."""
    told = _NUMBERS.setdefault(key, [])
    if identity not in told:
        told.append(identity)
    return told.index(identity) + 1


async def tell(suite: Suite, kind: str, body: dict[str, Any], at: datetime, identity: str = "") -> str:
    """Put a fact of a kind such as "registry.project.approved.v1" on its topic and wait until it has taken effect; gives its id.

    Its key is its project, or its name where there is none. The same id is the same fact. It has the form of its schema, save that
    what the test does not need may be left out.
    """
    topic, key = f"{suite.settings.topic_prefix}{demand_part(kind, body)}", body.get("project") or body["name"]
    identity = identity or str(uuid.uuid4())
    attributes = {
        "id": identity,
        "source": f"/sanzhi/{kind.partition('.')[0]}",
        "type": f"sanzhi.{kind}",
        "subject": body["name"],
        "time": at,
        "sequence": _number_of(f"{topic}|{key}", identity),
        "actor": "people/somebody",
        "correlationid": "c",
        "causationid": "c",
        "policyversion": "2026.1",
    }
    await suite.send(topic, json.dumps(body).encode(), key.encode(), to_headers(attributes))
    await suite.quiet()
    return identity
