"""Clause → rule → code → test of a tree, and of this one."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chassis.policy import Laws
from cli.law import app, command
from cli.law.ledger import Ledger, read_ledger
from cli.law.rendering import as_json, as_markdown, summary

LAW = Laws.load().newest


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    _write(tmp_path / "services/milestones/domain/node.py", "# 4.1\n")
    _write(tmp_path / "services/milestones/handlers/nodes.py", 'raise RuleViolated("X", "…", rule="4.2")\n')
    _write(tmp_path / "services/milestones/store.py", "# 4.4\n")
    _write(tmp_path / "chassis/time/clock.py", "# 8.9\n")
    _write(tmp_path / "tests/unit/test_node.py", '@pytest.mark.rule("4.1")\ndef test_due(): ...\n')
    return tmp_path


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _run(monkeypatch: pytest.MonkeyPatch, ledger: Ledger, *words: str) -> str:
    monkeypatch.setattr(command, "read_ledger", lambda: ledger)
    result = CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_rules_meet_their_code_and_tests(tree: Path) -> None:
    rows = {row.id: row for row in read_ledger(tree, LAW).rows}
    assert list(rows) == list(LAW.rules)
    assert [(each.file, each.line) for each in rows["4.1"].code] == [("services/milestones/domain/node.py", 1)]
    assert [each.symbol for each in rows["4.1"].tests] == ["test_due"]
    assert rows["4.2"].code and not rows["4.2"].tests
    assert not rows["4.4"].code


def test_a_citation_of_no_rule_is_told(tree: Path) -> None:
    ledger = read_ledger(tree, LAW)
    assert [(each.rule, each.file) for each in ledger.unknown] == [("8.9", "chassis/time/clock.py")]
    assert "8.9（chassis/time/clock.py:1）" in summary(ledger)


def test_an_empty_cell_shows(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = read_ledger(tree, LAW)
    shown = _run(monkeypatch, ledger, "--rule", "4.2")
    assert "四（四）.2" in shown and "services/milestones/handlers/nodes.py:1" in shown and "空缺" in shown
    assert "空缺" not in _run(monkeypatch, ledger, "--rule", "4.1")
    assert "代码中有 2 条，测试中有 1 条" in _run(monkeypatch, ledger)


def test_markdown_links_from_the_docs_folder(tree: Path) -> None:
    lines = as_markdown(read_ledger(tree, LAW)).splitlines()
    (line,) = [each for each in lines if "**4.1**" in each]
    assert "[node.py](../services/milestones/domain/node.py)" in line
    assert "[test_due](../tests/unit/test_node.py)" in line
    (empty,) = [each for each in lines if "**9.3**" in each]
    assert empty.count("**空缺**") == 2


def test_programs_get_json(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = read_ledger(tree, LAW)
    found = json.loads(_run(monkeypatch, ledger, "--json", "--rule", "4.1"))
    assert found["checkout"] and found["rules"][0]["clauses"] == ["四（四）.1"]
    assert len(as_json(ledger)["rules"]) == len(LAW.rules)


def test_an_installed_suite_says_that_it_has_no_tests(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "tests/unit/test_node.py").unlink()
    (tree / "tests/unit").rmdir()
    (tree / "tests").rmdir()
    ledger = read_ledger(tree, LAW)
    assert not ledger.checkout
    for words in ((), ("--rule", "4.1"), ("--markdown",)):
        assert "安装版" in _run(monkeypatch, ledger, *words)


def test_an_unknown_rule_is_refused() -> None:
    result = CliRunner().invoke(app, ["--rule", "99"])
    assert result.exit_code == 2 and "没有规则" in result.output


def test_the_committed_page_is_what_the_code_says() -> None:
    page = Path(__file__).parents[3] / "docs" / "law.md"
    assert page.read_text() == as_markdown(read_ledger()) + "\n", "make pages"


# What the issues to come carry out; all else must be there.
LATER = {"3.6", "3.7", "5.1", "5.2", "8.1", "8.2", "9.1", "9.2", "9.3"}


def test_every_rule_of_the_pilot_has_code_and_tests() -> None:
    empty = {row.id for row in read_ledger().rows if not (row.code and row.tests)}
    assert empty <= LATER


def test_nothing_here_cites_what_is_no_rule() -> None:
    assert read_ledger().unknown == ()
