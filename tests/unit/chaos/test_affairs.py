"""The load's commands to sharing and support: what is not there yet is asked for again, what is acknowledged is remembered."""

from typing import Any

import pytest

from chaos.affairs.affairs import Affairs
from chaos.affairs.steps import Steps
from cli.refused import Refused


class Client:
    """Answers in turn."""

    def __init__(self, *answers: dict[str, Any] | Refused) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def call(self, method: str, body: dict[str, Any], **_: Any) -> dict[str, Any]:
        self.asked.append(f"{method} {body['request_id']}")
        answer = self.answers.pop(0)
        if isinstance(answer, Refused):
            raise answer
        return answer


def refused(reason: str) -> Refused:
    return Refused("FAILED_PRECONDITION", reason, "9.2", "没有", {})


def steps(*answers: dict[str, Any] | Refused) -> tuple[Steps, Client]:
    client: Any = Client(*answers)
    return Steps(client), client


async def test_a_project_that_is_not_known_yet_is_asked_for_again_with_the_same_request() -> None:
    made, client = steps(refused("NOT_FOUND"), {"name": "projects/p/claims/1", "state": "CLAIM_STATE_SUBMITTED"})
    await made.take("support", "SubmitClaim", "people/chaos-unit-clerk", "claim-1", parent="projects/p")
    assert client.asked == ["sanzhi.support.v1.SupportService/SubmitClaim claim-1"] * 2
    assert made.states == {"support": {"projects/p/claims/1": "submitted"}}


async def test_somebody_asks_at_once_and_gets_no_answer() -> None:
    """However few days a run gets to, a period runs out in it: the stories' first day is far later."""
    client: Any = Client(*[{}] * 11, {"name": "questions/1", "state": "QUESTION_STATE_OPEN"})
    affairs = Affairs(client, seed=1)
    await affairs.register()
    assert client.asked[-1] == "sanzhi.support.v1.SupportService/AskQuestion ask-in-vain"
    assert affairs.steps.states["support"] == {"questions/1": "open"}


async def test_what_others_were_first_to_take_is_counted_and_nothing_else_is_put_up_with() -> None:
    made, _ = steps(refused("FACILITY_TAKEN"), refused("BOOKING_TOO_LONG"))
    wanted = (("FACILITY_TAKEN",), "support", "BookFacility", "people/chaos-unit-clerk")
    assert await made.one_of(*wanted, "book-1") == {}
    assert made.refused == {"FACILITY_TAKEN": 1}
    with pytest.raises(Refused, match="BOOKING_TOO_LONG"):
        await made.one_of(*wanted, "book-2")
