"""What exchange keeps of subscriptions, and what of the facts its feed gave: all that was acknowledged, each once, and in order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chaos.affairs.reader import Reader
from chaos.reconcile.databases import Documents, Record
from chaos.reconcile.finding import Found
from chassis.calendar import china_date

_OURS = {"_id": {"$regex": "^subscriptions/chaos-"}}
_OVER = {"granted": "ended", "suspended": "ended"}


def departments(told: Mapping[str, Mapping[str, str]], reader: Reader, records: Sequence[Record], stores: Mapping[str, Documents]) -> Found:
    """By the register, the kept position and Kafka."""
    found = Found()
    _look_at_subscriptions(told["exchange"], stores["exchange"], found)
    _look_at_feed(reader, records, found)
    _look_at_position(reader, stores["exchange"], found)
    found.wrong += reader.unexpected
    return found


def _look_at_subscriptions(told: Mapping[str, str], store: Documents, found: Found) -> None:
    """Each is in the state that was acknowledged, but those whose last day is over, which have ended by themselves."""
    today = china_date(_now(store))
    there = {row["_id"]: row for row in store["subscriptions"].find(_OURS)}
    found.doubled += [f"exchange: {name} is there and nobody was told of it" for name in there.keys() - told.keys()]
    for name, state in told.items():
        row = there.get(name, {"state": "not there"})
        wanted = _OVER.get(state, state) if _is_over(row, today) else state
        if row["state"] != wanted:
            found.lost.append(f"exchange: {name} is {row['state']}, acknowledged as {state}")
    found.figures |= {"状态：数据共享": len(there)}


def _look_at_feed(reader: Reader, records: Sequence[Record], found: Found) -> None:
    """Every public fact, once, and each behind the one before it."""
    public = {record.id for record in records if record.attributes["type"] in set(reader.types)}
    times = Counter(event.id for event in reader.events)
    found.lost += [f"the feed did not give {each}" for each in public - times.keys()]
    found.doubled += [f"the feed gave {each} {count} times" for each, count in times.items() if count > 1]
    found.wrong += [f"the feed gave {each}, which is not on Kafka" for each in times.keys() - public]
    last: dict[tuple[str, str], int] = {}
    for event in reader.events:
        if event.previous != last.get(event.line, 0) or event.sequence <= event.previous:
            found.wrong.append(f"the feed gave {event.type} {event.line} number {event.sequence} after {last.get(event.line, 0)}")
        last[event.line] = event.sequence
    found.figures |= {"拉取：事实": len(public), "拉取：收到": times.total(), "拉取：打断": reader.unanswered}


def _look_at_position(reader: Reader, store: Documents, found: Found) -> None:
    """The last place that was acknowledged is kept."""
    kept = store["positions"].find_one({"subscription": reader.name, "way": "feed"}) or {"position": 0}
    row = store["log"].find_one({"_id": kept["position"]}) or {"event": ""}
    if row["event"] != reader.acknowledged:
        found.lost.append(f"exchange: {reader.name} is at {row['event']}, acknowledged was {reader.acknowledged}")


def _is_over(row: Mapping[str, Any], today: date) -> bool:
    return bool(row.get("granted")) and date.fromisoformat(str(row["granted"]["until"])[:10]) < today


def _now(store: Documents) -> datetime:
    now: datetime = store["clock"].find_one({"_id": "clock"})["now"]  # type: ignore[index]
    return now
