"""Every fact took effect in each subscriber exactly once, and in sequence within its project."""

import importlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from chaos.reconcile.databases import Documents, OnKafka, Record, letters_of
from chaos.reconcile.finding import Found


def effects(there: OnKafka, stores: Mapping[str, Documents]) -> Found:
    """By the subscribers' inboxes and audits."""
    found, handled = Found(), 0
    facts, foreign = {record.id: record for record in there.records}, {each.place for each in there.foreign}
    by_type: dict[str, set[str]] = defaultdict(set)
    for record in facts.values():
        by_type[record.attributes["type"]].add(record.id)
    for service, store in stores.items():
        wanted = importlib.import_module(f"services.{service}.subscriptions").SUBSCRIPTIONS
        expected = {name for kind in wanted for name in by_type.get(kind, ())}
        inbox = [row["_id"].rpartition("|")[2] for row in store["inbox"].find({}, {"_id": 1})]
        found.lost += [_said(service, facts[name]) for name in expected - set(inbox)]
        found.wrong += [f"{service} handled {name}, which is not on Kafka" for name in set(inbox) - facts.keys()]
        _count_audit(service, store, wanted, by_type, found)
        _check_order(service, [facts[name] for name in _in_turn(store, wanted) if name in facts], found)
        letters = [letter for letter in letters_of(store) if letter["_id"] not in foreign]
        found.lost += [f"{service} set {letter['_id']} aside: {letter['reason']} {letter['detail']}" for letter in letters]
        handled += len(inbox)
    found.figures = {"事实：订阅者中的生效": handled}
    return found


def _count_audit(service: str, store: Documents, wanted: Mapping[str, Any], by_type: Mapping[str, set[str]], found: Found) -> None:
    audited = Counter(entry["action"] for entry in store["audit"].find({"outcome": "OK", "action": {"$in": list(wanted)}}, {"action": 1}))
    for kind in wanted:
        facts = len(by_type.get(kind, ()))
        if audited[kind] > facts:
            found.doubled.append(f"{service}: {audited[kind]} effects of {facts} {kind}")
        elif audited[kind] < facts:
            found.lost.append(f"{service}: {audited[kind]} effects of {facts} {kind}")


def _in_turn(store: Documents, wanted: Mapping[str, Any]) -> list[str]:
    """The facts in the order in which they were handled: the audit's ids sort so, and a replica comes to a fact only after the one before
    it was committed. The inbox's own order says nothing once MongoDB has been killed: what it recovers, it inserts side by side.
    """
    entries = store["audit"].find({"outcome": "OK", "action": {"$in": list(wanted)}}, {"causation_id": 1}).sort("_id", 1)
    return [entry["causation_id"] for entry in entries]


def _check_order(service: str, handled: Sequence[Record], found: Found) -> None:
    last: dict[tuple[str, str], int] = {}
    for record in handled:
        place = (record.topic, record.key)
        if record.sequence <= last.get(place, 0):
            found.wrong.append(f"{_said(service, record)} after number {last[place]}")
        last[place] = max(record.sequence, last.get(place, 0))


def _said(service: str, record: Record) -> str:
    return f"{service}: {record.attributes['type']} {record.key} number {record.sequence}"
