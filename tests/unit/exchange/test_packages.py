"""Packages of facts: the same bytes again, no half of one under its name, a chain that a verifier of forty lines checks."""

import csv
import importlib.util
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from services.exchange.files.table import Table, cell
from services.exchange.files.writing import MANIFEST, Plan, Writing, digest_of, is_whole, place

ROOT = Path(__file__).parents[3]
MADE = datetime(2026, 1, 5, 1, 2, 3, tzinfo=UTC)
KIND = "sanzhi.registry.project.approved.v1"


@pytest.fixture(scope="module")
def verifier() -> ModuleType:
    """As a department has it."""
    spec = importlib.util.spec_from_file_location("check", ROOT / "examples/subscribers/files/check.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fact(position: int, project: str, sequence: int, **data: Any) -> tuple[int, bytes]:
    event = {
        "specversion": "1.0",
        "id": f"id-{position}",
        "source": "/sanzhi/registry",
        "type": KIND,
        "subject": project,
        "time": "2026-01-05T01:02:03.000Z",
        "partitionkey": project,
        "sequence": sequence,
        "data": {"name": project, **data},
        "previous": sequence - 1,
    }
    return position, json.dumps(event, ensure_ascii=False).encode()


FACTS = [
    [fact(1, "projects/a", 1, title="甲"), fact(2, "projects/b", 1, title="=cmd()"), fact(4, "projects/a", 2)],
    [fact(5, "projects/a", 3), fact(7, "projects/b", 2)],
    [fact(9, "projects/b", 3)],
]


def made(folder: Path, number: int, predecessor: str) -> str:
    """The digest of its manifest."""
    rows = FACTS[number - 1]
    plan = Plan("subscriptions/s1", number, rows[0][0] - 1, rows[-1][0], MADE, {KIND: ("name", "title")}, predecessor)
    package = Writing(folder / ".fresh", plan)
    package.add(rows)
    digest = digest_of(package.finish())
    place(folder / ".fresh", folder / plan.folder)
    return digest


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    digest = ""
    for number in (1, 2, 3):
        digest = made(tmp_path, number, digest)
    return tmp_path


def test_a_manifest_says_what_is_in_its_package(chain: Path) -> None:
    manifest = json.loads((chain / "000001" / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["positions"] == {"after": 0, "first": 1, "last": 4, "through": 4}
    assert (manifest["events"], manifest["predecessor"], manifest["number"]) == (3, None, 1)
    assert manifest["keys"] == [
        {"source": "/sanzhi/registry", "key": "projects/a", "first": 1, "last": 2, "events": 2},
        {"source": "/sanzhi/registry", "key": "projects/b", "first": 1, "last": 1, "events": 1},
    ]
    assert [each["name"] for each in manifest["files"]] == ["facts.jsonl", f"{KIND}.csv"]
    assert sorted(path.name for path in chain.iterdir()) == ["000001", "000002", "000003"], "nothing else is left in the folder"


def test_the_same_plan_makes_the_same_bytes(chain: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in (chain / "000002").iterdir()}
    made(chain, 2, digest_of((chain / "000001" / MANIFEST).read_bytes()))
    assert {path.name: path.read_bytes() for path in (chain / "000002").iterdir()} == before


def test_the_verifier_finds_nothing_wrong_with_what_was_issued(chain: Path, verifier: ModuleType) -> None:
    assert list(verifier.check(chain)) == []


def _changed(folder: Path) -> None:
    path = folder / "000002" / "facts.jsonl"
    path.write_bytes(path.read_bytes().replace(b"projects/a", b"projects/x"))


def _without_one(folder: Path) -> None:
    (folder / "000002").rename(folder / "aside")


def _without_a_file(folder: Path) -> None:
    (folder / "000001" / f"{KIND}.csv").unlink()


def _with_another_file(folder: Path) -> None:
    (folder / "000001" / "more.csv").write_text("x")


def _of_another_chain(folder: Path) -> None:
    made(folder, 2, "0" * 64)


def _without_a_manifest(folder: Path) -> None:
    (folder / "000003" / MANIFEST).unlink()


@pytest.mark.parametrize("spoil", [_changed, _without_one, _without_a_file, _with_another_file, _of_another_chain, _without_a_manifest])
def test_the_verifier_finds_what_is_not_as_it_was_issued(chain: Path, verifier: ModuleType, spoil: Callable[[Path], None]) -> None:
    spoil(chain)
    assert list(verifier.check(chain))


def test_a_package_is_whole_as_it_was_issued_alone(chain: Path) -> None:
    digest = digest_of((chain / "000002" / MANIFEST).read_bytes())
    assert is_whole(chain / "000002", digest) and not is_whole(chain / "000001", digest) and not is_whole(chain / "000009", digest)
    _changed(chain)
    assert not is_whole(chain / "000002", digest)


def test_what_was_abandoned_leaves_nothing_and_what_was_killed_is_begun_anew(tmp_path: Path) -> None:
    plan = Plan("subscriptions/s1", 1, 0, 4, MADE, {KIND: ("name",)}, "")
    (tmp_path / ".fresh").mkdir()
    (tmp_path / ".fresh" / "of-a-killed-process.csv").write_text("half a l")
    made(tmp_path, 1, "")
    assert [path.name for path in tmp_path.iterdir()] == ["000001"]
    again = Writing(tmp_path / ".fresh", plan)
    again.add(FACTS[0][:1])
    assert sorted(path.name for path in tmp_path.iterdir()) == [".fresh", "000001"], "under a name that no gateway takes"
    again.abandon()
    assert [path.name for path in tmp_path.iterdir()] == ["000001"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        *(
            (text, f"'{text}")
            for text in ("=1+1", "+1 2", "-cmd", "@SUM(A1)", "\t=x", "\r=x", "\n1", " =x", "＝1", "－x", "＠a", "|x", "%x")
        ),
        *((text, text) for text in ("甲", "a=b", "-12", "-1.50", "2026-01-05", "projects/a", "")),
        (None, ""),
        (-5, "-5"),
        (True, "true"),
        (["=1", "甲"], '["=1","甲"]'),
        ({"a": 1}, '{"a":1}'),
    ],
)
def test_no_cell_is_a_formula(value: Any, shown: str) -> None:
    assert cell(value) == shown


def test_a_table_has_a_column_a_field_and_reads_back() -> None:
    file = io.StringIO()
    table = Table(file, ("name", "money.total"))
    table.add({"id": "1", "sequence": 3, "data": {"name": '甲"，\n乙', "money": {"total": "=9"}, "hidden": "x"}})
    text = file.getvalue()
    assert text.startswith("\ufeff")
    row = next(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert (row["id"], row["sequence"], row["data.name"], row["data.money.total"]) == ("1", "3", '甲"，\n乙', "'=9")
    assert "hidden" not in text and "x" not in row.values()
