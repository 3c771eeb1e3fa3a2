"""Pictures of dates as plain numbers; the templates draw them as SVG."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from console.calls import Gone
from console.project.archive import Archive
from console.show import as_date

WIDTH, LEFT, LANE = 1160.0, 110.0, 34.0


@dataclass(frozen=True)
class Mark:
    """A diamond or a dot. kind: "done", "late", "open"."""

    x: float
    label: str
    on: str
    kind: str
    anchor: str


@dataclass(frozen=True)
class Bar:
    """A period. kind: "done", "late", "open", "provisional"."""

    x: float
    width: float
    kind: str
    label: str
    label_x: float


@dataclass(frozen=True)
class Lane:
    """A row of a chart."""

    title: str
    y: float
    marks: list[Mark] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)


@dataclass(frozen=True)
class Chart:
    """months: x and label of each quarter's first month; years: x and year. today: x, or None outside."""

    width: float
    height: float
    months: list[tuple[float, str]]
    years: list[tuple[float, str]]
    lanes: list[Lane]
    today: float | None


class _Scale:
    def __init__(self, first: date, last: date) -> None:
        self.first, self.days = first, max((last - first).days, 1)

    def x(self, day: date) -> float:
        return round(LEFT + (day - self.first).days / self.days * (WIDTH - LEFT - 12), 1)


def chart_of(archive: Archive, deadlines: list[dict[str, Any]], today: date) -> Chart:
    """Term, nodes, deadlines over the years."""
    first, last = _span(archive, deadlines, today)
    scale = _Scale(first, last)
    lanes = [_term(archive, scale, today), _nodes(archive, scale, today)]
    for place, (title, listed) in enumerate(_by_kind(deadlines).items()):
        lanes.append(_lane(title, listed, scale, 2 + place))
    height = 52 + LANE * len(lanes)
    return Chart(WIDTH, height, _months(scale, last), _years(scale, last), lanes, scale.x(today) if first <= today <= last else None)


def _span(archive: Archive, deadlines: list[dict[str, Any]], today: date) -> tuple[date, date]:
    terms = archive.project["task_book"]
    days = [as_date(terms["term_start"]), as_date(terms["term_end"]), as_date(archive.project["approved_on"])]
    days += [as_date(each["deadline"]["last_day"]) for each in deadlines] + [today]
    return min(days).replace(day=1), max(days) + timedelta(days=45)


def _term(archive: Archive, scale: _Scale, today: date) -> Lane:
    terms = archive.project["task_book"]
    start, end = as_date(terms["term_start"]), as_date(terms["term_end"])
    bars = [Bar(scale.x(start), scale.x(end) - scale.x(start), "open", f"实施期 {start} 至 {end}", scale.x(start) + 6)]
    if today > start:
        bars.append(Bar(scale.x(start), scale.x(min(today, end)) - scale.x(start), "done", "", 0))
    return Lane("实施期", _y(0), bars=bars)


def _nodes(archive: Archive, scale: _Scale, today: date) -> Lane:
    marks = []
    for node in [] if isinstance(archive.nodes, Gone) else archive.nodes:
        due = as_date(node["due_date"])
        awaited = node["state"].endswith("_AWAITING_MATERIALS")
        kind = "open" if due >= today else "late" if awaited else "done"
        marks.append(Mark(scale.x(due), node["title"], due.isoformat(), kind, _anchor(scale.x(due))))
    return Lane("节点", _y(1), marks)


def _by_kind(deadlines: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for each in sorted(deadlines, key=lambda one: one["deadline"]["last_day"]):
        if not each["deadline"]["state"].endswith("_CANCELLED"):
            found.setdefault(each["title"].rpartition("”")[2], []).append(each)
    return found


def _lane(title: str, listed: list[dict[str, Any]], scale: _Scale, place: int) -> Lane:
    bars = []
    for each in listed:
        deadline = each["deadline"]
        start, end = _start(deadline), as_date(deadline["last_day"])
        kind = "provisional" if deadline["provisional"] else {"done": "done", "late": "late"}.get(each["lamp"][0], "open")
        x, width = scale.x(start), max(scale.x(end) - scale.x(start), 3.0)
        bars.append(Bar(x, width, kind, f"至 {end}{' 暂定' if deadline['provisional'] else ''}", x + width + 5))
    return Lane(title, _y(place), bars=_without_overlap(bars))


def _without_overlap(bars: list[Bar]) -> list[Bar]:
    """A label that would run into the next bar is left to the table."""
    kept = []
    for place, bar in enumerate(bars):
        room = (bars[place + 1].x if place + 1 < len(bars) else WIDTH) - bar.label_x
        fits = room > 7.2 * len(bar.label)
        kept.append(bar if fits else Bar(bar.x, bar.width, bar.kind, "", 0))
    return kept


def _start(deadline: dict[str, Any]) -> date:
    start = (deadline.get("basis") or {}).get("start") or deadline.get("start") or ""
    return as_date(start) if start else as_date(deadline["last_day"]) - timedelta(days=1)


def _y(place: int) -> float:
    return 44 + LANE * place


def _anchor(x: float) -> str:
    return "end" if x > WIDTH - 150 else "start"


def _months(scale: _Scale, last: date) -> list[tuple[float, str]]:
    found, day = [], scale.first
    while day <= last:
        if day.day == 1 and day.month in (4, 7, 10):
            found.append((scale.x(day), f"{day.month} 月"))
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return found


def _years(scale: _Scale, last: date) -> list[tuple[float, str]]:
    return [(scale.x(max(date(year, 1, 1), scale.first)), f"{year} 年") for year in range(scale.first.year, last.year + 1)]


@dataclass(frozen=True)
class Day:
    """One day of a strip. kind: "worked", "off", "makeup"; number: as which it counts, 0 for none."""

    x: float
    day: int
    weekday: str
    kind: str
    number: int
    month: str
    is_last: bool


@dataclass(frozen=True)
class Strip:
    """A period day by day."""

    days: list[Day]
    width: float


_CELL, _MOST_DAYS = 21.0, 62


def strip_of(deadline: dict[str, Any]) -> Strip | None:
    """How a period was counted, day by day; nothing for one that is too long to see, or a fixed date."""
    basis = deadline.get("basis") or {}
    counting = basis.get("counting", "COUNTING_CALENDAR")
    start, last = _start(deadline), as_date(deadline["last_day"])
    if counting == "COUNTING_FIXED" or deadline.get("redatings") or not 0 < (last - start).days <= _MOST_DAYS:
        return None
    skipped = {each["day"] for each in deadline["skipped"]}
    makeup = set(deadline.get("makeup_days", []))
    days, number = list[Day](), 0
    for place in range((last - start).days + 1):
        day = start + timedelta(days=place)
        is_off = day.isoformat() in skipped
        counts = place > 0 and not is_off
        number += counts
        kind = "off" if is_off else "makeup" if day.isoformat() in makeup else "worked"
        ends = (day + timedelta(days=1)).day == 1  # no room for its name before that of the next month
        month = f"{day.month} 月" if day.day == 1 or (place == 0 and not ends) else ""
        days.append(Day(2 + _CELL * place, day.day, "一二三四五六日"[day.weekday()], kind, number if counts else 0, month, day == last))
    return Strip(days, 4 + _CELL * len(days))
