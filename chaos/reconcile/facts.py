"""Every fact of an outbox is on Kafka, first occurrences in sequence without gaps, and nothing is on Kafka that was not committed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from chaos.reconcile.databases import Documents, Record
from chaos.reconcile.finding import Found
from chassis.store.outbox import NO_FACTS_OF_ITS_OWN


def facts(records: Sequence[Record], stores: Mapping[str, Documents]) -> Found:
    """By the outboxes."""
    found = Found()
    committed = {
        row["_id"]: row
        for store in stores.values()
        for row in store["outbox"].find(
            {"topic": {"$not": {"$regex": NO_FACTS_OF_ITS_OWN}}}, {"topic": 1, "key": 1, "sequence": 1, "pending": 1}
        )
    }
    published = {record.id for record in records}
    found.lost += [
        f"{row['topic']} {row['key']} {row['sequence']} is not on Kafka" for name, row in committed.items() if name not in published
    ]
    found.wrong += [f"{row['_id']} is still pending" for row in committed.values() if row.get("pending")]
    found.wrong += [f"{record.id} on {record.topic} was never committed" for record in records if record.id not in committed]
    for (topic, key), numbers in _first_occurrences(records).items():
        if numbers != list(range(1, len(numbers) + 1)):
            found.wrong.append(f"{topic} {key}: the first occurrences are numbered {numbers}")
    found.wrong += _versions_that_go_back(records)
    found.figures = {"事实：发件箱": len(committed), "事实：Kafka 上的记录": len(records), "事实：重复记录": len(records) - len(published)}
    return found


def _first_occurrences(records: Sequence[Record]) -> dict[tuple[str, str], list[int]]:
    seen: set[str] = set()
    numbers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for record in sorted(records, key=lambda each: (each.topic, each.partition, each.offset)):
        if record.id not in seen:
            seen.add(record.id)
            numbers[record.topic, record.key].append(record.sequence)
    return numbers


def _versions_that_go_back(records: Sequence[Record]) -> list[str]:
    """What is said of an aggregate, in the order of the facts about it, is said of the same version or a later one."""
    last: dict[tuple[str, str, str], int] = defaultdict(int)
    wrong = []
    for record in sorted(records, key=lambda each: each.sequence):
        about = record.topic, record.key, record.attributes.get("subject", "")
        version = int(record.attributes.get("aggregateversion", 0))
        if 0 < version < last[about]:
            wrong.append(f"{record.id}: version {version} of {about[2]} after {last[about]}")
        last[about] = max(version, last[about])
    return wrong
