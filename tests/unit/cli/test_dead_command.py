"""`sanzhi dead redrive`: what it asks for, in which order, and what it says of the answers."""

from typing import Any, Self

import pytest
from typer.testing import CliRunner, Result

from cli import dead
from cli.refused import Refused
from cli.stack.problem import StackProblem

LIST, REDRIVE = (f"sanzhi.operations.v1.OperationsService/{name}" for name in ("ListDeadLetters", "RedriveDeadLetter"))


def letter(place: str, reason: str = "NOT_OPEN", **other: Any) -> dict[str, Any]:
    common = {"time": "2026-01-05T01:00:00Z", "detail": "", "value": "", "tries": "0", "tried_by": "", "tried_for": ""}
    return {**common, "id": place, "reason": reason, "state": "DEAD_LETTER_STATE_DEAD", **other}


REDRIVEN = {"state": "DEAD_LETTER_STATE_REDRIVEN", "tries": "1", "tried_by": "people/admin", "tried_for": "已修复"}
LETTERS = [
    letter("sanzhi.registry/3/17"),
    letter("sanzhi.registry/3/9"),
    letter("sanzhi.registry/3/8", "HANDLER_FAILED"),
    letter("sanzhi.registry/3/7", **REDRIVEN, redriven_at="2026-01-06T01:00:00Z"),
]


class Service:
    """Stands in for the client: one service with LETTERS; `answers` by place, an exception is raised."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, target: Any, auditing: bool = False) -> Self:
        return self

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: Any) -> None:
        return

    async def call(self, method: str, request: dict[str, Any], service: str = "") -> dict[str, Any]:
        if not service:
            raise Refused("UNAVAILABLE", "NEIGHBOUR_UNAVAILABLE", "", "registry is away, and the letters are shown", {})
        if method == LIST:
            return {"dead_letters": LETTERS if service == "contracts" else [], "next_page_token": ""}
        assert method == REDRIVE
        self.asked.append((service, request))
        answer = self.answers.get(request["id"], letter(request["id"], **REDRIVEN))
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    made = Service({})
    monkeypatch.setattr(dead, "Client", made)
    monkeypatch.setattr(dead, "find_target", lambda data: None)
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(dead.app, list(arguments))


def test_the_named_ones_are_redriven_with_the_reason(service: Service) -> None:
    found = run("redrive", "contracts", "sanzhi.registry/3/17", "sanzhi.registry/3/9", "--reason", "已修复")
    assert found.exit_code == 0, found.output
    assert service.asked == [
        ("contracts", {"id": place, "reason": "已修复", "out_of_order": False}) for place in ("sanzhi.registry/3/17", "sanzhi.registry/3/9")
    ]
    assert "成功 2 份" in found.output


def test_all_are_those_still_dead_in_the_order_of_their_offsets(service: Service) -> None:
    run("redrive", "contracts", "--all", "--reason", "已修复")
    assert [request["id"].rpartition("/")[2] for _, request in service.asked] == ["8", "9", "17"]
    service.asked.clear()
    run("redrive", "contracts", "--all", "--reason-code", "NOT_OPEN", "--reason", "已修复", "--out-of-order")
    assert [request["id"].rpartition("/")[2] for _, request in service.asked] == ["9", "17"]
    assert all(request["out_of_order"] for _, request in service.asked)


def test_one_that_fails_or_is_refused_is_told_and_the_others_go_on(service: Service) -> None:
    service.answers["sanzhi.registry/3/8"] = letter("sanzhi.registry/3/8", "NOT_OPEN", detail="尚未开放")
    service.answers["sanzhi.registry/3/9"] = Refused("FAILED_PRECONDITION", "EARLIER_DEAD_LETTER", "", "还有更早的死信", {})
    found = run("redrive", "contracts", "--all", "--reason", "已修复")
    assert found.exit_code == 1
    assert len(service.asked) == 3
    for told in ("3/8：仍为死信，NOT_OPEN：尚未开放", "3/9：还有更早的死信（EARLIER_DEAD_LETTER）", "3/17：已重投", "重投 3 份，成功 1 份"):
        assert told in found.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("contracts", "--reason", "x"),
        ("contracts", "sanzhi.registry/3/9", "--all", "--reason", "x"),
        ("contracts", "sanzhi.registry/3/9", "--reason-code", "NOT_OPEN", "--reason", "x"),
        ("kontracts", "--all", "--reason", "x"),
    ],
)
def test_what_is_not_clear_is_asked_for(service: Service, arguments: tuple[str, ...]) -> None:
    assert isinstance(run("redrive", *arguments).exception, StackProblem)
    assert service.asked == []


def test_without_a_reason_nothing_is_redriven(service: Service) -> None:
    assert run("redrive", "contracts", "--all").exit_code == 2
    assert service.asked == []


def test_the_list_shows_what_became_of_each(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    found = run("list")
    assert found.exit_code == 0, found.output
    (done,) = [line for line in found.output.splitlines() if "registry/3/7" in line]
    assert "2026-01-06 09:00 由 首任系统管理员 重投：已修复" in done
    assert sum("未处理" in line for line in found.output.splitlines()) == 3
