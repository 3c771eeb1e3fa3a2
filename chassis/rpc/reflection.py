"""Server reflection, so that grpcurl, ghz and the like find methods by name: under both of its protocol's names."""

from collections.abc import Sequence
from typing import Any

import grpc
from google.protobuf import descriptor_pool
from grpc_reflection.v1alpha import reflection, reflection_pb2

V1 = "grpc.reflection.v1.ServerReflection"
NAMES = (reflection.SERVICE_NAME, V1)


def reflect(services: Sequence[str], server: grpc.aio.Server) -> None:
    """Let a server tell of these services and of reflection itself."""
    pool: Any = _Symbols()
    reflection.enable_server_reflection((*services, *NAMES), server, pool)
    # v1 differs from v1alpha in its name alone (github.com/grpc/grpc, doc/server-reflection.md); grpcio has the latter only.
    servicer = reflection.aio.ReflectionServicer((*services, *NAMES), pool)
    info = grpc.stream_stream_rpc_method_handler(
        servicer.ServerReflectionInfo,
        reflection_pb2.ServerReflectionRequest.FromString,
        reflection_pb2.ServerReflectionResponse.SerializeToString,
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(V1, {"ServerReflectionInfo": info}),))


class _Symbols:
    """The pool of all descriptors, which finds methods too: protobuf's own finds only what it is asked for one level up."""

    def __init__(self) -> None:
        self._pool = descriptor_pool.Default()

    def FindFileContainingSymbol(self, symbol: str) -> Any:
        """The file of a message, a service, or a method of a service. Raises KeyError."""
        try:
            return self._pool.FindFileContainingSymbol(symbol)
        except KeyError:
            service, _, method = symbol.rpartition(".")
            found = self._pool.FindServiceByName(service)
            if method not in found.methods_by_name:
                raise
            return found.file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pool, name)
