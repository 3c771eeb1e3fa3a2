"""No deadline is lost and none fires twice: the facts about each, replayed in their order.

Some services keep deadlines by name; elsewhere a step, or an answer, has one at a time: its last day tells which.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chaos.reconcile.databases import Documents, Record
from chaos.reconcile.finding import Found

_STEPS = {
    "step.due_soon.v1": "warned",
    "step.overdue.v1": "overdue",
    "request.due_soon.v1": "warned",
    "request.overdue.v1": "overdue",
}


@dataclass
class _Deadline:
    end: datetime
    state: str = "open"
    warned: Counter[int] = field(default_factory=Counter)


def deadlines(records: Sequence[Record], stores: Mapping[str, Documents]) -> Found:
    """By the facts deadline.set, redated, warned, overdue, met and cancelled, and by the timers that are left."""
    found = Found()
    known: dict[str, _Deadline] = {}
    told = Counter[str]()
    for record in _in_sequence(records):
        verb = _verb(record)
        if verb:
            told[verb] += 1
            _replay(verb, record, known, found)
    told += _steps(records, found)
    for service, store in stores.items():
        released = store["clock"].find_one({"_id": "clock"})["released"]  # type: ignore[index]
        left = list(store["timers"].find({"due": {"$lte": released}}))
        found.lost += [f"{service}: timer {timer['_id']} of {timer['due']} has not fired" for timer in left]
        if service == "milestones":
            ended = [name for name, each in known.items() if each.state == "open" and each.end <= released.replace(tzinfo=each.end.tzinfo)]
            found.lost += [f"{name} has passed and nobody said so" for name in ended]
    found.figures = {"期限：设定": told["set"], "期限：预警": told["warned"], "期限：逾期": told["overdue"], "期限：完成": told["met"]}
    return found


def _replay(verb: str, record: Record, known: dict[str, _Deadline], found: Found) -> None:
    name, end = record.data["name"], datetime.fromisoformat(record.data["end"])
    deadline = known.setdefault(name, _Deadline(end))
    if verb in ("set", "redated"):
        if verb == "set" or end > deadline.end:
            deadline.state, deadline.warned = "open", Counter()
        deadline.end = end
    elif verb == "warned":
        deadline.warned[record.data["days_left"]] += 1
        if deadline.warned[record.data["days_left"]] > 1:
            found.doubled.append(f"{name}: warned again with {record.data['days_left']} days left")
    else:
        if deadline.state == verb:
            found.doubled.append(f"{name}: {verb} again")
        deadline.state = verb


def _steps(records: Sequence[Record], found: Found) -> Counter[str]:
    """What is due soon, and overdue, of steps and answers: each said once of a last day."""
    told = Counter[tuple[str, ...]]()
    for record in {record.id: record for record in records}.values():
        verb = _STEPS.get(record.attributes["type"].split(".", 2)[2])
        if verb:
            told[verb, *(str(record.data.get(field, "")) for field in ("name", "step", "last_day", "days_left"))] += 1
    found.doubled += [f"{' '.join(each[1:])}: {each[0]} again" for each, times in told.items() if times > 1]
    return Counter(verb for verb, *_ in told)


def _in_sequence(records: Sequence[Record]) -> Iterable[Record]:
    once = {record.id: record for record in records}
    return sorted(once.values(), key=lambda record: (record.topic, record.key, record.sequence))


def _verb(record: Record) -> str:
    _, _, rest = record.attributes["type"].partition(".deadline.")
    return rest.partition(".")[0]
