"""Refusals on the wire: canonical code, google.rpc.ErrorInfo and LocalizedMessage in zh-CN (AIP-193), both ways."""

import json
import logging
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2

from chassis import errors
from chassis.errors import Refusal
from chassis.policy import Law

log = logging.getLogger(__name__)
DOMAIN = "sanzhi"
_DETAILS = "grpc-status-details-bin"
# gRPC's clients take 8 KiB of trailing metadata; a refusal that is longer would reach nobody as what it is.
_MOST_BYTES = 6000
_CODES: dict[type[Refusal], grpc.StatusCode] = {
    errors.InvalidArgument: grpc.StatusCode.INVALID_ARGUMENT,
    errors.Unauthenticated: grpc.StatusCode.UNAUTHENTICATED,
    errors.PermissionDenied: grpc.StatusCode.PERMISSION_DENIED,
    errors.NotFound: grpc.StatusCode.NOT_FOUND,
    errors.AlreadyExists: grpc.StatusCode.ALREADY_EXISTS,
    errors.RuleViolated: grpc.StatusCode.FAILED_PRECONDITION,
    errors.Stale: grpc.StatusCode.ABORTED,
    errors.DataLoss: grpc.StatusCode.DATA_LOSS,
    errors.Unavailable: grpc.StatusCode.UNAVAILABLE,
    errors.Exhausted: grpc.StatusCode.RESOURCE_EXHAUSTED,
}
# What a neighbour refuses to us, and not to our caller: our token, our rights, how often we ask.
_OURS = frozenset({grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.PERMISSION_DENIED, grpc.StatusCode.RESOURCE_EXHAUSTED})
_LATER = "相关服务暂时无法应答，请稍后再试"
_KINDS = {code: kind for kind, code in _CODES.items() if code not in _OURS}


def code_of(refusal: Refusal) -> grpc.StatusCode:
    """The canonical code of a refusal."""
    return next((code for kind, code in _CODES.items() if isinstance(refusal, kind)), grpc.StatusCode.UNKNOWN)


@dataclass(frozen=True)
class Told:
    """What the caller of a refused call is told, in Chinese; policy_version: whose words it quotes, "" where it quotes none."""

    message: str
    policy_version: str = ""


def told_of(refusal: Refusal, law: Law) -> Told:
    """The refusal's message, with the clause quoted where a rule stands behind it, and where a neighbour has not quoted it already."""
    quote = law.quote(refusal.rule) if refusal.rule else ""
    if not quote:
        return Told(refusal.message)
    return Told(refusal.message if quote in refusal.message else f"{refusal.message}（{quote}）", law.version.version)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def trailers_of(refusal: Refusal, told: Told) -> tuple[tuple[str, bytes], ...]:
    """Trailing metadata that carry the details of a refusal."""
    metadata = {name: _text(value) for name, value in refusal.metadata.items()}
    if refusal.rule:
        metadata["rule"] = refusal.rule
    if told.policy_version:
        metadata["rule_version"] = told.policy_version
    status = _status(refusal, metadata, told.message)
    if status.ByteSize() > _MOST_BYTES:
        status = _status(refusal, {name: text[:60] for name, text in list(metadata.items())[:10]}, told.message[:1000])
    return ((_DETAILS, status.SerializeToString()),)


def _status(refusal: Refusal, metadata: dict[str, str], message: str) -> status_pb2.Status:
    info = error_details_pb2.ErrorInfo(reason=refusal.reason, domain=DOMAIN, metadata=metadata)
    localized = error_details_pb2.LocalizedMessage(locale="zh-CN", message=message)
    status = status_pb2.Status(code=code_of(refusal).value[0], message=refusal.reason)
    details: list[Any] = [info, localized]
    if isinstance(refusal, errors.Exhausted | errors.Stale) and refusal.retry_after:
        details.append(error_details_pb2.RetryInfo(retry_delay=_duration(refusal.retry_after)))
    for detail in details:
        packed = any_pb2.Any()
        packed.Pack(detail)
        status.details.append(packed)
    return status


def _duration(seconds: float) -> duration_pb2.Duration:
    made = duration_pb2.Duration()
    made.FromMilliseconds(max(1, round(seconds * 1000)))
    return made


def refusal_of(error: grpc.aio.AioRpcError) -> Refusal:
    """The refusal that a neighbour answered with; what is not one of ours counts as unavailable."""
    kind = _KINDS.get(error.code())
    info, localized = _details(error)
    if error.code() in _OURS:
        # Whoever called us did nothing wrong, and can do nothing about it.
        log.error("a neighbour refused this service itself: %s %s %s", error.code().name, info.reason if info else "", error.details())
        return errors.Unavailable("NEIGHBOUR_UNAVAILABLE", _LATER, detail="this service was not let in there; its log has the detail")
    if kind is None or info is None:
        return errors.Unavailable("NEIGHBOUR_UNAVAILABLE", _LATER, detail=f"{error.code().name}: {error.details()}")
    metadata = {name: value for name, value in info.metadata.items() if name not in ("rule", "rule_version")}
    return kind(info.reason, localized, rule=info.metadata.get("rule", ""), **metadata)


def _details(error: grpc.aio.AioRpcError) -> tuple[error_details_pb2.ErrorInfo | None, str]:
    info, localized = error_details_pb2.ErrorInfo(), error_details_pb2.LocalizedMessage()
    found = None
    for key, value in error.trailing_metadata() or ():
        if key == _DETAILS and isinstance(value, bytes):
            status = status_pb2.Status.FromString(value)
            for detail in status.details:
                if detail.Unpack(info):
                    found = info
                detail.Unpack(localized)
    return found, localized.message


__all__ = ["Told", "code_of", "refusal_of", "told_of", "trailers_of"]
