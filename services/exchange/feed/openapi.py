"""What the feed says of itself: OpenAPI 3.1, at /openapi.json. A test holds it to the addresses and to what is answered there."""

from typing import Any

from services.exchange.feed.answers import BATCH
from services.exchange.feed.asked import LONGEST_WAIT_MS, MOST_EVENTS
from services.exchange.feed.problems import CONTENT_TYPE

Said = dict[str, Any]


def _text(description: str) -> Said:
    return {"type": "string", "description": description}


def _whole(description: str) -> Said:
    return {"type": "integer", "minimum": 0, "description": description}


def _object(required: tuple[str, ...], **properties: Said) -> Said:
    return {"type": "object", "required": list(required), "properties": properties}


def _query(name: str, description: str, schema: Said, *, required: bool = False) -> Said:
    return {"name": name, "in": "query", "required": required, "description": description, "schema": schema}


def _problems(*statuses: int) -> Said:
    told = {
        400: "参数有误",
        401: "令牌缺失或者无效",
        403: "暂停、终止或者没有批准",
        404: "没有这个事件",
        413: "请求过大",
        429: "过于频繁",
        503: "暂不可用",
    }
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {str(status): {"description": told[status], "content": content} for status in statuses}


_EVENT = _object(
    ("specversion", "id", "source", "type", "subject", "time", "partitionkey", "sequence", "previous", "data"),
    specversion={"const": "1.0"},
    id=_text("事件编号；按 (source, id) 去重"),
    source=_text("来源，如 /sanzhi/registry"),
    type=_text("类型，末段为版本"),
    subject=_text("事件所述对象的名称"),
    time={"type": "string", "format": "date-time", "description": "发生时刻"},
    datacontenttype={"const": "application/json"},
    partitionkey=_text("键：同一来源、同一键的事件按 sequence 有序"),
    sequence=_whole("该来源、该键下的序号，计入全部公开类型"),
    previous=_whole("本订阅在该来源、该键下上一个事件的 sequence；0 为没有。比已收到的最后一个大，即有缺口；小，是后来少批了类型"),
    policyversion=_text("当时的政策版本"),
    aggregateversion=_whole("对象的版本"),
    data={"type": "object", "description": "公开字段和批准的字段；各类型的结构见事件目录"},
)
_BATCH = {
    "description": "事件，按日志顺序；没有新事件时为空数组",
    "headers": {
        "Feed-Position": {"description": "本页最后一个事件的编号，下次作 lastEventId", "schema": {"type": "string"}},
        "Feed-Count": {"description": "本页事件数", "schema": {"type": "integer"}},
        "ETag": {"description": "用于 If-None-Match", "schema": {"type": "string"}},
    },
    "content": {BATCH: {"schema": {"type": "array", "maxItems": MOST_EVENTS, "items": {"$ref": "#/components/schemas/Event"}}}},
}
_NOT_MODIFIED: Said = {"304": {"description": "与 If-None-Match 所述相同"}}
_POSITION = _object(
    ("position", "lastEventId", "behind", "at"),
    position=_whole("在日志中的位置"),
    lastEventId=_text("已确认的最后一个事件；没有确认过为空"),
    behind=_whole("其后还有多少事件；上限 100000"),
    at={"type": ["string", "null"], "format": "date-time", "description": "何时确认"},
)
_GRANTED_TYPE = _object(
    ("type", "openFields", "grantedFields"),
    type=_text("事件类型"),
    openFields={"type": "array", "items": {"type": "string"}, "description": "公开字段"},
    grantedFields={"type": "array", "items": {"type": "string"}, "description": "批准的其他字段"},
)
_FEED = _object(("name", "href", "types"), name=_text("名称"), href=_text("地址"), types={"type": "array", "items": _GRANTED_TYPE})
_FEEDS = _object(
    ("subscription", "organization", "until", "feeds"),
    subscription=_text("数据共享的名称"),
    organization=_text("本部门"),
    until={"type": "string", "format": "date", "description": "最后一日"},
    feeds={"type": "array", "items": _FEED},
)
_PROBLEM = _object(
    ("type", "title", "status", "detail", "reason"),
    type=_text("问题类型的 URI"),
    title=_text("问题"),
    status={"type": "integer"},
    detail=_text("给人看的说明"),
    reason=_text("给程序看的原因，大写英文"),
)
_LAST = _query("lastEventId", "从这个事件之后开始", {"type": "string", "maxLength": 1000})
_FROM = _query("from", "从这个时刻发生的事件开始；与 lastEventId 二选一，都没有则从已确认处继续", {"type": "string", "format": "date-time"})
_TIMEOUT = _query("timeout", "没有新事件时最多等待的毫秒数", {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT_MS, "default": 0})
_LIMIT = _query("limit", "最多多少个事件", {"type": "integer", "minimum": 1, "maximum": MOST_EVENTS, "default": MOST_EVENTS})


def _operation(summary: str, responses: Said, *parameters: Said, **more: Any) -> Said:
    return {"summary": summary, "parameters": list(parameters), "responses": responses, **more}


def _json(description: str, name: str) -> Said:
    return {"description": description, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}


_LET_IN = (401, 403, 429, 503)
_OPEN: Said = {"security": []}
_ACKNOWLEDGE: Said = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _object(("lastEventId",), lastEventId=_text("已经处理完的最后一个事件"))}},
    }
}
_BETWEEN = (
    _query("source", "来源", {"type": "string"}, required=True),
    _query("key", "键（partitionkey）", {"type": "string"}, required=True),
    _query("after", "大于这个 sequence", {"type": "integer", "minimum": 0}, required=True),
    _query("before", "小于这个 sequence", {"type": "integer", "minimum": 0}, required=True),
)
_PATHS: Said = {
    "/feeds": {"get": _operation("本令牌可以读什么、到何时", {"200": _json("批准的范围", "Feeds"), **_problems(*_LET_IN)})},
    "/feeds/facts": {
        "get": _operation("取事件", {"200": _BATCH, **_NOT_MODIFIED, **_problems(400, 404, *_LET_IN)}, _LAST, _FROM, _TIMEOUT, _LIMIT)
    },
    "/feeds/facts/gap": {
        "get": _operation("补缺：同一来源、同一键的事件", {"200": _BATCH, **_NOT_MODIFIED, **_problems(400, *_LET_IN)}, *_BETWEEN)
    },
    "/feeds/facts/position": {
        "get": _operation("已确认的位置", {"200": _json("位置", "Position"), **_problems(*_LET_IN)}),
        "put": _operation(
            "确认：此前的事件都已处理完。只前进，不后退；要退回请申请重放",
            {"204": {"description": "已确认"}, **_problems(400, 404, 413, *_LET_IN)},
            **_ACKNOWLEDGE,
        ),
    },
    "/openapi.json": {"get": _operation("本说明", {"200": {"description": "OpenAPI 3.1"}}, **_OPEN)},
    "/health": {"get": _operation("是否可用", {"200": {"description": "可用"}, **_problems(503)}, **_OPEN)},
}
DOCUMENT: Said = {
    "openapi": "3.1.0",
    "info": {
        "title": "三制 · 数据共享",
        "version": "1.0.0",
        "description": "科研项目的公开事件（CloudEvents 1.0，结构化 JSON），按 http-feeds.org 拉取：取一页，处理，记下最后一个，再取。",
    },
    "security": [{"token": []}],
    "paths": _PATHS,
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "schemas": {"Event": _EVENT, "Problem": _PROBLEM, "Position": _POSITION, "Feeds": _FEEDS},
    },
}
