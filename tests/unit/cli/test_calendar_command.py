"""`sanzhi calendar`: what a person reads, and what a program reads."""

import json

import pytest
from typer.testing import CliRunner, Result

from cli.calendar import app


def _run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def _json(*words: str) -> dict:
    result = _run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.rule("4.2")
def test_due_prints_the_last_day_and_what_was_skipped() -> None:
    shown = _run("due", "2026-01-05", "--working-days", "30").stdout
    assert "2026-02-14（周六，调休上班）" in shown
    assert "2026-01-10（周六） 至 2026-01-11（周日）" in shown and "跳过10天" in shown
    assert "是否暂定　否" in shown


@pytest.mark.rule("4.1")
def test_due_gives_a_program_every_day_and_its_reason() -> None:
    found = _json("due", "2024-01-12", "--calendar-days", "30")
    assert (found["last_day"], found["end"]) == ("2024-02-18", "2024-02-18T16:00:00+00:00")
    assert found["skipped"][0] == {"day": "2024-02-11", "why": "春节"}
    assert _json("due", "2024-01-12", "--calendar-days", "30", "--no-roll")["last_day"] == "2024-02-11"


@pytest.mark.rule("4.3")
def test_a_provisional_date_names_the_unknown_year() -> None:
    assert _json("due", "2030-12-20", "--working-days", "30")["provisional"]
    assert "2031年放假安排尚未公布" in _run("due", "2030-12-20", "--working-days", "30").stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("due", "2026-13-05", "--working-days", "3"), "不是日期"),
        (("due", "2026-01-05"), "须且只须给出一个"),
        (("due", "2026-01-05", "--working-days", "3", "--calendar-days", "3"), "须且只须给出一个"),
        (("due", "2099-12-30", "--working-days", "30"), "超出日历范围"),
        (("due", "2026-01-05", "--working-days", "0"), "--working-days"),
        (("show", "99999"), "2099"),
    ],
)
def test_nonsense_is_told_in_a_line(words: tuple[str, ...], told: str) -> None:
    result = _run(*words)
    assert result.exit_code == 2
    assert told in result.output and "Traceback" not in result.output


def test_show_lists_a_year() -> None:
    found = _json("show", "2026")
    assert found["known"] and found["working_days"] == 248
    assert {"day": "2026-02-23", "why": "春节"} in found["days_off"]
    assert found["makeup_days"][:2] == ["2026-01-04", "2026-02-14"]
    assert "国务院办公厅关于2026年部分节假日安排的通知" in _run("show", "2026").stdout


@pytest.mark.rule("4.3")
def test_show_says_when_a_year_is_not_known() -> None:
    assert not _json("show", "2031")["known"]
    assert "尚未公布" in _run("show", "2031").stdout
