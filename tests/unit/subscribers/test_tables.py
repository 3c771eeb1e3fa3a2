"""The tables are the same for every database that the kits name: columns, keys, what may be empty."""

import re
from pathlib import Path

import pytest

DDL = Path(__file__).parents[3] / "examples" / "subscribers" / "ddl"
FILES = sorted(DDL.glob("*.sql"))
# One kind of column, as each database calls it.
KINDS = {
    r"VARCHAR2?\((\d+)(?: CHAR)?\)": r"text of \1",
    r"\b(?:BIGINT|NUMBER\(19\))": "64 bits",
    r"\b(?:INTEGER|NUMBER\(10\))": "32 bits",
    r"\b(?:TEXT|MEDIUMTEXT|CLOB)\b": "long text",
}


def tables(text: str) -> dict[str, list[str]]:
    """Name → its columns and keys."""
    text = re.sub(r"--.*", "", text)
    for kind, name in KINDS.items():
        text = re.sub(kind, name, text)
    found = re.findall(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+) \((.*?)\n\)[^;]*;", text, re.DOTALL)
    return {name: [" ".join(line.split()).rstrip(",") for line in body.strip().splitlines()] for name, body in found}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_same_tables_everywhere(file: Path) -> None:
    assert tables(file.read_text()) == tables((DDL / "sqlite.sql").read_text())


def test_all_four_databases_are_there_and_a_fact_is_unique() -> None:
    assert [file.stem for file in FILES] == ["dm", "mysql", "oracle", "sqlite"]
    facts = tables((DDL / "sqlite.sql").read_text())["facts"]
    assert "PRIMARY KEY (event_source, event_id)" in facts
    assert "body long text NOT NULL" in facts
