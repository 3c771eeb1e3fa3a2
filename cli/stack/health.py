"""Whether a service serves, by the standard gRPC health protocol."""

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from chassis.access.tls import DIRECT, trusting


def serves(address: str, seconds: float = 1.0, tls_ca: str = "") -> bool:
    """One question, one answer; whatever goes wrong counts as no. `tls_ca`: file with the authorities to trust, where there is TLS."""
    channel = grpc.secure_channel(address, trusting(tls_ca), DIRECT) if tls_ca else grpc.insecure_channel(address, DIRECT)
    with channel:
        try:
            answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=seconds)
        except grpc.RpcError:
            return False
    return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)
