"""What sharing and support keep of the affairs: all that was acknowledged, each once, and nothing given to two."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from chaos.affairs.affairs import Affairs
from chaos.affairs.cast import LINE
from chaos.reconcile.databases import Documents
from chaos.reconcile.finding import Found

# By service: collection → the field that says who began it.
_BEGUN = {
    "sharing": {"results": "registered_by", "use_requests": "asked_by"},
    "support": {"questions": "asked_by", "claims": "submitted_by", "service_requests": "requested_by"},
}
_OURS = {"$regex": "^people/chaos-"}


def affairs(load: Affairs, stores: Mapping[str, Documents]) -> Found:
    """By their databases, and that of milestones."""
    found = Found()
    for service, collections in _BEGUN.items():
        there = _states(stores[service], collections)
        found.figures |= {f"状态：{service} 的事项": len(there)}
        _compare(service, load.steps.states[service], there, found)
    _compare_names("use", load.results.uses, _names(stores["sharing"]["uses"], "reported_by"), found)
    _compare_names("inspection", load.inspections, _names(stores["milestones"]["inspections"], None), found)
    _look_at_licences(stores["sharing"], found)
    _look_at_bookings(load, stores["support"], found)
    _look_at_receipts(load, stores["support"], found)
    found.wrong += load.steps.unexpected
    return found


def _states(store: Documents, collections: Mapping[str, str]) -> dict[str, str]:
    return {row["_id"]: row["state"] for name, field in collections.items() for row in store[name].find({field: _OURS}, {"state": 1})}


def _compare(service: str, told: Mapping[str, str], there: Mapping[str, str], found: Found) -> None:
    found.doubled += [f"{service}: {name} is there and nobody was told of it" for name in there.keys() - told.keys()]
    for name in there.keys() & told.keys():
        if there[name] != told[name]:
            found.lost.append(f"{service}: {name} is {there[name]}, acknowledged as {told[name]}")


def _names(documents: Any, field: str | None) -> list[str]:
    return [row["_id"] for row in documents.find({field: _OURS} if field else {}, {"_id": 1})]


def _compare_names(what: str, told: list[str], there: list[str], found: Found) -> None:
    found.lost += [f"{what} {name} was acknowledged and is not there" for name in set(told) - set(there)]
    found.figures |= {f"状态：{what}": len(there)}


def _look_at_licences(store: Documents, found: Found) -> None:
    """A result that somebody has alone nobody else has, but to study it (8.2)."""
    for result in store["results"].find({"licences.exclusive": True}, {"licences": 1}):
        holders = {each["organization"] for each in result["licences"] if each["purpose"] != "study"}
        if len(holders) > 1:
            found.doubled.append(f"{result['_id']} is licensed exclusively and to {sorted(holders)}")


def _look_at_bookings(load: Affairs, store: Documents, found: Found) -> None:
    """Each day of the facility is given once, to whom it was acknowledged (9.2)."""
    line = store["facilities"].find_one({"_id": LINE}) or {"bookings": [], "capacity": 0}
    kept = {each["name"]: (each["first_day"], each["last_day"]) for each in line["bookings"] if each["cancelled_at"] is None}
    told = load.services.bookings
    found.lost += [f"{name} was acknowledged and is not kept" for name in told.keys() - kept.keys()]
    found.doubled += [f"{name} is kept and nobody was told of it" for name in kept.keys() - told.keys()]
    taken = Counter(day for first, last in kept.values() for day in _days(first, last))
    found.doubled += [f"{LINE}: {day} is given {times} times" for day, times in taken.items() if times > line["capacity"]]
    found.figures |= {"状态：设施预约": len(line["bookings"]), "状态：抢订被拒": load.steps.refused["FACILITY_TAKEN"]}


def _look_at_receipts(load: Affairs, store: Documents, found: Found) -> None:
    """One receipt of each project that said whether a notice was of use (9.3)."""
    there = Counter((row["_id"], each["project"]) for row in store["notices"].find({}, {"receipts": 1}) for each in row["receipts"])
    found.lost += [f"the receipt of {project} for {notice} is not there" for notice, project in load.services.judged - there.keys()]
    found.doubled += [f"{project} has {times} receipts for {notice}" for (notice, project), times in there.items() if times > 1]


def _days(first: str, last: str) -> list[str]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(begin + timedelta(days=number)).isoformat() for number in range((end - begin).days + 1)]
