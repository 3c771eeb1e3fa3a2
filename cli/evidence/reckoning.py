"""Deadlines counted again from what their facts say they are counted from, by the calendar of the package (4.1 to 4.5)."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from chassis.calendar import Calendar, HolidayNotice, Term, china_date, published_notice
from chassis.errors import Refusal
from chassis.sealing.statement import canonical
from cli.evidence.records import Record
from cli.evidence.sayings import CANCELLED, MET, OVERDUE, REDATED, SET, WARNED, Saying, Told, sayings
from plan.counting import Basis, Counting, end_of
from plan.deadlines import not_into_the_past

GRANTED = "4.4"  # the rule by which more time was given: no later counting takes that day back
_NOTICE = "sanzhi.milestones.holiday_notice.published.v1"
_TOLD = ("kind", "node", "last_day", "rule", "responsible", "provisional")
_KEPT = ("met_at", "late", "overdue_at", "reason")
_OVER = ("met", "overdue")


@dataclass
class Counted:
    """A deadline as its facts have it, and what does not agree with them (zh-CN).

    provisional: how many last days only a later notice fixes. unsaid: how many do not say how they are counted, as facts once did not;
    a last day of something else of which that is so is not `told` either, as it was not in packages of then.
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
    days = [date.fromisoformat(each.data[name]) for each in sayings(records) for name in ("start", "last_day") if each.data.get(name)]
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


def counted(records: Sequence[Record], notices: Notices) -> list[Counted]:
    """Every deadline, by its last day. Raises ValueError, KeyError, TypeError."""
    found = dict[tuple[str, str, str], Counted]()
    granted = dict[tuple[str, str, str], date]()
    for said in sayings(records):
        data, key = said.data, (said.fact["attributes"]["source"], said.data["name"], said.data["kind"])
        deadline = found.setdefault(key, Counted(data["name"], {}))
        if not _is_told(deadline, said):
            continue
        again = _is_told_again(deadline, said)
        if said.counts and not again:
            _count(deadline, said, notices, granted.get(key))
            if said.what == REDATED and data["rule"] == GRANTED:
                granted[key] = max(date.fromisoformat(data["last_day"]), granted.get(key, date.min))
        elif (before := deadline.told.get("last_day")) != data.get("last_day", before):
            deadline.problems.append(f"{deadline.name}：{said.fact['attributes']['time']} 的期限为 {data['last_day']}，此前为 {before}")
        told = {name: data[name] if name in data else deadline.told[name] for name in _TOLD}
        deadline.problems += _wrong_end(said, date.fromisoformat(told["last_day"]), deadline.told)
        deadline.told = told | (_kept(deadline.told) if again else _outcome(said, deadline.told))
    return sorted(found.values(), key=lambda each: (each.told.get("last_day", ""), each.name, each.told.get("kind", "")))


def _is_told(deadline: Counted, said: Saying) -> bool:
    """Of something else a last day is followed from the first fact on that says how it is counted."""
    if said.own or deadline.told:
        return said.own or not said.counts or "last_day" in said.data
    if said.counts and "last_day" in said.data and "counting" not in said.data:
        deadline.unsaid += 1
    return said.counts and "counting" in said.data


def _count(deadline: Counted, said: Saying, notices: Notices, granted: date | None) -> None:
    fact, data = said.fact, said.data
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


def _is_told_again(deadline: Counted, said: Saying) -> bool:
    """Somebody else has to do it, until the same day: nothing was counted, and nothing has become of it."""
    last, names = deadline.steps[-1] if deadline.steps else {}, ("start", "days", "counting", "rolls", "last_day", "provisional")
    return said.what == SET and not said.own and bool(last) and all(last[name] == said.data.get(name) for name in names)


def _wrong_end(said: Saying, last_day: date, before: Told) -> Iterator[str]:
    """A day ends at 24:00 in China (4.1); what came after it is late unless another period excuses it (4.4, 4.5)."""
    data, end = said.data, end_of(last_day)
    if "end" in data and datetime.fromisoformat(data["end"]) != end:
        yield f"{data['name']}：止于 {last_day} 24时，所记为 {data['end']}"
    if said.what == OVERDUE and "overdue_at" in data and datetime.fromisoformat(data["overdue_at"]) != end:
        yield f"{data['name']}：{last_day} 24时起逾期，所记为 {data['overdue_at']}"
    if said.what == MET and "late" in data:
        passed = datetime.fromisoformat(data["met_at"]) >= end
        if data["late"] and not passed:
            yield f"{data['name']}：{data['met_at']} 完成，未逾期，所记为逾期"
        if passed and not data["late"] and not said.own:  # only a deadline of its own is ever excused
            yield f"{data['name']}：{data['met_at']} 完成，{last_day} 24时起逾期，所记为未逾期"
    if "decided_at" in data and before["outcome"] not in _OVER and datetime.fromisoformat(data["decided_at"]) < end:
        yield f"{data['name']}：{data['decided_at']} 认定，既未收到陈述申辩，也未届满（{last_day} 24时）"


def _outcome(said: Saying, before: Told) -> Told:
    """What became of it. What was met or missed stays so when it is over, and what was answered when its period is counted anew."""
    stays = {WARNED: _OVER, CANCELLED: _OVER, REDATED: ("met",)}
    if not said.own and before.get("outcome") in stays.get(said.what, ()):
        return _kept(before)
    return {"outcome": said.what.split(".")[1], **{name: said.data[name] for name in _KEPT if name in said.data and not said.counts}}


def _kept(before: Told) -> Told:
    return {name: before[name] for name in ("outcome", *_KEPT) if name in before}


def rows(deadlines: Iterable[Counted]) -> list[Told]:
    """As the package has them."""
    return [{"name": each.name, **each.told, "steps": each.steps} for each in deadlines if each.told]
