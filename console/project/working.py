"""How a date came about, in words: from where it counts, what was left out, what was counted in, what moved it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from console.show import as_date, day_note, word

_COUNTING = {"COUNTING_CALENDAR": "个自然日", "COUNTING_WORKING": "个工作日"}


@dataclass(frozen=True)
class Row:
    """Days that were left out or counted in: 2026-02-15（周日）至 02-23, 9, 跳过, 春节."""

    days: str
    count: int
    what: str
    why: str
    is_makeup: bool = False


@dataclass(frozen=True)
class Working:
    """facts: pairs of a word and what it is. rows: the days that matter. moved: every change."""

    facts: list[tuple[str, str]]
    rows: list[Row] = field(default_factory=list)
    moved: list[tuple[str, str, str]] = field(default_factory=list)
    is_provisional: bool = False


def shown(day: date | str) -> str:
    """2026-02-14（周六，调休上班）."""
    when = as_date(day)
    return f"{when.isoformat()}（{day_note(when)}）"


def working_of(deadline: dict[str, Any]) -> Working:
    """Of a deadline of either service."""
    basis = deadline.get("basis") or {"start": deadline.get("start", ""), "days": 0, "counting": "COUNTING_CALENDAR", "rolls": True}
    facts = [*_from(basis, deadline), ("最后一日", f"{shown(deadline['last_day'])}，当日 24:00 届满")]
    if deadline.get("met_at"):
        late = "逾期" if deadline["late"] else "按期"
        facts.append(("实际", f"{shown(as_date(deadline['met_at']))}完成，{late}"))
    if deadline.get("cancelled_because"):
        facts.append(("取消", deadline["cancelled_because"]))
    if deadline["warned"]:
        facts.append(("已提醒", "、".join(f"提前 {days} 天" for days in deadline["warned"])))
    moved = [(_moved(each), each["reason"], each["rule"]) for each in deadline.get("redatings", [])]
    return Working(facts, list(rows_of(deadline)), moved, deadline["provisional"])


def working_of_desk(deadline: dict[str, Any]) -> Working:
    """Of a deadline as the desk tells it."""
    how = deadline.get("working")
    if not how:
        return Working([], is_provisional=deadline["provisional"])
    facts = [("起算", f"{shown(how['start'])}，当日不计入")] if how["start"] else []
    facts += [("期间", f"{how['days']} 天")] if how["days"] else [("依据", "经同意或者约定的日期，不是推算的")]
    facts += [("最后一日", f"{shown(deadline['last_day'])}，当日 24:00 届满")]
    told = {"skipped": how["days_off"], "makeup_days": how["makeup_days"]}
    moved = [(_moved(each), each["reason"], "") for each in how["redatings"]]
    return Working(facts, list(rows_of(told)), moved, deadline["provisional"])


def _from(basis: dict[str, Any], deadline: dict[str, Any]) -> Iterable[tuple[str, str]]:
    if basis["counting"] == "COUNTING_FIXED":
        yield "依据", "经同意或者约定的日期，不是推算的"
        return
    if basis["start"]:
        start = as_date(basis["start"])
        yield "起算", f"{shown(start)}，当日不计入"
        if basis["counting"] == "COUNTING_CALENDAR":
            yield "第 1 日", shown(start + timedelta(days=1))
        else:
            yield "第 1 日", "其后的第一个工作日"
    if basis["days"]:
        yield "期间", f"{basis['days']} {_COUNTING.get(basis['counting'], word(basis['counting']))}"
        if basis["counting"] == "COUNTING_CALENDAR" and basis["start"]:
            nominal = as_date(basis["start"]) + timedelta(days=basis["days"])
            moves = f"是休息日，顺延至其后第一个工作日 {deadline['last_day']}" if nominal.isoformat() != deadline["last_day"] else "不顺延"
            if not deadline.get("redatings"):
                yield f"第 {basis['days']} 日", f"{shown(nominal)}，{moves}"


def rows_of(deadline: dict[str, Any]) -> Iterable[Row]:
    """Days that were skipped and days that were counted in though they are weekends, in order."""
    skipped = [(as_date(each["day"]), each["why"]) for each in deadline["skipped"]]
    runs = [Row(*_run(list(run))) for run in _runs(skipped)]
    made_up = [Row(shown(day), 1, "计入", "调休上班", True) for day in deadline.get("makeup_days", [])]
    return sorted([*runs, *made_up], key=lambda row: row.days)


def _runs(skipped: list[tuple[date, str]]) -> Iterable[Iterable[tuple[date, str]]]:
    """Days that follow each other and have the same reason."""
    for _, run in groupby(enumerate(skipped), key=lambda each: (each[1][0] - timedelta(days=each[0]), each[1][1])):
        yield (each for _, each in run)


def _run(days: list[tuple[date, str]]) -> tuple[str, int, str, str]:
    first, last, why = days[0][0], days[-1][0], days[0][1]
    until = f"至 {last.isoformat()[5:]}（{day_note(last).partition('，')[0]}）" if last != first else ""
    return f"{first.isoformat()}（{day_note(first).partition('，')[0]}）{until}", len(days), "跳过", why


def _moved(redating: dict[str, Any]) -> str:
    return f"{shown(as_date(redating['redated_at']))} 由 {redating['previous_last_day']} 改为 {redating['last_day']}"


def lamp_of(deadline: dict[str, Any], now: datetime, soon_days: int) -> tuple[str, str]:
    """Kind and words of a deadline's lamp. Days are the calendar's."""
    state = deadline["state"]
    if state.endswith("_MET"):
        return "done", "逾期完成" if deadline["late"] else "按期完成"
    if state.endswith("_CANCELLED"):
        return "none", "已取消"
    return lamp_on(deadline["last_day"], now, soon_days)


def lamp_on(last_day: str, now: datetime, soon_days: int) -> tuple[str, str]:
    """Kind and words, of a last day that is still open."""
    left = (as_date(last_day) - as_date(now)).days
    if left < 0:
        return "late", f"逾期 {-left} 天"
    return ("soon", f"剩 {left} 天" if left else "今天届满") if left <= soon_days else ("fine", f"还有 {left} 天")
