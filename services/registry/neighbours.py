"""What registry asks of supervision, for today's answer: who is barred (7.5)."""

from typing import Any

from sanzhi.supervision.v1 import supervision_pb2, supervision_pb2_grpc

from services.registry.domain.failures import Failure
from services.registry.domain.people import Person
from services.registry.store import RegistryTransaction

NOMINATION, PANEL = "nomination", "approval_panel"


async def barred(person: Person, project: str, use: tuple[str, str], tx: RegistryTransaction) -> list[Failure]:
    """Why a person may not be nominated, or sit on a panel; empty if they may. Raises Unavailable.

    use: for what it is asked, and the reason of the refusal.
    """
    purpose, reason = use
    stub: Any = tx.client(supervision_pb2_grpc.SupervisionServiceStub)
    question = supervision_pb2.CheckClearanceRequest(subject=person.name, project=project, purpose=purpose)
    clearance = await stub.CheckClearance(question)
    if clearance.clear:
        return []
    grounds = "；".join(ground.message for ground in clearance.grounds)
    return [Failure("7.5", reason, f"{person.display_name}被列入负面清单：{grounds}")]
