"""The rows of a sheet as calls: what stands in which cell, and what is wrong of it so far."""

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from console.forms.reading import Known, Reader
from console.forms.typed import Typed
from console.imports.columns import Column
from console.imports.kinds import ImportKind
from console.imports.opening import Sheets, Unusable

PROBLEM, RESULT = "问题", "结果"
EXAMPLE = "例："
_MOST_ABOVE = 10  # rows above the heads


@dataclass(frozen=True)
class Problem:
    """Of a row of the table, by its place; column: its place, None: of the whole row. text: zh-CN."""

    row: int
    column: int | None
    text: str


@dataclass(frozen=True)
class Table:
    """rows: cells by column of the kind, blank rows and the example left out. numbers: of each row in the sheet it came in."""

    rows: list[list[str]]
    numbers: list[int]
    notes: list[str]  # what is wrong of the sheet as a whole


@dataclass
class Item:
    """One call. at: from the path of a field to row and column."""

    rows: list[int]
    typed: Typed = field(default_factory=Typed)
    at: dict[str, tuple[int, int]] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)

    def problem(self, path: str, text: str) -> Problem:
        """At the cell of a path, or of the row it comes nearest to."""
        while path and path not in self.at:
            below = min((each for each in self.at if each.startswith(f"{path}.")), default="")
            path = below or path.rpartition(".")[0]
        return Problem(*self.at[path], text) if path else Problem(self.rows[0], None, text)


def table_of(kind: ImportKind, sheets: Sheets, most: int) -> Table:
    """The sheet that has the kind's name, else the first. Raises Unusable."""
    cells = sheets.get(kind.title) or next(iter(sheets.values()), [])
    top = next((place for place, row in enumerate(cells[:_MOST_ABOVE]) if _heads(kind, row)), None)
    if top is None:
        raise Unusable(f"找不到表头：应有“{'”“'.join(column.label for column in kind.columns[:3])}”等列，请下载模板填写")
    heads = [_head(cell) for cell in cells[top]]
    notes = list(_notes(kind, heads, cells[top + 1 :]))
    rows, numbers = [], []
    for number, row in enumerate(cells[top + 1 :], start=top + 2):
        line = [_cell(row, heads, column.label) for column in kind.columns]
        if any(line) and not next(filter(None, line)).startswith(EXAMPLE):
            rows.append(line)
            numbers.append(number)
    if len(rows) > most:
        raise Unusable(f"有 {len(rows)} 行，一次至多 {most} 行，请分成几份")
    if not rows:
        raise Unusable(f"没有要导入的内容：从表头下面一行起填写，“{EXAMPLE}”开头的示例行不算")
    return Table(rows, numbers, notes)


def _heads(kind: ImportKind, row: Sequence[str]) -> bool:
    labels = {column.label for column in kind.columns}
    return len(labels & {_head(cell) for cell in row}) >= min(2, len(labels))


def _head(cell: str) -> str:
    return unicodedata.normalize("NFC", cell).rstrip("*＊ \n")


def _notes(kind: ImportKind, heads: list[str], below: Sequence[Sequence[str]]) -> Iterator[str]:
    labels = [column.label for column in kind.columns]
    for place, head in enumerate(heads):
        if head in (PROBLEM, RESULT):
            continue
        if head not in labels and (head or any(row[place] for row in below if place < len(row))):
            yield f"第 {place + 1} 列“{head}”不是模板里的列，其中的内容会丢失：请改成模板的列名，或者删去这一列"
        elif head in labels and heads.index(head) != place:
            yield f"“{head}”有两列，请只留一列"
    for column in kind.columns:
        if column.required and column.label not in heads:
            yield f"缺少必填的“{column.label}”一列"


def _cell(row: Sequence[str], heads: list[str], label: str) -> str:
    place = heads.index(label) if label in heads else len(row)
    return unicodedata.normalize("NFC", row[place]).strip() if place < len(row) else ""


def items_of(kind: ImportKind, table: Table, known: Known) -> tuple[list[Item], list[Problem]]:
    """The calls, and all that cannot be read."""
    problems: list[Problem] = []
    items = [_whole(kind, table.rows)] if kind.is_one else [_of_row(kind, line, place, problems) for place, line in enumerate(table.rows)]
    for item in items:
        reader = Reader(item.typed, known)
        item.body = {**reader.message(kind.request), **kind.fixed}
        unread = {problem.column for problem in problems if problem.row in item.rows}
        told = [item.problem(path, text) for path, text in reader.errors.items() if not _is_fixed(kind, path)]
        problems += [each for each in told if each.column is None or each.column not in unread]
    return items, [*problems, *_twice(kind, table, items)]


def _is_fixed(kind: ImportKind, path: str) -> bool:
    return path.partition(".")[0] in kind.fixed


def _of_row(kind: ImportKind, line: list[str], place: int, problems: list[Problem]) -> Item:
    item = Item([place])
    for number, (column, text) in enumerate(zip(kind.columns, line, strict=True)):
        item.at[column.path] = (place, number)
        _type(item, column, text or (made_id(kind, line, place) if column.made else ""), (place, number), problems)
    item.typed.counts |= dict(kind.repeats)
    return item


def _type(item: Item, column: Column, text: str, at: tuple[int, int], problems: list[Problem]) -> None:
    try:
        typed = column.typed(text)
    except ValueError as error:
        problems.append(Problem(*at, str(error)))
        return
    item.typed.texts |= typed
    if column.several:
        item.typed.counts[column.path] = len(typed)
        item.at |= dict.fromkeys(typed, at)


def again(kind: ImportKind, rows: list[list[str]], call: tuple[list[int], dict[str, Any]]) -> Item:
    """A call that was kept, with the cells that it was made of."""
    item = _whole(kind, rows) if kind.is_one else _of_row(kind, rows[call[0][0]], call[0][0], [])
    item.body = call[1]
    return item


def _whole(kind: ImportKind, rows: list[list[str]]) -> Item:
    """All rows as one call: a list's column has an entry a row, any other column stands once."""
    item = Item(list(range(len(rows))))
    fields = kind.request.fields_by_name
    for number, column in enumerate(kind.columns):
        texts = [(place, line[number]) for place, line in enumerate(rows) if line[number]]
        for entry, (place, text) in enumerate(texts):
            path = f"{column.path}.{entry}" if fields[column.path].is_repeated else column.path
            item.typed.texts[path] = item.typed.texts.get(path, text)
            item.at.setdefault(path, (place, number))
        item.typed.counts[column.path] = len(texts)
        item.at.setdefault(column.path, (texts[0][0] if texts else 0, number))
    return item


def made_id(kind: ImportKind, line: list[str], place: int = 0) -> str:
    """Of a row that names none: of what stands in it, so that the same row sent again is the same thing and not another.

    Within a form, n1, n2 …: there they need to be different from each other alone.
    """
    if kind.row:
        return f"{kind.row.rpartition('.')[2][0]}{place + 1}"
    return f"{kind.key[0]}-{hashlib.sha256(repr(line).encode()).hexdigest()[:12]}"


def _twice(kind: ImportKind, table: Table, items: list[Item]) -> Iterator[Problem]:
    """What may stand once alone: in the sheet, or in all the rows of one call."""
    yield from _several(kind, table) if kind.is_one else _same(kind, table, items)


def _several(kind: ImportKind, table: Table) -> Iterator[Problem]:
    for number, column in enumerate(kind.columns):
        texts = {line[number] for line in table.rows if line[number]}
        if not kind.request.fields_by_name[column.path].is_repeated and len(texts) > 1:
            yield Problem(0, number, f"{column.label}只写一次，现在有 {len(texts)} 个不同的：{'、'.join(sorted(texts)[:3])}")


def _same(kind: ImportKind, table: Table, items: list[Item]) -> Iterator[Problem]:
    for path in (*kind.unique, *kind.alike):
        first: dict[str, int] = {}
        for item in items:
            place, text = item.rows[0], item.typed.text(path)
            key = as_read(text) if path in kind.alike else text
            if not key or first.setdefault(key, place) == place:
                continue
            row, column = item.at[path]
            given = table.rows[first[key]][column]
            same = f"{kind.columns[column].label}“{given}”" if given else "全部内容"
            confirmed = kind.alike.get(path, "")
            if not item.body.get(confirmed):
                yield Problem(row, column, f"与第 {table.numbers[first[key]]} 行的{same}相同{_unless(kind, confirmed)}")


def _unless(kind: ImportKind, confirmed: str) -> str:
    label = next((column.label for column in kind.columns if column.path == confirmed), "")
    return f"；确系两个单位的，“{label}”一列写“是”" if label else ""


def as_read(text: str) -> str:
    """What two names have in common that people take for one, as registry has it (4.7): width, case, spaces, punctuation are nothing."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in folded if unicodedata.category(each)[0] in "LNM") or folded
