"""What is tried of a task (tests/e2e/tasked): every row of the table has a request of its form, by somebody who is of the holder."""

from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from google.protobuf import json_format
from google.protobuf.message_factory import GetMessageClass

from chassis.calendar import CHINA
from cli.story.loader import load_story
from cli.story.methods import find_method
from cli.story.wallet import Wallet
from services.desk.domain.table import KINDS
from tests.e2e.tasked.__main__ import STORIES
from tests.e2e.tasked.looking import EITHER
from tests.e2e.tasked.repertoire import Body, Repertoire, project_in
from tests.e2e.tasked.waits import WAITS

NOW = datetime(2026, 4, 1, 9, tzinfo=CHINA)
P = "projects/yeya-fati"
# Signed, or chosen from what is there then: the looking asks for it.
ASKED_FOR = {"sign_document", "choose_offer"}
# No story's act says it, and it asks for more than a name: nothing is tried in its name yet.
UNSAID = {"correct_result", "decide_subscription", "answer_renewal"}


@pytest.fixture(scope="module")
def repertoire(tmp_path_factory: pytest.TempPathFactory) -> Repertoire:
    return Repertoire([load_story(path) for path in STORIES], Wallet(tmp_path_factory.mktemp("wallet")))


def task(kind: str, resource: str = f"{P}/nodes/n1") -> Any:
    return SimpleNamespace(kind=kind, method=KINDS[kind].methods[0], resource=resource, project=P)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - ASKED_FOR))
def test_every_task_has_a_request_of_its_form(repertoire: Repertoire, kind: str) -> None:
    wanted, method = task(kind), KINDS[kind].methods[0]
    bodies = repertoire.bodies_of(wanted, method, "people/li-chengyuan")
    assert any(body.said for body in bodies) or kind in UNSAID or _asks_for_a_name_alone(method)
    for said in (said for body in bodies for said in body.for_task(wanted, method, NOW)):
        message: Any = json_format.ParseDict(said, GetMessageClass(find_method(method).input_type)())
        assert wanted.resource in (getattr(message, "name", ""), getattr(message, "parent", "")) or kind in (
            "read_notice",
            "grant_age_exception",
        )


def _asks_for_a_name_alone(method: str) -> bool:
    asked = {field.name for field in find_method(method).input_type.fields}
    return asked <= {"name", "parent", "project", "request_id", "etag", "reason", "refuse"} or method.endswith("/FileWithFinance")


def test_names_are_the_tasks_and_days_move_with_the_time() -> None:
    body = Body(
        {"due_date": "2026-03-01", "parts": [{"paid_on": "2026-03-02"}], "title": "2026-03-01 的会"},
        at=datetime(2026, 3, 1, 9, tzinfo=CHINA),
    )
    method = KINDS["assign_deviation"].methods[0]
    as_said, moved = body.for_task(task("assign_deviation", f"{P}/deviations/d1"), method, NOW)
    assert as_said == {**body.said, "name": f"{P}/deviations/d1"}
    assert moved == {
        "due_date": "2026-04-01",
        "parts": [{"paid_on": "2026-04-02"}],
        "title": "2026-03-01 的会",
        "name": f"{P}/deviations/d1",
    }
    assert list(Body({"reason": "是"}).for_task(task("publish_guide", "guides/g"), KINDS["publish_guide"].methods[0], NOW)) == [
        {"reason": "是", "name": "guides/g"}
    ]


def test_a_notice_and_an_exception_are_named_as_their_methods_ask() -> None:
    def names(kind: str, resource: str) -> dict[str, Any]:
        return next(iter(Body({}).for_task(task(kind, resource), KINDS[kind].methods[0], NOW)))

    assert names("read_notice", f"{P}/notices/0197") == {"name": "notices/0197", "project": P}
    assert names("grant_age_exception", f"{P}/ageExceptions/li") == {"project": P, "person": "people/li"}
    assert names("record_selection", P) == {"parent": P}


def test_the_likeliest_is_said_first(repertoire: Repertoire) -> None:
    wanted = task("record_vote")
    first = repertoire.bodies_of(wanted, wanted.method, "people/zhou-bin")[0]
    assert (first.project, first.resource) == (P, wanted.resource)
    for kind, role in (("draw_up_manager", "ENGAGED_ROLE_PROJECT_MANAGER"), ("draw_up_chief", "ENGAGED_ROLE_TECHNICAL_CHIEF")):
        wanted = task(kind, P)
        assert {body.said["role"] for body in repertoire.bodies_of(wanted, wanted.method, "")} == {role}


def test_who_acts_is_of_the_holder(repertoire: Repertoire) -> None:
    assert repertoire.people_of("people/li-chengyuan", "x") == ["people/li-chengyuan"]
    assert set(repertoire.people_of("areas/qixian", KINDS["recommend_application"].methods[0])) == {"people/qiao-zhiyong", "people/qi-fang"}
    # He signs for it; another of its people does not.
    assert repertoire.people_of("organizations/hengtai-yeya", KINDS["sign_document"].methods[0]) == ["people/chen-qiang"]
    assert repertoire.people_of("organizations/nobody", "x") == []


def test_the_project_of_a_name() -> None:
    assert [project_in(name) for name in (f"{P}/nodes/n1", "applications/yeya-fati", "guides/g", "")] == [P, P, "", ""]
    assert project_in("", P) == P


def test_exceptions_are_of_rows_that_there_are_and_have_reasons() -> None:
    assert {kind for kind, _ in WAITS} | set(EITHER) <= set(KINDS)
    assert all(WAITS.values()) and all(EITHER.values())
    assert all(Path(path).exists() for path in STORIES)
