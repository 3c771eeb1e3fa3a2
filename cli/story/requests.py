"""Requests of acts: references resolved, then protobuf's JSON."""

import base64
import uuid
from typing import Any

from cli.story.marked import MarkedMap
from cli.story.references import Scope, resolve
from cli.story.values import EnumText

_STORIES = uuid.UUID("6b0f3e0a-6c53-5d0e-9f2b-0c1f0d7a5a11")


def request_body(body: MarkedMap, scope: Scope, request_id: str = "") -> dict[str, Any]:
    """The JSON of a request. Raises BadReference. A request_id that the story gives stays."""
    resolved: dict[str, Any] = to_json(resolve(body, scope))
    if request_id and not {"request_id", "requestId"} & resolved.keys():
        resolved["request_id"] = request_id
    return resolved


def to_json(value: Any) -> Any:
    """Plain values as protobuf's JSON: bytes as base64, enums by their full names, what is not set left out."""
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, EnumText) else value


def request_id_of(run: str, file: str, act: str) -> str:
    """The request id of an act: the same however often it is tried within one run, another in the next run."""
    return str(uuid.uuid5(_STORIES, f"{run}\n{file}\n{act}"))
