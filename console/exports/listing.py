"""A list on its way into a workbook: its columns, what each shows of a thing, and the page's filters in words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from starlette.requests import Request

from console.calls import Listed
from console.forms.known import areas
from console.names import Named
from console.place import place_of
from console.sheets.writing import Cell, Column, Kind
from console.show import as_date, word

MOST = 100_000
Thing = dict[str, Any]
Field = tuple[Column, Callable[[Thing], Cell]]


@dataclass(frozen=True)
class List:
    """A list with its columns. listed: its filters in words."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    listed: str = ""


async def listed(request: Request, method: str, asked: Thing, field: str) -> tuple[Listed[Thing], Named]:
    """All that the caller may read of what is asked for, and the names of whom and what it mentions."""
    caller = request.scope["caller"]
    found = await caller.pages(method, asked, field, most=MOST)
    return found, await place_of(request).names.of(caller, found)


def made(title: str, fields: Sequence[Field], things: Iterable[Thing], listed: str = "") -> List:
    """Of things, field by field; a list that is cut says so."""
    rows = [[cell(each) for _, cell in fields] for each in things]
    cut = [f"只列出前 {len(rows)} 项，还有没列出的"] if isinstance(things, Listed) and things.is_cut else []
    return List(title, [column for column, _ in fields], rows, "；".join(filter(None, [listed, *cut])))


def text(label: str, cell: Callable[[Thing], Any], width: int = 18) -> Field:
    """A column of texts."""
    return Column(label, width=width), lambda it: str(cell(it) or "")


def words(label: str, name: str, width: int = 14) -> Field:
    """A column of an enum's words."""
    return Column(label, width=width), lambda it: word(it[name])


def day(label: str, cell: Callable[[Thing], Any]) -> Field:
    """A column of days, of civil dates or instants."""
    return Column(label, "date", 12), lambda it: as_date(cell(it)) if cell(it) else None


def instant(label: str, cell: Callable[[Thing], Any]) -> Field:
    """A column of date and time."""
    return Column(label, "instant", 17), lambda it: datetime.fromisoformat(cell(it)) if cell(it) else None


def number(label: str, cell: Callable[[Thing], Any], kind: Kind = "number") -> Field:
    """A column of numbers, of decimals as texts too; of money: fen. What is not there is empty, and not 0."""
    whole = int if kind == "money" else Decimal
    return Column(label, kind, 14), lambda it: None if cell(it) in (None, "") else whole(str(cell(it)))


def truth(label: str, cell: Callable[[Thing], Any]) -> Field:
    """A column that says one thing or nothing."""
    return Column(label, width=8), lambda it: label if cell(it) else ""


def title(named: Named, name: str) -> str:
    """What something is called; nothing for what the caller may not know, for an id says nothing to anybody."""
    return named(name) if name in named.known else ""


def names_of(listed: Iterable[Thing]) -> str:
    """Of several, as the desk names them."""
    return "、".join(shown_name(each) for each in listed)


def shown_name(named: Thing | None) -> str:
    """As the desk names somebody."""
    return str(named["display_name"] or named["name"]) if named else ""


def area_of(code: str) -> str:
    """The county's name."""
    return next((name for name, each in areas().items() if each == code), code)


def filters_of(request: Request, names: tuple[str, ...]) -> dict[str, str]:
    """What the page was filtered by."""
    return {name: request.query_params[name] for name in names if request.query_params.get(name, "").strip()}


def said(asked: dict[str, Any], **shown: str) -> str:
    """The filters in words. shown: words for values that have none of their own."""
    labels = {
        "county": "县区",
        "kind": "类型",
        "stage": "阶段",
        "lamp": "灯",
        "state": "状态",
        "view": "范围",
        "field": "领域",
        "project": "项目",
    }
    parts = [f"搜索“{asked['query']}”"] if asked.get("query") else []
    for name, label in labels.items():
        if asked.get(name):
            value = str(asked[name])
            parts.append(f"{label}：{shown.get(name) or (word(value) if value.isupper() else value)}")
    return "；".join([*parts, *(["只列由我办理的"] if asked.get("mine") else [])])
