"""What a service answered instead of a result, for programs and for people."""

from collections.abc import Iterator
from typing import Any

import grpc
from google.rpc import error_details_pb2, status_pb2

_DETAILS = "grpc-status-details-bin"


class Refused(Exception):
    """code: canonical name such as "FAILED_PRECONDITION"; reason, rule, metadata: of ErrorInfo; message: zh-CN."""

    def __init__(self, code: str, reason: str, rule: str, message: str, metadata: dict[str, str]) -> None:
        super().__init__(f"{message}（{reason}）" if reason else message)
        self.code = code
        self.reason = reason
        self.rule = rule
        self.message = message
        self.metadata = metadata


def refused_of(error: grpc.aio.AioRpcError) -> Refused:
    """The refusal that a call ended with; one without details has gRPC's own words."""
    info, localized = error_details_pb2.ErrorInfo(), error_details_pb2.LocalizedMessage()
    for detail in _details(error):
        detail.Unpack(info)
        detail.Unpack(localized)
    metadata = dict(info.metadata)
    message = localized.message or f"{error.code().name}: {error.details()}"
    return Refused(error.code().name, info.reason, metadata.pop("rule", ""), message, metadata)


def retry_after(error: grpc.aio.AioRpcError) -> float:
    """The seconds after which a call may be made again; 0 where nothing is said of it."""
    retry = error_details_pb2.RetryInfo()
    return next((retry.retry_delay.ToMilliseconds() / 1000 for detail in _details(error) if detail.Unpack(retry)), 0.0)


def _details(error: grpc.aio.AioRpcError) -> Iterator[Any]:
    for key, value in error.trailing_metadata() or ():
        if key == _DETAILS and isinstance(value, bytes):
            yield from status_pb2.Status.FromString(value).details
