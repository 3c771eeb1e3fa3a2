"""What a hostile call ended with is what the service said, not what the caller's own library made of it."""

from typing import Any

import grpc
import pytest
from grpc.aio import AioRpcError, Metadata

from chaos.hostile import crowd
from chaos.hostile.calls import Attempt
from chaos.hostile.crowd import Crowd

LOST, OURS = "Internal error from Core", "internal error; the service's log has the detail"


def an_error(code: grpc.StatusCode, details: str) -> AioRpcError:
    return AioRpcError(code, Metadata(), Metadata(), details)


async def ended(monkeypatch: pytest.MonkeyPatch, *errors: AioRpcError) -> tuple[str, int]:
    """The code, and how often it was tried."""
    coming = list(errors)

    async def through(call: Any, attempt: Attempt) -> None:
        raise coming.pop(0)

    monkeypatch.setattr(crowd, "_through", through)
    monkeypatch.setattr(Crowd, "_call", lambda self, attempt: lambda *arguments, **named: None)
    code, _ = await object.__new__(Crowd)._end_of(Attempt("registry", "a/B", "token", ()))
    return code, len(errors) - len(coming)


async def test_an_answer_that_was_lost_here_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    lost, refused = an_error(grpc.StatusCode.INTERNAL, LOST), an_error(grpc.StatusCode.UNAUTHENTICATED, "")
    assert await ended(monkeypatch, lost, refused) == ("UNAUTHENTICATED", 2)


async def test_an_error_of_the_service_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await ended(monkeypatch, an_error(grpc.StatusCode.INTERNAL, OURS)) == ("INTERNAL", 1)


async def test_one_that_is_lost_again_and_again_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = an_error(grpc.StatusCode.INTERNAL, LOST)
    assert await ended(monkeypatch, lost, lost, lost) == ("INTERNAL", 3)
