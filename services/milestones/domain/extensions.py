"""Requests for more time: a reason, before the end, with the consent of all owners (4.4, 1.1, 1.11)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from chassis.errors import PermissionDenied, RuleViolated
from services.milestones.domain.states import EXTENSION
from services.milestones.domain.terms import ExtensionState


@dataclass
class Extension:
    """One request. `required` and `consented`: organisations, or "science_bureau" for the bureau's consent of 1.11."""

    last_day: date
    reason: str
    requested_by: str
    requested_at: datetime
    required: list[str]
    state: ExtensionState = ExtensionState.PENDING
    consented: list[str] = field(default_factory=list)
    refused_by: str = ""
    refusal_reason: str = ""

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Those whose consent is outstanding."""
        return tuple(party for party in self.required if party not in self.consented)

    def consent(self, parties: frozenset[str]) -> tuple[str, ...]:
        """Note the consent of whom the caller speaks for; returns those. Refuses CONSENT_NOT_YOURS, ALREADY_CONSENTED."""
        mine = self._mine(parties)
        new = tuple(party for party in mine if party not in self.consented)
        if not new:
            raise RuleViolated("ALREADY_CONSENTED", f"{'、'.join(mine)}已经同意，正等待{'、'.join(self.waiting_for)}", rule="1.1")
        self.consented += new
        self.state = EXTENSION["consent" if self.waiting_for else "grant"][self.state]
        return new

    def refuse(self, parties: frozenset[str], reason: str) -> str:
        """One refusal refuses it (1.1); returns who refused. Refuses CONSENT_NOT_YOURS."""
        self.refused_by, self.refusal_reason = self._mine(parties)[0], reason
        self.state = EXTENSION["refuse"][self.state]
        return self.refused_by

    def lapse(self) -> None:
        """The deadline ended, or was met, first."""
        self.state = EXTENSION["lapse"][self.state]

    def _mine(self, parties: frozenset[str]) -> tuple[str, ...]:
        mine = tuple(party for party in self.required if party in parties)
        if not mine:
            raise PermissionDenied("CONSENT_NOT_YOURS", f"此延期须由{'、'.join(self.required)}表示意见", rule="1.1")
        return mine
