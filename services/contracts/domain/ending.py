"""The end of an engagement as it is kept: its last day, why, and who has consented (1.9, 1.1). Home of 1.9."""

from dataclasses import dataclass, field
from datetime import date

from services.contracts.domain.consents import Consent, awaiting


@dataclass
class Ending:
    """An end that was proposed; decided once each of `parties` has consented."""

    ended_on: date
    reason: str
    parties: list[str]
    consents: list[Consent] = field(default_factory=list)

    @property
    def awaiting(self) -> list[str]:
        """Parties that have yet to answer."""
        return awaiting(self.parties, self.consents)

    @property
    def decided(self) -> bool:
        """Whether each has consented."""
        return not self.awaiting
