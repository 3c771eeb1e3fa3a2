"""Supervision and evaluation as registry sees them: they answer CheckClearance and GetRating over gRPC, or are away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from sanzhi.evaluation.v1 import evaluation_pb2
from sanzhi.supervision.v1 import supervision_pb2

_SERVICE = "sanzhi.supervision.v1.SupervisionService"
_EVALUATION = "sanzhi.evaluation.v1.EvaluationService"


@dataclass
class Supervision:
    """`barred` maps people to the ground that bars them, `rated` ratings to their total."""

    barred: dict[str, str] = field(default_factory=dict)
    rated: dict[str, str] = field(default_factory=dict)
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

    async def get_rating(self, request: Any, context: Any) -> Any:
        if self.away:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "away")
        total = self.rated.get(request.name, "")
        return evaluation_pb2.Rating(
            name=request.name,
            as_of=request.as_of,
            total=total or "0",
            grade=evaluation_pb2.RATING_GRADE_GOOD if total else evaluation_pb2.RATING_GRADE_UNRATED,
            entries_counted=1 if total else 0,
            working=f"总分 ＝ {total}",
            policy_version="2026.1",
        )


@asynccontextmanager
async def supervision() -> AsyncIterator[Supervision]:
    """Serves on a free port."""
    neighbour = Supervision()
    method = grpc.unary_unary_rpc_method_handler(
        neighbour.check_clearance,
        request_deserializer=supervision_pb2.CheckClearanceRequest.FromString,
        response_serializer=supervision_pb2.Clearance.SerializeToString,
    )
    rating = grpc.unary_unary_rpc_method_handler(
        neighbour.get_rating,
        request_deserializer=evaluation_pb2.GetRatingRequest.FromString,
        response_serializer=evaluation_pb2.Rating.SerializeToString,
    )
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(_SERVICE, {"CheckClearance": method}),))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(_EVALUATION, {"GetRating": rating}),))
    neighbour.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    try:
        yield neighbour
    finally:
        await server.stop(None)
