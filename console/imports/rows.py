"""A list within a form filled in from a workbook: a task book's nodes, its targets, any list whose rows are of single values."""

import asyncio
import hashlib

from starlette.datastructures import FormData, UploadFile

from console.forms.refusals import Fault
from console.forms.sheet import Sheet
from console.imports.kept import Imports, import_of
from console.imports.kinds import ImportKind, rows_kind
from console.imports.opening import MOST_BYTES, Unusable, opened
from console.imports.table import Item, Problem, Table, items_of, table_of

FILE = "xlsx:"  # before the path of a list, in a form: the workbook that it is to be filled from


async def sent_for(form: FormData, path: str) -> bytes:
    """The workbook for a list. Raises Unusable."""
    file = form.get(f"{FILE}{path}")
    if not isinstance(file, UploadFile) or not file.filename:
        raise Unusable("没有选择工作簿")
    if not file.filename.lower().endswith(".xlsx"):
        raise Unusable("只收 .xlsx：在 Excel 或者 WPS 里另存为“Excel 工作簿（.xlsx）”")
    return await file.read(MOST_BYTES + 1)


async def fill(sheet: Sheet, form: FormData, path: str, imports: Imports, person: str) -> None:
    """Has the rows of a workbook in the place of those that were there; nothing is sent. What is wrong of them stands on the sheet."""
    kind = rows_kind(sheet.service, sheet.method.name, path)
    try:
        content = await sent_for(form, path)
        table = table_of(kind, await asyncio.to_thread(opened, content), kind.most)
    except Unusable as unusable:
        sheet.faults = [Fault(str(unusable), "", (), path, kind.title)]
        return
    items, problems = items_of(kind, table, sheet.register)
    _put(sheet, path, items, kind, table)
    if not problems and not table.notes:
        sheet.filled = f"{kind.title}换成了工作簿里的 {len(items)} 行"
        return
    kept = import_of(person, kind.key, hashlib.sha256(content).hexdigest(), table, (items, problems))
    await imports.keep(kept)
    sheet.returned = f"/imports/{kind.key}/{kept.key}/workbook"
    sheet.faults = [Fault(note, "", (), path, kind.title) for note in table.notes] + [_fault(kind, path, each) for each in problems]
    sheet.errors = {fault.path: fault.message for fault in sheet.faults}


def _put(sheet: Sheet, path: str, items: list[Item], kind: ImportKind, table: Table) -> None:
    texts = {name: text for name, text in sheet.typed.texts.items() if not name.startswith(f"{path}.")}
    for number, (item, line) in enumerate(zip(items, table.rows, strict=True)):
        for column, cell in zip(kind.columns, line, strict=True):
            texts[f"{path}.{number}.{column.path}"] = item.typed.texts.get(column.path, "" if column.choices else cell)
    sheet.typed.texts = texts
    sheet.typed.counts[path] = len(items)


def _fault(kind: ImportKind, path: str, problem: Problem) -> Fault:
    column = kind.columns[problem.column] if problem.column is not None else None
    at = f"{path}.{problem.row}.{column.path}" if column else path
    return Fault(problem.text, "", (), at, f"{kind.title}第 {problem.row + 1} 行{f'的{column.label}' if column else ''}")
