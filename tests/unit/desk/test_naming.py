"""What happened is told by what things are called, never by their ids."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from chassis.rpc.naming import ids_in
from services.desk.answers import Named
from services.desk.domain.card import ProjectCard
from services.desk.domain.happening import Happening
from services.desk.domain.known import Known
from services.desk.domain.period import Period
from services.desk.domain.task import Task
from services.desk.handlers.happenings import _shown, called_in
from services.desk.handlers.names import names_of
from services.desk.handlers.tasks import about
from tests.unit.desk.memory import Desk, read

NOW = datetime(2026, 1, 5, tzinfo=UTC)
RECORD = Path(__file__).with_name("recorded.jsonl.gz")
PROJECT = "projects/x"
LATE = f"{PROJECT}/deadlines/n1-materials"
OVERDUE = {"aspect": "schedule", "cause": "deadline_overdue", "due": "2026-09-30"}


def book(*nodes: tuple[str, str]) -> dict[str, object]:
    listed = [{"id": identity, "title": title, "due_date": "2026-08-01"} for identity, title in nodes]
    return {"version": 1, "term_start": "2026-01-01", "term_end": "2027-01-01", "nodes": listed, "budget": {"total_fen": 0, "sources": []}}


def told(kind: str, data: dict[str, object]) -> str:
    card = ProjectCard(PROJECT, title="铸件项目")
    card.take_book(book(("n1", "样件"), ("n2", "中试")))
    card.take_book(book(("n1", "样件")))
    deadline = Period(name=LATE, project=PROJECT, kind="materials", node_title="样件")
    happening = Happening("1", PROJECT, kind, NOW, PROJECT, "", turns=False, data={"project": PROJECT, **data})
    return _shown(happening, called_in(card, [deadline]), lambda name: Named(name, name)).text


def test_things_of_a_project_are_told_by_what_they_are_called() -> None:
    assert "：“样件”里程碑材料，" in told("supervision.deviation.opened", {**OVERDUE, "subject": LATE})
    assert not ids_in(told("supervision.deviation.opened", {**OVERDUE, "subject": f"{PROJECT}/inspections/1"}))
    assert "“铸件项目”" in told("supervision.finding.unanswered", {"subject": PROJECT})


def test_a_node_that_was_taken_out_of_the_task_book_keeps_its_title() -> None:
    assert told("milestones.node.cancelled", {"node": "n2", "reason": "并入样件"}) == "中试 取消：并入样件"


def test_tasks_to_sign_are_told_apart_by_their_documents() -> None:
    row, people = f"{PROJECT}/engagements/1", {"people/su": "苏明远"}

    def told(resource: str, said: str) -> str:
        return about(
            Task(name="t", kind="sign_document", resource=resource, project=PROJECT, about=said), lambda it: Named(it, people.get(it, it))
        )

    assert told(f"{row}/documents/credit-commitment-1", "people/su") == "信用承诺书第 1 版，苏明远"
    assert told(f"{row}/documents/entrustment-contract-2", "例会改为每周一次") == "委托管理合同第 2 版，例会改为每周一次"
    assert told(row, "people/su") == "苏明远"


async def test_whom_the_settings_alone_name_is_called_by_the_duty_and_once_registered_by_name() -> None:
    async def readable(where: dict[str, dict[str, list[str]]]) -> list[Known]:
        return [Known(name, display_name="孟审") for name in where["_id"]["$in"] if name == "people/auditor"]

    first = {"people/admin": "administrator", "people/security": "security_administrator", "people/auditor": "auditor"}
    tx: Any = SimpleNamespace(known=SimpleNamespace(readable=readable), context=SimpleNamespace(first_officers=first))
    named = await names_of([*first, "people/nobody"], tx)
    assert [named(name).display_name for name in (*first, "people/nobody")] == ["首任系统管理员", "首任安全管理员", "孟审", "people/nobody"]


async def test_no_happening_of_the_example_stories_shows_an_id() -> None:
    desk = Desk()
    for line in read(RECORD):
        if "act" not in line:
            await desk.take(line)

    def named(name: str) -> Named:
        return Named(name, desk.known.of[name].display_name if name in desk.known.of else name)

    told = [
        _shown(each, called_in(desk.cards.of[each.project], desk.periods.of.values()), named).text for each in desk.happenings.of.values()
    ]
    assert len(told) > 300
    assert [text for text in told if ids_in(text)] == []
