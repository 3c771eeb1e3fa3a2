"""`sanzhi fsck`: where it connects to, what it prints, with which code it ends."""

import json
from collections import Counter
from types import SimpleNamespace
from typing import Any, Self

import pytest
import typer
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError
from typer.testing import CliRunner, Result

from cli.fsck import command, progress
from cli.fsck.findings import Finding, Kind
from cli.fsck.look import Looked
from cli.fsck.progress import Progress
from cli.services import SERVICES
from cli.stack.problem import StackProblem

FOUND = Finding.of(Kind.DOCUMENT, "ships", "ships/a", "fleet: string_type")


class Client:
    """Stands in for MongoDB's: notes where it was to connect to."""

    uris: list[str]

    def __init__(self, uri: str, **options: Any) -> None:
        Client.uris.append(uri)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: Any) -> None:
        return


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    Client.uris = []
    monkeypatch.setattr(command, "MongoClient", Client)
    for name in ("SANZHI_MONGO", "SANZHI_SECRETS"):
        monkeypatch.delenv(name, raising=False)
    stack = SimpleNamespace(state=SimpleNamespace(mongo="mongodb://stack"))
    monkeypatch.setattr(command, "running_stack", lambda data: stack)
    finds(monkeypatch)


def finds(monkeypatch: pytest.MonkeyPatch, *findings: Finding, error: Exception | None = None) -> None:
    def look_through(database: Any, tell: Any) -> Looked:
        if error is not None:
            raise error
        for each in findings:
            tell(each)
        return Looked(Counter(each.kind for each in findings), Counter(ships=3))

    monkeypatch.setattr(command, "look_through", look_through)


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.command()(command.command)
    return CliRunner().invoke(app, list(arguments))


def test_all_services_of_the_running_stack_are_looked_through() -> None:
    result = run()
    assert result.exit_code == 0
    assert Client.uris == ["mongodb://stack"] * len(SERVICES)
    assert result.stdout.count("核对 3 份文档和记录，没有发现") == len(SERVICES)


@pytest.mark.parametrize("told", ["SANZHI_MONGO", "SANZHI_SECRETS"])
def test_where_settings_name_a_database_it_is_that_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Any, told: str) -> None:
    (tmp_path / "sanzhi_mongo").write_text("mongodb://told")
    monkeypatch.setenv(told, "mongodb://told" if told == "SANZHI_MONGO" else str(tmp_path))
    assert run("contracts").exit_code == 0
    assert Client.uris == ["mongodb://told"]
    assert run("contracts", "--data", str(tmp_path)).exit_code == 0
    assert Client.uris[1:] == ["mongodb://stack"]


def test_a_finding_is_a_line_and_the_code_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, FOUND, FOUND)
    result = run("registry")
    assert result.exit_code == 1
    first, _, last = result.stdout.splitlines()
    assert first == "registry  文档与其类不符  ships  ships/a：字段 fleet 类型不对（string_type）"
    assert "发现 2 处：文档与其类不符 2" in last and "没有作任何改动" in last


def test_for_programs_a_finding_is_a_line_of_json_and_nothing_else_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, FOUND)
    result = run("registry", "--json")
    assert result.exit_code == 1
    (found,) = map(json.loads, result.stdout.splitlines())
    assert (found["service"], found["kind"], found["collection"], found["name"]) == ("registry", "DOCUMENT", "ships", "ships/a")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ServerSelectionTimeoutError("nobody"), "MongoDB"),
        (OperationFailure("x", 239), "minSnapshotHistoryWindowInSeconds"),
        (OperationFailure("x", 13), "不允许"),
        (StackProblem("没有数据库"), "没有数据库"),
    ],
)
def test_where_it_could_not_look_the_code_is_two(monkeypatch: pytest.MonkeyPatch, error: Exception, said: str) -> None:
    finds(monkeypatch, error=error)
    result = run("registry")
    assert result.exit_code == 2
    assert "未能核对" in result.output and said in result.output


def test_a_service_that_is_none_and_a_stack_that_does_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (run("nobody").exit_code, Client.uris) == (2, [])

    def none(data: Any) -> Any:
        raise StackProblem("没有正在运行的系统")

    monkeypatch.setattr(command, "running_stack", none)
    assert run().exit_code == 2


def test_how_far_it_is_is_told_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(progress, "EVERY_SECONDS", -1.0)
    counted = Progress("registry", told.append)
    counted.seen("ships")
    counted.seen("people")
    assert told == ["registry：ships 已核对 1，合计 1", "registry：people 已核对 1，合计 2"]
