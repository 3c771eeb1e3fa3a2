"""The document: servers, channels, operations; what goes through them is said of the facts of all services."""

from importlib.metadata import version
from typing import Any

import yaml

from cli import openness
from cli.asyncapi import messages
from cli.asyncapi.bodies import Said, schemas
from cli.schemas import all_facts
from cli.services import NAMES

PARTITIONS = 12
_ABOUT = """\
三制系统向其他部门提供的事实：发生了什么，不是命令。先由部门提出申请，科技局批准类型、字段、方式和截止日，此后即可按下列方式读取。
同一事件由各种方式送达时编号（source，id）相同；可能重复，不会丢失。字段的 x-sharing：open 为批准类型即得，on_request 为另行批准才得。
通过 Kafka 只提供 open 字段。由代码生成，请勿手工修改。
"""


def document() -> Said:
    """The whole of it."""
    public = {kind: fact for kind, fact in all_facts().items() if openness.is_public(fact)}
    services = [name for name in NAMES if any(kind.split(".")[1] == name for kind in public)]
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "三制：对外提供的事实", "version": version("sanzhi"), "description": _ABOUT},
        "defaultContentType": "application/json",
        "servers": _servers(),
        "channels": {f"{name}.open": _topic(name, public) for name in services} | _ways(public),
        "operations": _operations(services),
        "components": {
            "securitySchemes": {
                "password": {"type": "scramSha512", "description": "用户名 department-<订阅编号>，口令在获准后申领，只显示一次"},
                "token": {"type": "http", "scheme": "bearer", "description": "订阅的令牌，在获准后申领，只显示一次"},
            },
            "messages": {kind: messages.in_kafka(kind, fact) for kind, fact in public.items()}
            | {f"{kind}.structured": messages.structured(kind, fact) for kind, fact in public.items()},
            "schemas": _schemas(public),
        },
    }


def text() -> str:
    """As it stands in its file."""
    return yaml.dump(document(), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=140)


class _Plain(yaml.SafeDumper):
    """Without anchors: what stands twice is written twice. Paragraphs stand as they are read."""

    def ignore_aliases(self, data: Any) -> bool:
        """Always."""
        return True


def _paragraphs(dumper: _Plain, text: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Plain.add_representer(str, _paragraphs)


def _schemas(public: dict[str, type]) -> Said:
    made: Said = {
        "KafkaHeaders": messages.headers(),
        "CloudEvent": messages.event(),
        "WebhookHeaders": messages.webhook_headers(),
    }
    for kind, fact in public.items():
        for name, schema in schemas(kind, fact).items():
            assert made.setdefault(name, schema) == schema, f"{name} is told in two ways; the second is in {kind}"
    return made


def _servers() -> Said:
    return {
        "kafka": {
            "host": "kafka.example:9092",
            "protocol": "kafka-secure",
            "description": "地址在批准后告知",
            "security": [{"$ref": "#/components/securitySchemes/password"}],
        },
        "feed": {
            "host": "exchange.example",
            "protocol": "https",
            "description": "拉取；另见该地址的 /openapi.json",
            "security": [{"$ref": "#/components/securitySchemes/token"}],
        },
        "department": {"host": "department.example", "protocol": "https", "description": "订阅部门自己登记、科技局列入名单的地址"},
    }


def _topic(name: str, public: dict[str, type]) -> Said:
    return {
        "address": f"sanzhi.{name}.open",
        "title": NAMES[name],
        "description": f"{NAMES[name]}的公开事实，只含 open 字段。键相同的有序，永久保存。",
        "servers": [{"$ref": "#/servers/kafka"}],
        "messages": {kind: _message(kind) for kind in public if kind.split(".")[1] == name},
        "bindings": {"kafka": {"topic": f"sanzhi.{name}.open", "partitions": PARTITIONS, "bindingVersion": "0.5.0"}},
    }


def _message(name: str) -> Said:
    return {"$ref": f"#/components/messages/{name}"}


def _ways(public: dict[str, type]) -> Said:
    each = {f"{kind}.structured": _message(f"{kind}.structured") for kind in public}
    return {
        "feed": {
            "address": "/feeds/facts",
            "title": "拉取",
            "description": "每页是这些事件的数组（application/cloudevents-batch+json），至多 1000 个，按日志顺序；没有新的等到 timeout。",
            "servers": [{"$ref": "#/servers/feed"}],
            "messages": each,
        },
        "webhook": {
            "address": None,
            "title": "推送",
            "description": "Standard Webhooks：每次一个事件，同一项目的按顺序；请求头见 components.schemas.WebhookHeaders。",
            "servers": [{"$ref": "#/servers/department"}],
            "messages": each,
        },
    }


def _operations(services: list[str]) -> Said:
    query = {
        "type": "object",
        "properties": {
            "lastEventId": {"type": "string", "description": "从这个事件之后开始"},
            "from": {"type": "string", "format": "date-time", "description": "从这个时刻发生的事件开始"},
            "timeout": {"type": "integer", "minimum": 0, "maximum": 30000, "description": "最多等待的毫秒数"},
            "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "最多多少个事件"},
        },
    }
    pull = {"http": {"method": "GET", "query": query, "bindingVersion": "0.3.0"}}
    push = {"http": {"method": "POST", "bindingVersion": "0.3.0"}}
    topics = {f"tell-{name}": _tells(f"{name}.open", f"向 Kafka 提供{NAMES[name]}的事实") for name in services}
    return topics | {
        "tell-by-feed": _tells("feed", "按请求提供一页事件") | {"bindings": pull},
        "tell-by-webhook": _tells("webhook", "向部门登记的地址推送一个事件") | {"bindings": push},
    }


def _tells(channel: str, summary: str) -> Said:
    return {"action": "send", "channel": {"$ref": f"#/channels/{channel}"}, "summary": summary}
