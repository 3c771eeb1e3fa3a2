"""Joint acts: each of several parties answers, all must consent, and one refusal refuses for all. Home of 1.1."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from chassis.errors import PermissionDenied, RuleViolated
from plan.hats import demand_not_oneself
from plan.text import demand_reason, demand_short


class ConsentState(StrEnum):
    """How a joint act stands."""

    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"


@dataclass(frozen=True)
class Consent:
    """The answer of one party, given for it by a person. A refusal has a reason. `seen`: the version that the person saw (4.7a)."""

    organization: str
    person: str
    at: datetime
    agreed: bool = True
    reason: str = ""
    seen: str = ""


@dataclass
class JointAct:
    """`required`: the parties that all have to consent, organisations "organizations/…" or SCIENCE_BUREAU.

    `fallen`: consents that were given to what was something else then.
    """

    required: list[str]
    consents: list[Consent] = field(default_factory=list)
    fallen: list[Consent] = field(default_factory=list)

    @property
    def state(self) -> ConsentState:
        """Refused by one, granted by all, or pending."""
        if any(not answer.agreed for answer in self.consents):
            return ConsentState.REFUSED
        return ConsentState.PENDING if self.waiting_for else ConsentState.GRANTED

    @property
    def is_pending(self) -> bool:
        """Whether it waits for answers."""
        return self.state is ConsentState.PENDING

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Who has not answered yet, in the order of `required`."""
        answered = {answer.organization for answer in self.consents}
        return tuple(name for name in self.required if name not in answered)

    @property
    def refusal(self) -> Consent | None:
        """The refusal that refused it."""
        return next((answer for answer in self.consents if not answer.agreed), None)

    def ask_again(self) -> bool:
        """What it is about has changed: consents given do not hold for it and stay on record (4.7a); whether there were any."""
        given, self.consents = self.consents, []
        self.fallen += given
        return bool(given)

    def parties_among(self, parties: Iterable[str], rule: str) -> tuple[str, ...]:
        """Which of those that a caller speaks for are asked. Refuses CONSENT_NOT_YOURS."""
        spoken_for = frozenset(parties)
        mine = tuple(name for name in self.required if name in spoken_for)
        if not mine:
            raise PermissionDenied("CONSENT_NOT_YOURS", f"须由{'、'.join(self.required)}表示意见", rule=rule, required=list(self.required))
        return mine

    def answer(self, answer: Consent, rule: str, *, about: str = "") -> None:
        """Take in the answer of one party, as long as the act is pending. about: the person whom it is decided on, who answers for nobody.

        A party that has consented may still refuse: until all have consented nothing is decided, and one refusal refuses (1.1).
        Refuses CONSENT_NOT_YOURS, ROLES_INCOMPATIBLE, ALREADY_CONSENTED, ACT_DECIDED, REASON_MISSING.
        """
        self.parties_among([answer.organization], rule)
        demand_not_oneself(answer.person, about, "1.1", answer.organization)
        if not self.is_pending:
            raise RuleViolated("ACT_DECIDED", "此事已经决定，不再需要表示意见", rule=rule, state=self.state.value)
        if answer.agreed and answer.organization not in self.waiting_for:
            message = f"{answer.organization}已经表示同意，尚待{'、'.join(self.waiting_for)}"
            raise RuleViolated("ALREADY_CONSENTED", message, rule=rule, waiting_for=list(self.waiting_for))
        if not answer.agreed:
            demand_reason(answer.reason, rule)
        demand_short(answer.reason, field="reason")
        self.consents = [known for known in self.consents if known.organization != answer.organization] + [answer]

    def answer_for(self, parties: Iterable[str], given: Consent, rule: str) -> tuple[str, ...]:
        """Take in one person's answer for all parties that the person speaks for and that are still asked; returns those.

        Refuses as `answer`.
        """
        mine = self.parties_among(parties, rule)
        asked = tuple(name for name in mine if name in self.waiting_for) or mine[:1]
        for name in asked if given.agreed else asked[:1]:
            self.answer(replace(given, organization=name), rule)
        return asked if given.agreed else asked[:1]


def joint(required: Sequence[str]) -> JointAct:
    """An act that nobody has answered yet."""
    return JointAct(list(required))
