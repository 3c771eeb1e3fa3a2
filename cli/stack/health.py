"""Whether a service serves, by the standard gRPC health protocol."""

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc


def serves(address: str, seconds: float = 1.0) -> bool:
    """One question, one answer; whatever goes wrong counts as no."""
    with grpc.insecure_channel(address) as channel:
        try:
            answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=seconds)
        except grpc.RpcError:
            return False
    return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)
