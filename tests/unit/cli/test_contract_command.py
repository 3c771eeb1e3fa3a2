import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.contract import app
from cli.stack.problem import StackProblem
from tests.unit.contracts.test_verification import exported


def checked(file: Path, *options: str):
    return CliRunner().invoke(app, ["verify", str(file), *options])


@pytest.mark.rule("1.6")
def test_an_export_is_checked_offline(tmp_path):
    file = tmp_path / "set.json"
    file.write_bytes(exported()[0])
    found = checked(file)
    assert (found.exit_code, "全部相符" in found.output) == (0, True)
    assert json.loads(checked(file, "--json").output)["holds"] is True


@pytest.mark.rule("1.6")
def test_a_changed_export_is_found_out(tmp_path):
    file = tmp_path / "set.json"
    file.write_text(exported()[0].decode().replace("技术总师", "技术总管").replace("委托管理合同", "委托合同"))
    found = checked(file)
    assert found.exit_code == 1
    assert "不符" in found.output and "/documents/" in found.output
    assert json.loads(checked(file, "--json").output)["problems"]


def test_what_is_no_export_and_no_file(tmp_path):
    file = tmp_path / "other.json"
    file.write_text("{}")
    found = checked(file)
    assert isinstance(found.exception, StackProblem) and "other.json" in str(found.exception)
    assert checked(tmp_path / "none.json").exit_code == 2
