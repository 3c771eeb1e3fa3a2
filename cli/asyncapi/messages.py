"""Messages: each public fact as Kafka's clients get it, and as one event of the feed, of a package or of a webhook."""

import json
from pathlib import Path
from typing import Any

from cli import openness
from cli.asyncapi.bodies import Said
from cli.words.resources import fact_title
from services.exchange.domain.catalogue import Catalogue
from services.exchange.domain.projection import Projection
from services.exchange.domain.words import Mark

GOLDENS = Path("tests/contract/goldens")
ID, TIME, TRIAL = "01981f3a-7c00-7000-8000-000000000001", "2026-06-01T02:00:00.000Z", "2026.1"


def _text(description: str, **more: Any) -> Said:
    return {"type": "string", "description": description, **more}


# The attributes of CloudEvents 1.0 by name, with what a Chinese reader has to know of each.
ATTRIBUTES: dict[str, Said] = {
    "specversion": _text("CloudEvents 的版本", const="1.0"),
    "id": _text("事件编号（UUIDv7）。可能重复送达：按（source，id）去重"),
    "source": _text("来源服务，如 /sanzhi/registry"),
    "type": _text("类型，末段为版本"),
    "subject": _text("事件所述对象的名称"),
    "time": _text("发生时刻，UTC", format="date-time"),
    "policyversion": _text("当时的政策版本"),
}
_NUMBERS: dict[str, str] = {
    "sequence": "同一来源、同一键下的序号，自 1 起连续：据此排序，据此发现缺失",
    "aggregateversion": "对象的版本",
}
_REQUIRED = ["specversion", "id", "source", "type", "subject", "time", "sequence"]


def headers() -> Said:
    """Of a record in Kafka, binary mode: all are text."""
    properties = {"content-type": _text("正文的类型", const="application/json")}
    properties |= {f"ce_{name}": said for name, said in ATTRIBUTES.items()}
    properties |= {f"ce_{name}": _text(said, pattern="^[0-9]+$") for name, said in _NUMBERS.items()}
    return {"type": "object", "required": ["content-type", *(f"ce_{name}" for name in _REQUIRED)], "properties": properties}


def event() -> Said:
    """The attributes in structured mode: a JSON object with the body as `data`."""
    properties = dict(ATTRIBUTES) | {name: {"type": "integer", "minimum": 1, "description": said} for name, said in _NUMBERS.items()}
    properties["partitionkey"] = _text("键，通常是项目：同一来源、同一键的事件按 sequence 有序")
    properties["previous"] = {
        "type": "integer",
        "minimum": 0,
        "description": "本订阅在该来源、该键下上一个事件的 sequence，0 为没有；与已收到的最后一个不同，即有缺口",
    }
    properties["datacontenttype"] = _text("data 的类型", const="application/json")
    return {"type": "object", "required": [*_REQUIRED, "partitionkey", "previous", "data"], "properties": properties}


def webhook_headers() -> Said:
    """Of a push, as Standard Webhooks 1.0 has them."""
    properties = {
        "webhook-id": _text("事件编号，重发时不变"),
        "webhook-timestamp": _text("发送时刻，自 1970 年起的秒数", pattern="^[0-9]+$"),
        "webhook-signature": _text("Ed25519 签名 v1a，对象为“编号.时刻.正文”；换钥期间有两个，以空格分开"),
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def in_kafka(kind: str, fact: type) -> Said:
    """A record: attributes in the headers, the open fields as the body."""
    example = {"name": "golden", "headers": _written(kind, fact), "payload": _open_golden(kind, fact)}
    return {
        "name": kind,
        "title": fact_title(kind),
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/KafkaHeaders"},
        "payload": {"$ref": f"#/components/schemas/{kind.removeprefix('sanzhi.')}"},
        "bindings": {"kafka": {"key": _text("键，通常是项目"), "bindingVersion": "0.5.0"}},
        "examples": [example],
    }


def structured(kind: str, fact: type) -> Said:
    """An event by itself: the attributes and the body in one."""
    data = {"$ref": f"#/components/schemas/{kind.removeprefix('sanzhi.')}"}
    its_own = {"type": "object", "properties": {"type": {"const": kind}, "data": data}}
    return {
        "name": f"{kind}.structured",
        "title": fact_title(kind),
        "contentType": "application/cloudevents+json",
        "payload": {"allOf": [{"$ref": "#/components/schemas/CloudEvent"}, its_own]},
        "examples": [{"name": "golden", "payload": _whole_event(kind, fact)}],
    }


def _whole_event(kind: str, fact: type) -> Said:
    body = _open_golden(kind, fact)
    said: Said = {"specversion": "1.0", **_attributes(kind, body), "partitionkey": body.get("project") or body["name"], "sequence": 1}
    return said | {"policyversion": TRIAL, "aggregateversion": 1, "datacontenttype": "application/json", "data": body, "previous": 0}


def _written(kind: str, fact: type) -> Said:
    said = _attributes(kind, _open_golden(kind, fact)) | {"sequence": "1", "policyversion": TRIAL, "aggregateversion": "1"}
    return {"content-type": "application/json", "ce_specversion": "1.0"} | {f"ce_{name}": value for name, value in said.items()}


def _attributes(kind: str, body: Said) -> Said:
    service = kind.split(".")[1]
    return {"id": ID, "source": f"/sanzhi/{service}", "type": kind, "subject": body["name"], "time": TIME}


def _open_golden(kind: str, fact: type) -> Said:
    """The golden of the contract tests, as whoever was granted the type and no further field gets it."""
    _, service, name = kind.split(".", 2)
    golden = json.loads((GOLDENS / service / f"{name}.json").read_text())
    marks = {path: Mark(mark) for path, mark in openness.leaves(fact)}
    return Projection(Catalogue({kind: marks})).public(kind, golden, frozenset())
