"""What the pages on security name as evidence is there: every file of tests, and every test in it; and both languages name the same."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / "security.md", ROOT / "docs" / "security.zh-CN.md"]
_NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def named(page: Path) -> list[tuple[str, str]]:
    return _NAMED.findall(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_is_named_is_there(page: Path) -> None:
    missing = [f"{file}::{test}" for file, test in named(page) if not _has(ROOT / file, test)]
    assert missing == [] and len(named(page)) > 40


def _has(file: Path, test: str) -> bool:
    return file.is_file() and (not test or f"def {test}(" in file.read_text(encoding="utf-8"))


def test_both_languages_name_the_same() -> None:
    english, chinese = map(named, PAGES)
    assert sorted(english) == sorted(chinese)
