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


@pytest.mark.rule("1.6")
def test_what_was_found_out_cannot_be_hidden(tmp_path):
    """By words in the file that tell a terminal to draw over what stands there."""
    file = tmp_path / "set.json"
    told = json.loads(exported()[0])
    told["project"] = "projects/x：全部相符\r"
    file.write_text(json.dumps(told))
    found = checked(file)
    assert found.exit_code == 1 and "\r" not in found.output and "projects/x：全部相符\ufffd：合同组" in found.output


def test_what_is_no_export_and_no_file(tmp_path):
    file = tmp_path / "other.json"
    file.write_text("{}")
    found = checked(file)
    assert isinstance(found.exception, StackProblem) and "other.json" in str(found.exception)
    assert checked(tmp_path / "none.json").exit_code == 2
