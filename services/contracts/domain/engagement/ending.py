"""The end of an engagement as it is kept: its last day, why, and who has consented (1.9, 1.1). Home of 1.9."""

from dataclasses import dataclass
from datetime import date, datetime

from plan.consents import Consent, ConsentState, JointAct
from plan.counting import end_of


@dataclass
class Ending:
    """An end that was proposed; decided once each party of `act` has consented."""

    ended_on: date
    reason: str
    act: JointAct
    proposed_at: datetime | None = None

    @property
    def awaiting(self) -> list[str]:
        """Parties that have yet to answer."""
        return list(self.act.waiting_for)

    @property
    def consents(self) -> list[Consent]:
        """The answers so far."""
        return self.act.consents

    @property
    def decided(self) -> bool:
        """Whether each has consented."""
        return self.act.state is ConsentState.GRANTED

    @property
    def due(self) -> datetime:
        """The instant at which its last day is over."""
        return end_of(self.ended_on)
