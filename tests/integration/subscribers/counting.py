"""What is in a subscriber's database against what it should have got."""

import json
from collections import Counter
from typing import Any

from tests.integration.subscribers.facts import Event


def shortfall(rows: Any, events: list[Event]) -> dict[str, Any]:
    """Everything that differs, by name; nothing where each fact is there once, whole, with one effect, in order within its project."""
    kept = rows.all("SELECT event_source, event_id, event_type, subject, fact_key, seq_no, event_time, body FROM facts ORDER BY rowid")
    ids, wanted = Counter(row[:2] for row in kept), {(event["source"], event["id"]): _row(event) for event in events}
    effects = {row[0]: row[1:] for row in rows.all("SELECT fact_key, fact_count, last_type, last_time FROM ledger")}
    count = Counter(event["partitionkey"] for event in events)
    done = sum(times for times, *_ in effects.values())
    wrong = {
        "lost": [key for key in wanted if key not in ids],
        "foreign": [key for key in ids if key not in wanted],
        "doubled": [key for key, times in ids.items() if times > 1],
        "effects too many": max(0, done - len(events)),
        "effects too few": max(0, len(events) - done),
        "effects by project": {key: effects.get(key) for key, times in count.items() if effects.get(key, (0,))[0] != times},
        "changed": [row[:2] for row in kept if row[:2] in wanted and (*row[:7], json.loads(row[7])) != wanted[row[:2]]],
        "out of order": out_of_order(kept, events),
    }
    return {name: what for name, what in wrong.items() if what}


def out_of_order(kept: list[tuple[Any, ...]], events: list[Event]) -> list[str]:
    """Projects whose facts of one service were written in another order than they happened; rows come as they were inserted."""
    chains: dict[tuple[str, str], list[int]] = {}
    for row in kept:
        chains.setdefault((row[0], row[4]), []).append(row[5])
    return [f"{source} {key}" for (source, key), numbers in chains.items() if numbers != sorted(numbers)]


def _row(event: Event) -> tuple[Any, ...]:
    names = ("source", "id", "type", "subject", "partitionkey", "sequence", "time", "data")
    return tuple(event[name] for name in names)
