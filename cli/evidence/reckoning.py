"""Deadlines counted again from what their facts say they are counted from, by the calendar of the package (4.1 to 4.5)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.calendar import Calendar, HolidayNotice, Term, china_date, published_notice
from chassis.errors import Refusal
from chassis.sealing.statement import canonical
from cli.evidence.records import Record
from plan.counting import Basis, Counting, end_of
from plan.deadlines import not_into_the_past

GRANTED = "4.4"  # the rule by which more time was given: no later counting takes that day back
_SET, _REDATED, _OVERDUE, _MET = ("deadline.set.v1", "deadline.redated.v1", "deadline.overdue.v1", "deadline.met.v1")
_NOTICE = "sanzhi.milestones.holiday_notice.published.v1"
_TOLD = ("kind", "node", "last_day", "rule", "responsible", "provisional")
Told = dict[str, Any]


@dataclass
class Counted:
    """A deadline as its facts have it, and what does not agree with them (zh-CN).

    provisional: how many last days only a later notice fixes. unsaid: how many do not say how they are counted, as facts once did not.
    """

    name: str
    told: Told
    steps: list[Told] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    provisional: int = 0
    unsaid: int = 0


@dataclass(frozen=True)
class Notices:
    """The State Council's: those that were known from the start, and those that the bureau published, each with the instant."""

    known: tuple[HolidayNotice, ...]
    published: tuple[tuple[datetime, HolidayNotice], ...]

    def calendars(self, at: datetime) -> Iterator[Calendar]:
        """What the calendar was at an instant: the newest first, for a service learns of a notice a moment after it was published."""
        before = [notice for instant, notice in self.published if instant <= at]
        for count in range(len(before), -1, -1):
            yield Calendar(({notice.year: notice for notice in self.known} | {notice.year: notice for notice in before[:count]}).values())


def notices_of(records: Iterable[Record], known: Iterable[HolidayNotice]) -> Notices:
    """By the records of holiday notices. Raises ValueError, KeyError, TypeError."""
    facts = [fact for record in records for fact in record.facts if fact["attributes"]["type"] == _NOTICE]
    published = [(datetime.fromisoformat(fact["attributes"]["time"]), _notice(json.loads(fact["data"]))) for fact in facts]
    return Notices(tuple(known), tuple(sorted(published, key=lambda each: each[0])))


def years_of(records: Iterable[Record]) -> range:
    """Those in which a period of these records begins or ends, and their neighbours, whose holidays reach into them."""
    days = [date.fromisoformat(data[name]) for _, data in _facts(records) for name in ("start", "last_day") if data.get(name)]
    return range(min(days).year - 1, max(days).year + 2) if days else range(0)


def known_notices(years: Iterable[int]) -> list[HolidayNotice]:
    """What the calendar of this installation knows by itself."""
    return [notice for year in years if (notice := published_notice(year))]


def written(notices: Iterable[HolidayNotice]) -> bytes:
    """As a member of the package."""
    return canonical({"notices": [_plain(each) for each in notices]}) + b"\n"


def read(content: bytes) -> list[HolidayNotice]:
    """Raises ValueError, KeyError, TypeError."""
    return [_notice(each) for each in json.loads(content)["notices"]]


def _plain(notice: HolidayNotice) -> Told:
    days = {"days_off": notice.days_off, "makeup_days": notice.makeup_days}
    return {"year": notice.year, "reference": notice.reference, **{name: [str(day) for day in each] for name, each in days.items()}}


def _notice(told: Told) -> HolidayNotice:
    off, made_up = (tuple(date.fromisoformat(day) for day in told[name]) for name in ("days_off", "makeup_days"))
    return HolidayNotice(int(told["year"]), off, made_up, str(told["reference"]))


def _facts(records: Iterable[Record]) -> Iterator[tuple[Told, Told]]:
    for record in records:
        for fact in record.facts:
            if fact["attributes"]["type"].split(".", 2)[2].startswith("deadline."):
                yield fact, json.loads(fact["data"])


def counted(records: Sequence[Record], notices: Notices) -> list[Counted]:
    """Every deadline, by its last day. Raises ValueError, KeyError, TypeError."""
    found = dict[tuple[str, str], Counted]()
    granted = dict[tuple[str, str], date]()
    for fact, data in _facts(records):
        key = (fact["attributes"]["source"], data["name"])
        deadline = found.setdefault(key, Counted(data["name"], {}))
        what = fact["attributes"]["type"].split(".", 2)[2]
        if what in (_SET, _REDATED):
            _count(deadline, fact, data, notices, granted.get(key))
            if what == _REDATED and data["rule"] == GRANTED:
                granted[key] = max(date.fromisoformat(data["last_day"]), granted.get(key, date.min))
        elif deadline.told.get("last_day") != data["last_day"]:
            before = deadline.told.get("last_day")
            deadline.problems.append(f"{deadline.name}：{fact['attributes']['time']} 的期限为 {data['last_day']}，此前为 {before}")
        deadline.problems += _wrong_end(what, data)
        deadline.told = {name: data[name] for name in _TOLD} | _outcome(what, data)
    return sorted(found.values(), key=lambda each: (each.told["last_day"], each.name))


def _count(deadline: Counted, fact: Told, data: Told, notices: Notices, granted: date | None) -> None:
    if "counting" not in data:
        deadline.unsaid += 1
        return
    at = datetime.fromisoformat(fact["attributes"]["time"])
    basis = Basis(date.fromisoformat(data["start"]), int(data["days"]), Counting(data["counting"]), bool(data["rolls"]))
    previous = date.fromisoformat(data["previous_last_day"]) if "previous_last_day" in data else None
    if previous is not None and deadline.told and str(previous) != deadline.told["last_day"]:
        deadline.problems.append(f"{deadline.name}：改期前应为 {deadline.told['last_day']}，所记为 {previous}")
    wanted = (date.fromisoformat(data["last_day"]), bool(data["provisional"]))
    found = list[tuple[date, bool, Term]]()
    for calendar in notices.calendars(at):
        try:
            term = basis.term(calendar)
        except Refusal as refused:
            deadline.problems.append(f"{deadline.name}：{refused.message}")
            return
        last_day = term.last_day if previous is None else not_into_the_past(term.last_day, previous, china_date(at))
        found.append((max(last_day, granted or last_day), term.provisional, term))
    fitting = next((term for last_day, provisional, term in found if (last_day, provisional) == wanted), None)
    if fitting is None and not wanted[1]:
        deadline.problems.append(f"{deadline.name}：{_basis_told(basis)}，推算为 {found[0][0]}，所记为 {wanted[0]}")
    deadline.provisional += wanted[1]
    term = fitting or found[0][2]
    deadline.steps.append(
        {
            "fact": fact["attributes"]["id"],
            "time": fact["attributes"]["time"],
            "start": str(basis.start),
            "days": basis.days,
            "counting": basis.counting.value,
            "rolls": basis.rolls,
            "days_off": [str(each.day) for each in term.skipped],
            "makeup_days": [str(day) for day in term.makeup_days],
            "last_day": str(wanted[0]),
            "provisional": wanted[1],
            "reason": data.get("reason", "") or data.get("occasion", ""),
            "rule": data["rule"],
        }
    )


def _basis_told(basis: Basis) -> str:
    kind = {Counting.CALENDAR: "个自然日", Counting.WORKING: "个工作日", Counting.FIXED: "日（约定）"}[basis.counting]
    return f"自 {basis.start} 起 {basis.days} {kind}{'，遇休息日顺延' if basis.rolls else ''}"


def _wrong_end(what: str, data: Told) -> Iterator[str]:
    """A day ends at 24:00 in China (4.1); what came after it is late unless another period excuses it (4.4, 4.5)."""
    end = end_of(date.fromisoformat(data["last_day"]))
    if datetime.fromisoformat(data["end"]) != end:
        yield f"{data['name']}：止于 {data['last_day']} 24时，所记为 {data['end']}"
    if what == _OVERDUE and datetime.fromisoformat(data["overdue_at"]) != end:
        yield f"{data['name']}：{data['last_day']} 24时起逾期，所记为 {data['overdue_at']}"
    if what == _MET and data["late"] and datetime.fromisoformat(data["met_at"]) < end:
        yield f"{data['name']}：{data['met_at']} 完成，未逾期，所记为逾期"


def _outcome(what: str, data: Told) -> Told:
    kept = ("met_at", "late", "overdue_at", "reason")
    return {"outcome": what.split(".")[1], **{name: data[name] for name in kept if name in data and what not in (_SET, _REDATED)}}


def rows(deadlines: Iterable[Counted]) -> list[Told]:
    """As the package has them."""
    return [{"name": each.name, **each.told, "steps": each.steps} for each in deadlines]
