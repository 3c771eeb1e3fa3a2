"""The end of an engagement as it is kept: its last day, why, and who has consented (1.9, 1.1). Home of 1.9."""

from dataclasses import dataclass
from datetime import date, datetime

from plan.consents import ConsentState, JointAct
from plan.counting import end_of
from services.contracts.domain.consents import OwnerConsent, answers_to


@dataclass
class Ending:
    """An end that was proposed; decided once each party of `act` has consented."""

    ended_on: date
    reason: str
    act: JointAct

    @property
    def awaiting(self) -> list[str]:
        """Parties that have yet to answer."""
        return list(self.act.waiting_for)

    @property
    def consents(self) -> list[OwnerConsent]:
        """The answers so far."""
        return answers_to(self.act)

    @property
    def decided(self) -> bool:
        """Whether each has consented."""
        return self.act.state is ConsentState.GRANTED

    @property
    def due(self) -> datetime:
        """The instant at which its last day is over."""
        return end_of(self.ended_on)
