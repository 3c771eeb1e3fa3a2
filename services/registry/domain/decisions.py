"""What all owners consent to and the bureau then approves: terminations (1.10) and changes of a task book (1.8)."""

from dataclasses import dataclass, field
from datetime import datetime

from chassis.errors import RuleViolated
from plan.consents import Consent, ConsentState, JointAct
from plan.text import demand_reason


@dataclass
class Decision:
    """`act` is the owners'. `denial`: the bureau's refusal of its approval; as an owner it answers in the act."""

    act: JointAct
    denial: Consent | None = None
    approved_at: datetime | None = None
    reason: str = field(default="", kw_only=True)
    proposed_at: datetime | None = field(default=None, kw_only=True)

    @property
    def state(self) -> ConsentState:
        """How it stands among the owners; refused too where the bureau does not approve."""
        return ConsentState.REFUSED if self.denial else self.act.state

    @property
    def required(self) -> list[str]:
        """The owners that have to decide."""
        return self.act.required

    @property
    def consents(self) -> list[Consent]:
        """Every answer, the bureau's denial last."""
        return [*self.act.consents, *([self.denial] if self.denial else [])]

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Owners that have not answered."""
        return self.act.waiting_for

    @property
    def approved(self) -> bool:
        """Whether the bureau has approved it."""
        return self.approved_at is not None

    @property
    def pending(self) -> bool:
        """Whether it still can be decided."""
        return not self.approved and self.state is not ConsentState.REFUSED

    def consent(self, given: Consent, rule: str) -> None:
        """An owner's. Refuses CONSENT_NOT_YOURS, ALREADY_CONSENTED, ACT_DECIDED."""
        self.act.answer(given, rule)

    def refuse(self, refusal: Consent, rule: str, *, by_bureau: bool) -> None:
        """An owner's while owners are asked, or the bureau's, whose approval it needs.

        Refuses CONSENT_NOT_YOURS, ACT_DECIDED, REASON_MISSING.
        """
        asked = self.act.is_pending and refusal.organization in self.required
        if asked or not by_bureau:
            self.act.answer(refusal, rule)
            return
        demand_reason(refusal.reason, rule)
        self.denial = refusal

    def approve(self, approval: Consent, rule: str, what: str) -> None:
        """The bureau's; where it is an owner that has not answered, its consent too. Refuses CONSENT_MISSING. `what`: in zh-CN."""
        if approval.organization in self.waiting_for:
            self.act.answer(approval, rule)
        self.demand_consents(rule, what)
        self.approved_at = approval.at

    def demand_consents(self, rule: str, what: str, besides: str = "") -> None:
        """Refuse CONSENT_MISSING while an owner other than `besides` has not answered."""
        waiting = [name for name in self.waiting_for if name != besides]
        if waiting:
            raise RuleViolated("CONSENT_MISSING", f"{what}尚待业主{'、'.join(waiting)}同意", rule=rule)
