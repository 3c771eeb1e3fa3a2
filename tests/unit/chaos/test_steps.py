"""What is due soon and overdue of steps and answers is said once of a last day; of a later one it may be said anew."""

from chaos.reconcile.databases import Record
from chaos.reconcile.deadlines import deadlines

CLAIM = "projects/p/claims/1"


def record(number: int, kind: str, **more: object) -> Record:
    attributes = {"id": f"r{number}", "type": f"sanzhi.{kind}.v1", "sequence": str(number)}
    data = {"name": CLAIM, "step": "claim_decision", "last_day": "2026-02-27"} | more
    return Record("sanzhi.support", 0, number, "projects/p", attributes, data)


def test_each_is_counted_and_none_is_doubled() -> None:
    found = deadlines(
        [
            record(1, "support.step.due_soon", days_left=3),
            record(2, "support.step.due_soon", days_left=1),
            record(3, "support.step.overdue"),
            record(4, "support.step.overdue", last_day="2026-03-27"),
            record(5, "sharing.request.overdue", name="projects/p/results/1/requests/1"),
        ],
        {},
    )
    assert (found.doubled, found.figures["期限：预警"], found.figures["期限：逾期"]) == ([], 2, 3)


def test_one_that_is_said_twice_is_doubled_and_one_that_is_on_kafka_twice_is_not() -> None:
    once, again = record(1, "support.step.overdue"), record(2, "support.step.overdue")
    assert deadlines([once, once], {}).doubled == []
    (doubled,) = deadlines([once, again], {}).doubled
    assert "claims/1" in doubled and "overdue again" in doubled
