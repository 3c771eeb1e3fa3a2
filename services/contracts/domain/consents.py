"""The answers to a joint act of the owners, as readers see them (1.1)."""

from dataclasses import dataclass
from datetime import datetime

from plan.consents import JointAct


@dataclass(frozen=True)
class OwnerConsent:
    """One owner's answer."""

    owner: str
    person: str
    agreed: bool
    reason: str
    answered_at: datetime


def answers_to(act: JointAct) -> list[OwnerConsent]:
    """Who has answered, in the order in which they did."""
    return [OwnerConsent(each.organization, each.person, each.agreed, each.reason, each.at) for each in act.consents]
