import os
import subprocess
import sys
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import COMMANDS, build, chosen_in


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_table_exists_and_explains_itself(name: str) -> None:
    answer = CliRunner().invoke(build(name), [name, "--help"])
    assert answer.exit_code == 0, answer.output
    assert hasattr(import_module(COMMANDS[name].module), "app") or hasattr(import_module(COMMANDS[name].module), "command")


def test_help_lists_all_and_imports_none_of_them() -> None:
    code = (
        "import sys; sys.argv=['sanzhi','--help']; from cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\nprint(sorted(m for m in sys.modules if m.split('.')[0] in ('grpc','aiokafka','pymongo')))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.rstrip().endswith("[]")
    assert all(name in said for name in COMMANDS)


def test_a_problem_is_one_message_and_exit_1(tmp_path: Path) -> None:
    said = subprocess.run([sys.executable, "-m", "cli.main", "env", "--data", str(tmp_path)], capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert said.stderr.startswith("错误：")
    assert "Traceback" not in said.stderr


def test_the_version_is_that_of_the_package() -> None:
    answer = CliRunner().invoke(build(""), ["--version"])
    assert (answer.exit_code, answer.output) == (0, f"sanzhi {version('sanzhi')}\n")


@pytest.mark.parametrize(
    ("shell", "variables", "offered"),
    [
        ("bash", {"COMP_WORDS": "sanzhi st", "COMP_CWORD": "1"}, ["status", "story"]),
        ("bash", {"COMP_WORDS": "sanzhi story ", "COMP_CWORD": "2"}, ["run", "check", "new"]),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "sanzhi up --cl"}, ["--clock"]),
    ],
)
def test_a_shell_completes_commands_and_their_options(shell: str, variables: dict[str, str], offered: list[str]) -> None:
    environment = os.environ | variables | {"_SANZHI_COMPLETE": f"complete_{shell}"}
    code = "import sys; sys.argv=['sanzhi']; from cli.main import main; main()"
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert all(word in said.stdout for word in offered), said


def test_a_command_is_the_first_word_that_is_no_option() -> None:
    assert chosen_in(["sanzhi", "--help"], {}) == ""
    assert chosen_in(["sanzhi", "up", "story"], {}) == "up"
    assert chosen_in(["sanzhi"], {"COMP_WORDS": "sanzhi up"}) == ""
