"""The task table is whole: every act is somebody's task or a free initiative with a reason; every row reads the facts that it goes by."""

from dataclasses import replace

import pytest

from cli.schemas import facts_of
from cli.services import SERVICES
from cli.story.methods import all_methods, is_mutation
from services.desk.consumed import INTERNAL, PUBLIC
from services.desk.domain.table import KINDS, TABLE
from services.desk.domain.table.initiatives import INITIATIVES
from services.desk.domain.task import Task
from services.support.domain.claim import COMPLETE, DECIDE, PAY
from services.support.domain.service_request import SERVE
from tests.unit.desk.memory import Desk
from tests.unit.desk.readings import READINGS, readings
from tests.unit.desk.rows import ROWS, golden, told

OF_NO_PROJECT = ("operations", "files", "people")
# Facts that the desk leaves: nothing of them cuts across, or it is not the desk's to keep.
LEFT = {
    "registry": {
        "person.attested",
        "attestation.withdrawn",
        "signatory.authorized",
        "signatory.revoked",
        "signing_key.registered",
        "signing_key.revoked",
        "office.granted_in_emergency",
        "personal_data.set",
        "personal_data.read",
        "expert_review.scored",
    },
    "contracts": {"lead.scored", "selection.panel_named"},
    "milestones": {"inspection.found"},
    "evaluation": {"rating.entered", "evaluation.values_verified"},
    "supervision": {"deviation.described"},
    "sharing": {"request.due_soon", "request.overdue"},
    "support": {
        "facility.registered",
        "facility.closed",
        "notice.published",
        "policy.published",
        "policy.ended",
        "step.due_soon",
        "step.overdue",
    },
    "exchange": {
        "subscription.suspended",
        "subscription.resumed",
        "subscription.token_issued",
        "subscription.position_reset",
        "subscription.kafka_password_issued",
        "endpoint.registered",
        "endpoint.paused",
        "endpoint.resumed",
        "endpoint.key_rotated",
        "package.reissued",
        "package.confirmed",
    },
}


def methods() -> set[str]:
    found = {name for name, method in all_methods().items() if is_mutation(method)}
    return {f"{name.split('.')[1]}/{name.partition('/')[2]}" for name in found if name.split(".")[1] not in OF_NO_PROJECT}


def short(method: str) -> str:
    return f"{method.split('.')[1]}/{method.partition('/')[2]}"


def test_every_act_is_a_task_or_a_free_initiative() -> None:
    tasks = {short(method) for kind in KINDS.values() for method in kind.methods}
    assert methods() - tasks - set(INITIATIVES) == set()
    assert (tasks | set(INITIATIVES)) - methods() == set()
    assert {short(kind.methods[0]) for kind in KINDS.values()} & set(INITIATIVES) == set()
    assert all(INITIATIVES.values())


def test_every_fact_is_read_or_left() -> None:
    for service in SERVICES:
        told = {name.rpartition(".")[0]: fact for name, fact in facts_of(service).items()}
        read = {name: internal for table, internal in ((PUBLIC, False), (INTERNAL, True)) for name in table.get(service, ())}
        assert set(told) - set(read) == LEFT.get(service, set()), service
        assert {name: bool(getattr(told[name], "INTERNAL", False)) for name in read} == read


@pytest.mark.parametrize(
    "kind", [f"{service}.{what}" for table in (PUBLIC, INTERNAL) for service, facts in table.items() for what in facts]
)
async def test_every_reading_reads_the_golden_of_its_fact(kind: str) -> None:
    news = golden(kind)
    await Desk().take(
        {
            "id": news.id,
            "type": f"sanzhi.{kind}.v1",
            "time": news.at.isoformat(),
            "actor": news.actor,
            "subject": news.subject,
            "data": news.data,
        }
    )
    for row, step in TABLE.by_fact.get(kind, ()):
        about = step.about(news)
        step.take(Task(name=row.name(about), kind=row.id, resource=row.resource(about), project=news.project), news)
        assert isinstance(step.when(news), bool)


@pytest.mark.rule("4.3")
@pytest.mark.parametrize(
    ("step", "kinds"),
    [
        ("question", {"answer_question"}),
        (DECIDE, {"decide_claim"}),
        (COMPLETE, {"complete_claim"}),
        (PAY, {"record_payment"}),
        (SERVE, {"assign_service", "complete_service"}),
    ],
)
def test_a_step_that_is_counted_again_moves_the_day_of_its_own_task(step: str, kinds: set[str]) -> None:
    news = golden("support.step.redated")
    moved = replace(news, data={**news.data, "step": step})
    assert {kind.id for kind, _, _ in TABLE.steps(moved)} == kinds


def test_rows_have_names_of_their_own() -> None:
    assert len(KINDS) == len(TABLE.kinds)


def test_what_each_row_makes_of_each_fact() -> None:
    """Whoever changes a row writes rows.txt anew (`python -m tests.unit.desk.rows`), and looks at what else is different."""
    assert told() == ROWS.read_text()


def test_what_is_kept_of_each_fact_beside_tasks() -> None:
    """Whoever changes what is read writes readings.txt anew (`python -m tests.unit.desk.readings`), and looks at what else is different."""
    assert readings() == READINGS.read_text()
