"""A request for more time, as it is kept with its deadline (4.4, 1.1, 1.11)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from plan.consents import JointAct
from plan.states import StateTable


class ExtensionState(StrEnum):
    """How a request for more time stands."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"


_E = ExtensionState
EXTENSION = StateTable.refusing(
    {
        "answer": {_E.PENDING: _E.PENDING},
        "grant": {_E.PENDING: _E.GRANTED},
        "refuse": {_E.PENDING: _E.REFUSED},
        "lapse": {_E.PENDING: _E.LAPSED},
    },
    dict.fromkeys(_E, ("NO_EXTENSION_PENDING", "4.4", "没有待处理的延期申请")),
)


@dataclass
class Extension:
    """Asked for up to `last_day`, with a reason; `act`: the consents that it needs."""

    last_day: date
    reason: str
    requested_by: str
    requested_at: datetime
    act: JointAct
    state: ExtensionState = ExtensionState.PENDING

    @property
    def is_pending(self) -> bool:
        """Whether it waits for consents."""
        return self.state is ExtensionState.PENDING

    @property
    def required(self) -> list[str]:
        """Whose consent it needs."""
        return self.act.required

    @property
    def consented(self) -> list[str]:
        """Who has consented."""
        return [answer.organization for answer in self.act.consents if answer.agreed]

    @property
    def fallen(self) -> list[str]:
        """Whose consent fell because the last day moved (4.7a)."""
        return [answer.organization for answer in self.act.fallen]

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Whose consent is outstanding."""
        return self.act.waiting_for

    @property
    def refused_by(self) -> str:
        """Who refused it; empty where nobody did."""
        return self.act.refusal.organization if self.act.refusal else ""

    @property
    def refusal_reason(self) -> str:
        """Why it was refused."""
        return self.act.refusal.reason if self.act.refusal else ""

    def grant(self) -> None:
        """All have consented."""
        self.state = EXTENSION.after(self.state, "grant")

    def refuse(self) -> None:
        """One has refused it."""
        self.state = EXTENSION.after(self.state, "refuse")

    def lapse(self) -> None:
        """The deadline ended, was met, or moved beyond what was asked for, first."""
        self.state = EXTENSION.after(self.state, "lapse")
