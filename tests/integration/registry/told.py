"""What neighbours tell registry, put on their topics as they would."""

from datetime import UTC, datetime
from typing import Any

from tests.harness import told
from tests.harness.suite import Suite
from tests.integration.registry.city import PROJECT


async def tell(suite: Suite, kind: str, **body: Any) -> None:
    """tell(suite, "contracts.engagement.ended.v1", …), of the project unless it is named otherwise."""
    await told.tell(suite, kind, {"name": PROJECT} | body, datetime(2024, 1, 1, tzinfo=UTC))


async def engaged(suite: Suite, person: str, role: str = "project_manager", is_lead: bool = True) -> str:
    """contracts: somebody is engaged; the engagement's name."""
    name = f"{PROJECT}/engagements/{person.rpartition('/')[2]}"
    body = {"project": PROJECT, "role": role, "is_lead": is_lead, "person": person, "effective_at": "2024-01-02T02:00:00Z"}
    await tell(suite, "contracts.engagement.activated.v1", name=name, **body)
    return name


async def took_effect(suite: Suite) -> None:
    """contracts: the whole set is in effect."""
    at = "2024-01-02T02:00:00Z"
    await tell(suite, "contracts.contract_set.took_effect.v1", name=f"{PROJECT}/contractSet", project=PROJECT, effective_at=at)
