"""Collections and indexes as the service declares them; one too many matters where it refuses or removes documents."""

from collections.abc import Iterator, Mapping
from typing import Any

from chassis.store.schema import wanted_indexes
from cli.fsck.database import Database
from cli.fsck.findings import Finding, Kind

_MADE_ELSEWHERE = frozenset({"clock"})


def check_indexes(database: Database) -> Iterator[Finding]:
    """All collections."""
    wanted = wanted_indexes(database.service.transaction)
    there = database.collections()
    for name in sorted(wanted.keys() - there):
        yield Finding.of(Kind.COLLECTION, name, name, "集合不在")
    for name in sorted(there - wanted.keys() - _MADE_ELSEWHERE):
        yield Finding.of(Kind.COLLECTION, name, name, "本服务没有这个集合")
    for name in sorted(wanted.keys() & there):
        declared = {model.document["name"]: model.document for model in wanted[name]}
        yield from _compare(name, declared, {index["name"]: index for index in database.indexes(name)})


def _compare(collection: str, declared: Mapping[str, Any], kept: Mapping[str, Any]) -> Iterator[Finding]:
    for name, index in declared.items():
        if name not in kept:
            yield Finding.of(Kind.INDEX, collection, name, "索引不在，查询会变慢；服务下次启动时自动建立")
        elif _said(index) != _said(kept[name]):
            yield Finding.of(Kind.INDEX, collection, name, "索引的字段、唯一性或条件与声明不同")
    for name in kept.keys() - declared.keys():
        if kept[name].get("unique") or "expireAfterSeconds" in kept[name]:
            yield Finding.of(Kind.INDEX, collection, name, "没有声明过，会拒绝或删除文档")


def _said(index: Mapping[str, Any]) -> tuple[Any, ...]:
    """What matters of an index."""
    only = index.get("partialFilterExpression")
    keys = [(field, int(way)) for field, way in dict(index["key"]).items()]
    return keys, bool(index.get("unique")), None if only is None else dict(only), index.get("expireAfterSeconds")
