"""Supervision as registry sees it: answers CheckClearance over gRPC, or is away. Its own tests stand in its own room."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from sanzhi.supervision.v1 import supervision_pb2

_SERVICE = "sanzhi.supervision.v1.SupervisionService"


@dataclass
class Supervision:
    """`barred` maps people to the ground that bars them."""

    barred: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    away: bool = False
    address: str = ""

    async def check_clearance(self, request: Any, context: Any) -> Any:
        if self.away:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "away")
        self.asked.append((request.subject, request.project, request.purpose))
        ground = self.barred.get(request.subject)
        answer = supervision_pb2.Clearance(subject=request.subject, clear=ground is None)
        if ground is not None:
            answer.grounds.add(message=ground)
        return answer


@asynccontextmanager
async def supervision() -> AsyncIterator[Supervision]:
    """Serves on a free port."""
    neighbour = Supervision()
    method = grpc.unary_unary_rpc_method_handler(
        neighbour.check_clearance,
        request_deserializer=supervision_pb2.CheckClearanceRequest.FromString,
        response_serializer=supervision_pb2.Clearance.SerializeToString,
    )
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(_SERVICE, {"CheckClearance": method}),))
    neighbour.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    try:
        yield neighbour
    finally:
        await server.stop(None)
