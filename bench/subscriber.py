"""A department and the bureau of a bench: one asks exchange for one type of facts by one way, the other grants it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import grpc
from sanzhi.exchange.v1 import exchange_pb2, exchange_pb2_grpc

from bench.stage import Stage

NAME = "subscriptions/bench"
_Metadata = list[tuple[str, str]]


@dataclass(frozen=True)
class Subscriber:
    """Whose subscription is in force."""

    stub: Any
    clerk: _Metadata

    async def token(self) -> str:
        """For the feed."""
        issued = await self.stub.IssueFeedToken(exchange_pb2.IssueFeedTokenRequest(name=NAME, request_id="3"), metadata=self.clerk)
        return str(issued.token)


@asynccontextmanager
async def subscribing(stage: Stage, address: str, kind: str, way: int) -> AsyncIterator[Subscriber]:
    """Asked for and granted, to the middle of next year."""
    async with grpc.aio.insecure_channel(address) as channel:
        stub: Any = exchange_pb2_grpc.ExchangeServiceStub(channel)
        clerk, official = _caller(stage, "department", "government_department"), _caller(stage, "science_bureau", "science_bureau")
        until = f"{datetime.now(UTC).year + 1}-06-30"
        scope: dict[str, Any] = {"types": [exchange_pb2.Share(type=kind)], "ways": [way], "until": until}
        said: dict[str, Any] = {"subscription_id": "bench", "purpose": "量一量", "legal_ground": "《政务数据共享条例》", "request_id": "1"}
        asked = await stub.RequestSubscription(exchange_pb2.RequestSubscriptionRequest(**scope, **said), metadata=clerk)
        grant = exchange_pb2.GrantSubscriptionRequest(name=asked.name, etag=asked.etag, request_id="2", **scope)
        await stub.GrantSubscription(grant, metadata=official)
        yield Subscriber(stub, clerk)


def _caller(stage: Stage, role: str, kind: str) -> _Metadata:
    name = role.replace("_", "-")
    claims = {"sub": f"people/{name}", "org": f"organizations/{name}", "org_kind": kind, "area": "jinzhong", "roles": [role]}
    return [("authorization", f"Bearer {stage.issuer.sign(claims, 3600)}")]
