"""What is lacking is said in both languages, what must be mended before what should be looked at."""

import re
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.provision.check.lacks import NOTES, Lack, Reason, lines
from cli.provision.command import app

ONE = Lack(Reason.TOPIC_RIGHT, "sanzhi.registry", wanted="WRITE")
NOTE = Lack(Reason.TOPIC_SETTINGS_UNSEEN, "sanzhi.registry", wanted="retention.ms=-1")


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_that_name_what_it_knows(reason: Reason) -> None:
    lack = Lack(reason, "PLACE", "FOUND", "WANTED")
    chinese, english = lack.said("zh"), lack.said("en")
    assert re.search("[一-鿿]", chinese)
    assert not re.search("[一-鿿]", english)
    for known in ("PLACE", "FOUND", "WANTED"):
        assert (known in chinese) == (known in english), reason
    assert "{" not in chinese + english


def test_what_must_be_mended_comes_first_and_notes_keep_nobody_from_beginning() -> None:
    assert [line.split()[1] for line in lines("registry", [NOTE, ONE], "en")] == ["LACKS", "NOTE"]
    assert lines("registry", [NOTE], "zh")[-1] == "registry  MongoDB 和 Kafka 上需要的都有"
    assert lines("registry", [], "en") == ["registry  all that it needs is there at MongoDB and Kafka"]
    assert {reason for reason in Reason if not Lack(reason).must} == set(NOTES)


def test_the_command_ends_with_1_where_something_must_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Lack] = []
    asked: list[str] = []

    def lacks_of(name: str, settings: Any) -> list[Lack]:
        asked.append(name)
        return found

    monkeypatch.setattr("cli.provision.check.service.lacks_of", lacks_of)
    run = CliRunner().invoke
    found[:] = [NOTE]
    assert run(app, ["check", "registry"]).exit_code == 0
    found[:] = [NOTE, ONE]
    done = run(app, ["check", "console", "--language", "en"])
    assert (done.exit_code, asked) == (1, ["registry", "console"])
    assert "console  LACKS  the user lacks rights on the topic sanzhi.registry: WRITE" in done.output
    assert run(app, ["check", "nobody"]).exit_code == 2
