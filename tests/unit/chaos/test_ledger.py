import pytest
from sanzhi.registry.v1.registry_pb2 import Organization

from chaos.ledger import Ledger


def _ledger(*times: tuple[float, float]) -> Ledger:
    ledger = Ledger()
    for number, (sent, answered) in enumerate(times):
        command = ledger.open("m", "registry", "people/a", str(number))
        command.sent_at, command.answered_at, command.answer = sent, answered, Organization()
    return ledger


@pytest.mark.parametrize(
    ("times", "stall"),
    [
        ([], 0.0),
        ([(1, 2)], 1.0),
        ([(1, 2), (9, 10)], 1.0),  # nobody waited from 2 to 9
        ([(1, 2), (3, 10)], 7.0),
        ([(1, 2), (1, 10)], 8.0),
        ([(1, 20), (2, 4), (5, 6)], 14.0),
    ],
)
def test_a_stall_is_a_time_in_which_somebody_waits_and_nobody_is_served(times: list[tuple[float, float]], stall: float) -> None:
    assert _ledger(*times).longest_stall == stall


def test_a_repetition_with_another_answer_is_remembered() -> None:
    ledger = Ledger()
    command = ledger.open("m", "registry", "people/a", "1")
    assert ledger.open("m", "registry", "people/a", "1") is command
    ledger.acknowledge(command, Organization(name="organizations/a"))
    ledger.acknowledge(command, Organization(name="organizations/a"))
    assert ledger.changed_answers == []
    ledger.acknowledge(command, Organization(name="organizations/b"))
    assert ledger.changed_answers == ["m 1"]
