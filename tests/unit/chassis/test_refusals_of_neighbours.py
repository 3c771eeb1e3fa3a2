"""A neighbour's refusal, as our own caller is told it: what is about us is never told as theirs."""

import grpc
import pytest
from google.rpc import error_details_pb2, status_pb2

from chassis.errors import (
    AlreadyExists,
    Exhausted,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    Refusal,
    RuleViolated,
    Stale,
    Unauthenticated,
)
from chassis.rpc.errors import Told, code_of, refusal_of, trailers_of


def answered(refusal: Refusal) -> grpc.aio.AioRpcError:
    trailers = trailers_of(refusal, Told(refusal.message))
    return grpc.aio.AioRpcError(code_of(refusal), grpc.aio.Metadata(), grpc.aio.Metadata(*trailers), refusal.reason)


@pytest.mark.parametrize(
    "refusal",
    [
        Unauthenticated("TOKEN_EXPIRED", "身份令牌已过期"),
        Unauthenticated("TOKEN_NOT_YET_VALID", "身份令牌尚未生效"),
        Unauthenticated("TOKEN_INVALID", "身份令牌无效"),
        PermissionDenied("ROLE_REQUIRED", "您的身份无权进行此操作", rule="2.5"),
        Exhausted("BUDGET_EXHAUSTED", "请求过于频繁", retry_after=1.0),
    ],
)
def test_what_a_neighbour_refuses_to_us_is_not_told_to_our_caller_as_theirs(refusal: Refusal, caplog: pytest.LogCaptureFixture) -> None:
    told = refusal_of(answered(refusal))
    assert (code_of(told), told.reason) == (grpc.StatusCode.UNAVAILABLE, "NEIGHBOUR_UNAVAILABLE")
    assert refusal.reason not in str(told.metadata) and refusal.message not in told.message
    assert refusal.reason in caplog.text


@pytest.mark.parametrize("kind", [InvalidArgument, NotFound, AlreadyExists, RuleViolated, Stale])
def test_what_a_neighbour_answers_to_the_question_is_told_as_it_is(kind: type[Refusal]) -> None:
    told = refusal_of(answered(kind("REASON", "为什么", rule="4.2", limit=3)))
    assert (type(told), told.reason, told.message, told.rule, told.metadata) == (kind, "REASON", "为什么", "4.2", {"limit": "3"})


def test_who_is_to_come_again_is_told_when() -> None:
    (_, details), *_ = trailers_of(Exhausted("BUDGET_EXHAUSTED", "请求过于频繁", retry_after=1.5), Told("请求过于频繁"))
    retry = error_details_pb2.RetryInfo()
    assert any(detail.Unpack(retry) for detail in status_pb2.Status.FromString(details).details)
    assert (retry.retry_delay.seconds, retry.retry_delay.nanos) == (1, 500_000_000)
