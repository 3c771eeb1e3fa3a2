"""The whole picture: every rule with its clauses, and the places in code and tests that cite it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from chassis.policy import Law, Laws, Rule
from cli.law.citations import Citation, homes_in, in_code, in_proto, in_tests

_CODE = ("plan/**/*.py", "services/*/domain/**/*.py", "services/*/handlers.py", "services/*/handlers/**/*.py", "chassis/**/*.py")
_PROTO = ("proto/**/*.proto",)
_TESTS = ("tests/**/*.py",)


@dataclass(frozen=True)
class Row:
    """One rule: its home, the place to read first; where else it is applied; where it is tested.

    homes: as the docstrings say ("Home of 4.2."); one for a rule that is carried out, none for one that is not yet.
    """

    id: str
    rule: Rule
    homes: tuple[Citation, ...]
    code: tuple[Citation, ...]
    tests: tuple[Citation, ...]


@dataclass(frozen=True)
class Ledger:
    """checkout: whether there is a source tree here; an installed suite has neither tests nor proto files.

    unknown: citations of what is no rule of the rulebook, mistyped ids mostly.
    """

    law: Law
    root: Path
    checkout: bool
    rows: tuple[Row, ...]
    unknown: tuple[Citation, ...]

    def only(self, rule_id: str) -> "Ledger":
        """The same, of one rule."""
        return replace(self, rows=tuple(row for row in self.rows if row.id == rule_id), unknown=())


def read_ledger(root: Path | None = None, law: Law | None = None) -> Ledger:
    """Read the tree that this program runs from, or another."""
    root = root or Path(__file__).resolve().parents[2]
    law = law or Laws.load().newest
    code = _read(root, _CODE, in_code) | _read(root, _PROTO, in_proto)
    tests = _read(root, _TESTS, in_tests)
    homes = _read(root, _CODE, homes_in)
    rows = tuple(Row(id_, rule, _of(id_, homes), _of(id_, code), _of(id_, tests)) for id_, rule in law.rules.items())
    unknown = tuple(sorted(citation for citation in code | tests | homes if citation.rule not in law.rules))
    return Ledger(law, root, (root / "tests").is_dir(), rows, unknown)


def _read(root: Path, patterns: Iterable[str], find: Callable[[str, str], set[Citation]]) -> set[Citation]:
    files = {file for pattern in patterns for file in root.glob(pattern)}
    return {citation for file in files for citation in _found(find, file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))}


@cache
def _found(find: Callable[[str, str], set[Citation]], file: str, text: str) -> set[Citation]:
    return find(file, text)


def _of(rule_id: str, citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """The places of one rule: code before the proto options that announce it."""
    found = sorted(citation for citation in citations if citation.rule == rule_id)
    return tuple(sorted(found, key=lambda citation: citation.file.startswith("proto/")))
