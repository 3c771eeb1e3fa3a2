"""Joint acts: each of several organisations consents, and one refusal refuses the act (1.1)."""

from dataclasses import dataclass, field
from datetime import datetime

from chassis.errors import PermissionDenied, RuleViolated
from services.registry.domain.words import ConsentState


@dataclass
class Consent:
    """An organisation's answer."""

    organization: str
    person: str
    at: datetime
    agreed: bool = True
    reason: str = ""


@dataclass
class JointAct:
    """`required` are the organisations that all have to consent."""

    required: list[str]
    consents: list[Consent] = field(default_factory=list)

    @property
    def state(self) -> ConsentState:
        """Refused by one, granted by all, or pending."""
        if any(not answer.agreed for answer in self.consents):
            return ConsentState.REFUSED
        return ConsentState.PENDING if self.waiting_for else ConsentState.GRANTED

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Who has not answered yet."""
        answered = {answer.organization for answer in self.consents}
        return tuple(name for name in self.required if name not in answered)

    def answer(self, consent: Consent, rule: str) -> None:
        """Refuses ROLE_REQUIRED, ALREADY_CONSENTED."""
        if consent.organization not in self.required:
            raise PermissionDenied("ROLE_REQUIRED", f"{consent.organization}不是须表示同意的一方", rule=rule)
        if consent.agreed and any(known.organization == consent.organization for known in self.consents):
            waiting = "、".join(self.waiting_for)
            raise RuleViolated("ALREADY_CONSENTED", f"{consent.organization}已经表示同意，尚待{waiting}", rule=rule)
        self.consents = [known for known in self.consents if known.organization != consent.organization] + [consent]
