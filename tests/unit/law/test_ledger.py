"""Clause → rule → code → test of a tree, and of this one."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chassis.policy import Laws, policy_folder
from cli.law import app, command
from cli.law.ledger import Ledger, Row, read_ledger
from cli.law.page import as_markdown
from cli.law.rendering import as_json, summary

LAW = Laws.load().newest
HERE = read_ledger()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    _write(tmp_path / "services/milestones/domain/node.py", '"""A node. Home of 4.1."""\n')
    _write(tmp_path / "services/milestones/handlers/nodes.py", 'raise RuleViolated("X", "…", rule="4.2")\n')
    _write(tmp_path / "services/milestones/store.py", "# 4.4\n")
    _write(tmp_path / "chassis/time/clock.py", "# 8.9\n")
    _write(tmp_path / "tests/unit/test_node.py", '@pytest.mark.rule("4.1")\ndef test_due(): ...\n')
    return tmp_path


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _run(monkeypatch: pytest.MonkeyPatch, ledger: Ledger, *words: str) -> str:
    monkeypatch.setattr(command, "read_ledger", lambda law: ledger)
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


def test_the_first_line_is_the_home(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tree / "services/evaluation/domain/a.py", "# 4.1\n")
    first, *rest = _run(monkeypatch, read_ledger(tree, LAW), "--rule", "4.1").splitlines()
    assert first == "4.1 里程碑材料期限　主要实现：services/milestones/domain/node.py:1"
    assert "适用于 evaluation" in rest and "  services/evaluation/domain/a.py: 1" in rest
    assert not [line for line in rest if "milestones/domain/node.py" in line]


def test_a_class_or_function_can_be_the_home(tree: Path) -> None:
    _write(tree / "plan/panels.py", 'class Panel:\n    """A panel. Home of 4.7 and 7.5."""\n')
    rows = {row.id: row for row in read_ledger(tree, LAW).rows}
    for rule in ("4.7", "7.5"):
        assert [(each.file, each.line, each.symbol) for each in rows[rule].homes] == [("plan/panels.py", 1, "Panel")]
        assert rows[rule].homes[0].symbol in {each.symbol for each in rows[rule].code}


def test_what_is_not_there_shows(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = read_ledger(tree, LAW)
    shown = _run(monkeypatch, ledger, "--rule", "4.2")
    assert "尚未实现" in shown and "四（四）.2" in shown and "services/milestones/handlers/nodes.py: 1" in shown and "空缺" in shown
    assert "空缺" not in _run(monkeypatch, ledger, "--rule", "4.1")
    assert "已实现 1 条，测试中有 1 条" in _run(monkeypatch, ledger)


def test_the_page_has_clause_then_rule_then_home_then_the_rest(tree: Path) -> None:
    _write(tree / "services/evaluation/domain/a.py", "# 4.1\n")
    page = as_markdown(read_ledger(tree, LAW))
    wanted = [
        "### 四（四）.1",
        f"> {LAW.clause('四（四）.1').text}",
        "**4.1　里程碑材料期限**",
        "- 主要实现：[services/milestones/domain/node.py](../services/milestones/domain/node.py)",
        "  - evaluation：[domain/a.py](../services/evaluation/domain/a.py)",
        "- 测试 1 项：[unit/test_node.py](../tests/unit/test_node.py)",
    ]
    places = [page.index(each) for each in wanted]
    assert places == sorted(places)


def test_the_page_shows_every_rule_once_and_points_to_it_elsewhere(tree: Path) -> None:
    page = as_markdown(read_ledger(tree, LAW))
    assert [page.count(f"**{rule}　") for rule in LAW.rules] == [1] * len(LAW.rules)
    assert "另据本条：[4.3](#r4.3)" in page
    assert "**9.3　前沿技术信息**" in page and "- 主要实现：**尚未实现**" in page


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
    assert page.read_text() == as_markdown(HERE) + "\n", "make pages"


@pytest.mark.parametrize(
    ("words", "version"),
    [((), "2027.1"), (("--at", "2026-12-31"), "2026.1"), (("--at", "2027-01-01"), "2027.1"), (("--version", "2026.1"), "2026.1")],
)
def test_the_law_of_a_day_or_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], version: str) -> None:
    shutil.copytree(policy_folder(), tmp_path / "policy")
    _write(tmp_path / "policy/2027.1/version.yaml", 'version: "2027.1"\nvalid_from: 2027-01-01\nextends: "2026.1"\n')
    monkeypatch.setenv("SANZHI_POLICY_DIR", str(tmp_path / "policy"))
    result = CliRunner().invoke(app, ["--json", "--rule", "4.2", *words])
    assert json.loads(result.stdout)["version"] == version


def test_an_unknown_version_is_refused() -> None:
    result = CliRunner().invoke(app, ["--version", "2025.9"])
    assert result.exit_code == 2 and "没有政策版本" in result.output


# What is not carried out yet; all else has one home, and tests.
LATER: set[str] = set()


@pytest.mark.parametrize("row", [row for row in HERE.rows if row.id not in LATER], ids=lambda row: row.id)
def test_every_rule_carried_out_has_one_home_and_tests(row: Row) -> None:
    (home,) = row.homes
    assert row.tests, f"no test is marked pytest.mark.rule({row.id!r})"
    assert home.file.startswith(("plan/", "services/", "chassis/"))


def test_what_is_not_there_yet_has_no_home() -> None:
    assert [row.id for row in HERE.rows if row.id in LATER and row.homes] == [], "take it out of LATER"


def test_nothing_here_cites_what_is_no_rule() -> None:
    assert HERE.unknown == ()
