"""Answers of the feed: JSON, compressed where the caller takes that, not sent again where it has them."""

import asyncio
import gzip
import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

BATCH = "application/cloudevents-batch+json"
_WORTH_BYTES = 1000
_LEVEL = 1  # most of the gain for a fraction of the time


async def answer(request: Request, body: bytes, media_type: str, headers: dict[str, str], tag: str = "") -> Response:
    """`tag`: what the body is told by; 304 where the caller has it."""
    headers = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Accept-Encoding", **headers}
    squeezed = len(body) >= _WORTH_BYTES and _takes_gzip(request.headers.get("accept-encoding", ""))
    if tag:
        headers["ETag"] = f'"{tag}-gzip"' if squeezed else f'"{tag}"'
        if _has(request.headers.get("if-none-match", ""), tag):
            return Response(status_code=304, headers=headers)
    if squeezed:
        body = await asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(body, 200, headers, media_type)


async def as_json(request: Request, value: Any) -> Response:
    """A small answer."""
    return await answer(request, json.dumps(value, ensure_ascii=False).encode(), "application/json", {})


def _takes_gzip(accepted: str) -> bool:
    for each in accepted.split(","):
        name, _, weight = each.partition(";")
        if name.strip().lower() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _has(known: str, tag: str) -> bool:
    tags = {each.strip().removeprefix("W/").strip('"') for each in known.split(",")}
    return bool(tags & {tag, f"{tag}-gzip"})
