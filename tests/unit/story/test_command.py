from pathlib import Path

from typer.testing import CliRunner

from cli.story.command import app

GOOD = """format: sanzhi.story/v1
title: 试
acts:
  - at: "2026-01-05 09:00"
    as: people/a
    call: sanzhi.registry.v1.RegistryService/GetGuide
    with: {name: guides/g}
"""


def test_check_says_what_was_found(tmp_path: Path) -> None:
    good = tmp_path / "good.yaml"
    good.write_text(GOOD, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(good)])
    assert result.exit_code == 0 and "1 幕，0 条预期" in result.output


def test_mistakes_of_all_files_are_told_and_the_exit_code_is_1(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD.replace("GetGuide", "GetGuid"), encoding="utf-8")
    result = CliRunner().invoke(app, ["run", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"), str(tmp_path / "no.yaml")])
    assert result.exit_code == 1
    for place in ("a.yaml:6: ", "b.yaml:6: ", "no.yaml:1: "):
        assert f"{tmp_path}/{place}" in result.output


def test_the_skeleton_is_printed_as_it_is() -> None:
    result = CliRunner().invoke(app, ["new"])
    assert result.output.startswith("# 故事骨架") and "sanzhi.story/v1" in result.output
