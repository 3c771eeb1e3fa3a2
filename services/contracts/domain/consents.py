"""Joint acts: each owner answers, all must consent, and one refusal refuses for all (1.1)."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import InvalidArgument, RuleViolated
from services.contracts.domain.limits import demand_short


@dataclass(frozen=True)
class Consent:
    """One owner's answer."""

    owner: str
    person: str
    agreed: bool
    reason: str
    answered_at: datetime


@dataclass(frozen=True)
class Answer:
    """An answer being given: by whom, for which owner; agreed or not, and why not."""

    owner: str
    person: str
    agreed: bool = True
    reason: str = ""

    def given(self, now: datetime) -> Consent:
        """The answer on record. Refuses REFUSAL_WITHOUT_REASON (1.1)."""
        if not self.agreed:
            demand_reason(self.reason, "1.1")
        return Consent(self.owner, self.person, self.agreed, self.reason, now)


def awaiting(parties: list[str], consents: list[Consent]) -> list[str]:
    """Parties that have yet to answer, in their order."""
    answered = {consent.owner for consent in consents}
    return [party for party in parties if party not in answered]


def add_answer(parties: list[str], consents: list[Consent], answer: Answer, now: datetime) -> None:
    """Put an answer on record. Refuses OWNER_ANSWERED_ALREADY, NOT_ONE_OF_THE_OWNERS (1.1)."""
    if answer.owner not in parties:
        raise RuleViolated("NOT_ONE_OF_THE_OWNERS", f"{answer.owner or answer.person} 不在须表态的各方之中", rule="1.1", parties=parties)
    if answer.owner not in awaiting(parties, consents):
        raise RuleViolated("OWNER_ANSWERED_ALREADY", f"{answer.owner} 已经表态，不能再次表态", rule="1.1", owner=answer.owner)
    consents.append(answer.given(now))


def demand_reason(reason: str, rule: str) -> None:
    """Refuse REFUSAL_WITHOUT_REASON, TEXT_TOO_LONG."""
    if not reason.strip():
        raise InvalidArgument("REFUSAL_WITHOUT_REASON", "必须说明理由", rule=rule, field="reason")
    demand_short("reason", reason)
