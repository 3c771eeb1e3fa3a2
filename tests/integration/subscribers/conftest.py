import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.subscribers.kits import NAMES, Kit, kit_named


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where kits are built that have to be: once for all workers, each of which has a folder beside those of the others."""
    own = tmp_path_factory.getbasetemp()
    shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "kits"
    shared.mkdir(exist_ok=True)
    return shared


@pytest.fixture(params=NAMES)
def kit(request: pytest.FixtureRequest, built: Path) -> Kit:
    return kit_named(request.param, built)


@dataclass(frozen=True)
class Rows:
    """A kit's database."""

    path: Path

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        """What is committed; nothing, where there is no table yet."""
        with closing(sqlite3.connect(self.path)) as db:
            there = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'ledger'").fetchone()
            return db.execute(sql).fetchall() if there else []

    def count(self) -> int:
        """Facts that are there."""
        return sum(number for (number,) in self.all("SELECT COUNT(*) FROM facts"))

    def write(self, sql: str) -> None:
        with closing(sqlite3.connect(self.path)) as db, db:
            db.execute(sql)


@pytest.fixture
def rows(tmp_path: Path) -> Rows:
    return Rows(tmp_path / "facts.db")
