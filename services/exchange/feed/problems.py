"""How the feed says no: RFC 9457, in words for people and with a reason for programs."""

import json
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import Exhausted, InvalidArgument, NotFound, PermissionDenied, Refusal, Unavailable

CONTENT_TYPE = "application/problem+json"
_STATUS: tuple[tuple[type[Refusal], int, str], ...] = (
    (InvalidArgument, 400, "请求有误"),
    (NotFound, 404, "没有找到"),
    (PermissionDenied, 403, "不予提供"),
    (Exhausted, 429, "请求过于频繁"),
    (Unavailable, 503, "暂时不能提供"),
)


class Problem(Exception):
    """An answer that is no feed."""

    def __init__(self, status: int, title: str, detail: str, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status} {reason}: {detail}")
        self.status, self.title, self.detail, self.reason = status, title, detail, reason
        self.headers = dict(headers or {})


def not_authenticated() -> Problem:
    """No token, or none that holds."""
    detail = "令牌缺失、有误或者已经失效，请在请求头 Authorization: Bearer 中携带领取的令牌"
    return Problem(401, "身份未确认", detail, "TOKEN_NOT_VALID", {"WWW-Authenticate": "Bearer"})


def problem_of(refusal: Refusal) -> Problem:
    """A refusal of the domain, by its kind; of a state that does not admit it: 403."""
    status, title = next(((status, title) for kind, status, title in _STATUS if isinstance(refusal, kind)), (403, "不予提供"))
    seconds = max(1, round(getattr(refusal, "retry_after", 0.0)))
    return Problem(status, title, refusal.message, refusal.reason, {"Retry-After": str(seconds)} if status in (429, 503) else None)


def response_of(problem: Problem) -> Response:
    """As JSON."""
    said = {"type": f"urn:sanzhi:problem:{problem.reason}", "title": problem.title, "status": problem.status, "detail": problem.detail}
    body = json.dumps(said | {"reason": problem.reason}, ensure_ascii=False).encode()
    return Response(body, problem.status, problem.headers | {"Cache-Control": "no-store"}, CONTENT_TYPE)


async def on_problem(request: Request, error: Exception) -> Response:
    """For Starlette."""
    assert isinstance(error, Problem)
    return response_of(error)


async def on_refusal(request: Request, error: Exception) -> Response:
    """For Starlette."""
    assert isinstance(error, Refusal)
    return response_of(problem_of(error))


async def on_bug(request: Request, error: Exception) -> Response:
    """For Starlette, which logs it."""
    return response_of(Problem(500, "内部错误", "系统内部错误，已记入日志", "INTERNAL"))


async def on_http_error(request: Request, error: Exception) -> Response:
    """No such path, or no such method on it: Starlette's own."""
    status = getattr(error, "status_code", 500)
    title, detail = {
        404: ("没有找到", "没有这个地址，接口说明见 /openapi.json"),
        405: ("方法不对", "这个地址不支持该请求方法，接口说明见 /openapi.json"),
    }.get(status, ("请求有误", "请求不能处理"))
    return response_of(Problem(status, title, detail, f"HTTP_{status}", getattr(error, "headers", None)))
