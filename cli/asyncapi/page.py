"""docs/asyncapi.html: the document for people, one file without scripts that needs no network."""

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from cli.asyncapi.bodies import Said
from cli.exchange.resources import SHARED, Field, Resource, resources
from cli.services import NAMES

_STYLE = """
body{font:16px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;
max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{border:1px solid #c5ccd6;padding:.25rem .5rem;text-align:left;vertical-align:top}
th{background:#eef1f5}code,pre{font:14px/1.45 ui-monospace,Consolas,monospace}
pre{background:#f6f8fa;padding:.75rem;overflow:auto}
summary{cursor:pointer;padding:.25rem 0}details{border-bottom:1px solid #e3e7ec}td code{word-break:break-all}
"""


def page(document: Said) -> str:
    """The page of a document."""
    info = document["info"]
    return "\n".join(
        [
            '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(info['title'])}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
            f"<h1>{escape(info['title'])}</h1>\n<p>{escape(info['description'])}</p>",
            "<p>供程序读取的同一内容：<code>asyncapi.yaml</code>（AsyncAPI 3.0）。</p>",
            *_ways(document),
            *_attributes(document),
            *_facts(document),
            "</body>\n</html>\n",
        ]
    )


def _ways(document: Said) -> Iterator[str]:
    yield "<h2>方式</h2>"
    rows = []
    for channel in document["channels"].values():
        server = channel["servers"][0]["$ref"].rpartition("/")[2]
        address = channel["address"] or "部门登记的地址"
        rows.append((channel["title"], f"<code>{escape(address)}</code>", document["servers"][server]["protocol"], channel["description"]))
    yield _table(("名称", "地址", "协议", "说明"), rows, html=(1,))


def _attributes(document: Said) -> Iterator[str]:
    schemas = document["components"]["schemas"]
    for title, name in (
        ("Kafka 的消息头", "KafkaHeaders"),
        ("单个事件（接口拉取、文件、推送）", "CloudEvent"),
        ("推送的请求头", "WebhookHeaders"),
    ):
        yield f"<h2>{title}</h2>"
        required = schemas[name]["required"]
        rows = [
            (f"<code>{each}</code>", _held(said), "是" if each in required else "") for each, said in schemas[name]["properties"].items()
        ]
        yield _table(("属性", "说明", "必有"), rows, html=(0,))


def _held(said: Said) -> str:
    return str(said["description"]) + (f"：{said['const']}" if "const" in said else "")


def _facts(document: Said) -> Iterator[str]:
    found = resources()
    for area in dict.fromkeys(each.area for each in found):
        name = next(key for key, title in NAMES.items() if title == area)
        yield f'<h2 id="{name}">{escape(area)}：<code>sanzhi.{name}.open</code></h2>'
        for each in found:
            if each.area == area:
                yield _fact(each, document["components"]["messages"][each.kind]["examples"][0])


def _fact(each: Resource, example: Said) -> str:
    ends = f"（发布至 {each.last_day}）" if each.last_day else ""
    told = [_row(field) for field in each.fields if SHARED[field.sharing] != "不予共享"]
    return "\n".join(
        [
            f'<details id="{each.kind}"><summary>{escape(each.title)}{ends} <code>{each.kind}</code></summary>',
            _table(("字段", "名称", "类型", "取值", "共享类型"), told, html=(0,)),
            f"<pre>{escape(_example(example))}</pre></details>",
        ]
    )


def _row(field: Field) -> tuple[str, ...]:
    return (f"<code>{field.path}</code>", field.label, field.type, field.values, SHARED[field.sharing])


def _example(example: Said) -> str:
    heads = "\n".join(f"{name}: {said}" for name, said in example["headers"].items())
    return f"{heads}\n\n{json.dumps(example['payload'], ensure_ascii=False, indent=1)}"


def _table(heads: Iterable[str], rows: Iterable[tuple[Any, ...]], html: tuple[int, ...] = ()) -> str:
    """html: columns that are markup already."""
    head = "".join(f"<th>{each}</th>" for each in heads)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{said if place in html else escape(str(said))}</td>" for place, said in enumerate(row)) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"
