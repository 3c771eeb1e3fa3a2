"""Facts as other departments know them: what a type and its fields are called, and how far somebody is behind with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cli.services import NAMES
from cli.words.resources import fact_title, field_label

MOST_COUNTED = 100_000  # by exchange
LATE = timedelta(days=3)  # as the alarm has it (deploy/observability/alerts.yml)
_TYPE = re.compile(r"sanzhi\.(\w+)\.[a-z0-9_.]+\.v\d+")


@dataclass(frozen=True)
class Share:
    """A type: its fields beside the open ones, asked for and granted, by their labels; is_granted: None before it was decided."""

    type: str
    title: str
    service: str
    open: int
    asked: list[str]
    granted: list[str]
    is_granted: bool | None


def title_of(kind: str) -> str:
    """Of a type of facts; the type itself where it has no title."""
    found = _TYPE.fullmatch(kind)
    if found is None or found[1] not in NAMES:
        return kind
    try:
        return fact_title(kind)
    except KeyError:
        return kind


def label_of(kind: str, path: str) -> str:
    """Of a field with those that it is in, 任务书/指标/考核方式; its path where it has none."""
    if title_of(kind) == kind:
        return path
    names = path.split(".")
    try:
        return "/".join(field_label(kind, ".".join(names[: place + 1])) for place in range(len(names)))
    except KeyError:
        return path


def shares(subscription: Mapping[str, Any], open_fields: Mapping[str, int]) -> list[Share]:
    """What was asked for, type by type, and what became of it."""
    decided = subscription["granted"]
    granted = {each["type"]: each["fields"] for each in decided["types"]} if decided else {}
    return [
        Share(
            each["type"],
            title_of(each["type"]),
            service_of(each["type"]),
            open_fields.get(each["type"], 0),
            [label_of(each["type"], path) for path in each["fields"]],
            [label_of(each["type"], path) for path in granted.get(each["type"], [])],
            each["type"] in granted if decided else None,
        )
        for each in subscription["asked"]["types"]
    ]


def service_of(kind: str) -> str:
    """What the service that tells it is called; nothing where there is none of that name."""
    found = _TYPE.fullmatch(kind)
    return NAMES.get(found[1], "") if found else ""


def lamp_of(delivery: Mapping[str, Any], now: datetime, *, is_let_through: bool) -> tuple[str, str]:
    """Of one way. Late is who has not had a fact for days; soon, what does not go on by itself."""
    behind = int(delivery["behind"])
    left = f"还差 {counted(behind)} 条" if behind else "没有未取的"
    if not is_let_through:
        return "none", f"不在提供，{left}"
    if behind and delivery["behind_since"] and now - datetime.fromisoformat(delivery["behind_since"]) > LATE:
        return "late", left
    return ("soon" if delivery["fault"] or delivery["stopped"] else "fine"), left


def counted(behind: int) -> str:
    """How many; more are not counted."""
    return f"{behind} 以上" if behind >= MOST_COUNTED else str(behind)
