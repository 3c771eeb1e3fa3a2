"""Facts of one type as CSV: for those who load a table, or open it in a spreadsheet.

The JSON lines beside it are what holds: here a text that a spreadsheet would take for a formula has an apostrophe before it
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

ENVELOPE = ("id", "source", "type", "subject", "time", "partitionkey", "sequence", "previous")
# With their full-width forms, which spreadsheets of East Asian languages read as the same.
_FORMULA = re.compile(r"[\s\u00a0\u3000\ufeff]*[=+\-@＝＋－＠|%]|[\t\r\n]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Table:
    """A CSV file that is being written: RFC 4180, UTF-8 with a mark that spreadsheets need, one column a field of the data."""

    def __init__(self, file: TextIO, columns: Sequence[str]) -> None:
        self._columns = columns
        self._rows = csv.writer(file, lineterminator="\r\n")
        file.write("\ufeff")
        self._rows.writerow([*ENVELOPE, *(f"data.{column}" for column in columns)])

    def add(self, event: Mapping[str, Any]) -> None:
        """One CloudEvent."""
        data = event.get("data", {})
        self._rows.writerow([*(cell(event.get(name)) for name in ENVELOPE), *(cell(_at(data, column)) for column in self._columns)])


def cell(value: Any) -> str:
    """A value as a spreadsheet may have it: what has parts as JSON, nothing as nothing, and no text as a formula."""
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if _FORMULA.match(value) and not _NUMBER.fullmatch(value) else value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _at(data: Any, path: str) -> Any:
    for name in path.split("."):
        data = data.get(name) if isinstance(data, Mapping) else None
    return data
