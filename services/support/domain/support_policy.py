"""A policy on offer: published, ended, claimed by who meets its conditions. Home of 9.1."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from plan.grams import grams_of
from plan.money import demand_amount
from plan.seen import version_of
from plan.text import demand_reason
from services.support.domain import facts
from services.support.domain.conditions import Condition, Profile, Qualification, Vocabulary
from services.support.domain.states import POLICY
from services.support.domain.words import Level, PolicyState

Facts = list[Any]


@dataclass(frozen=True)
class Terms:
    """What a policy says. amount_fen: the most that is paid; 0 where money is not what it gives."""

    title: str
    issuer: str
    number: str
    level: Level
    valid_from: date
    valid_until: date | None
    conditions: tuple[Condition, ...]
    documents: tuple[str, ...]
    amount_fen: int
    summary: str

    def demand_sound(self, vocabulary: Vocabulary) -> None:
        """Refuse VALIDITY_REVERSED, AMOUNT_NEGATIVE, AMOUNT_TOO_LARGE, and conditions as Vocabulary.demand_known does (9.1)."""
        if self.valid_until is not None and self.valid_until < self.valid_from:
            message = f"有效期止日{self.valid_until}早于起日{self.valid_from}"
            raise InvalidArgument("VALIDITY_REVERSED", message, rule="9.1", field="valid_until")
        demand_amount("支持金额", self.amount_fen, "9.1")
        for each in self.conditions:
            vocabulary.demand_known(each)


@dataclass
class SupportPolicyItem:
    """`name` is "policies/{policy}"."""

    name: str
    terms: Terms
    published_by: str
    published_for: str
    published_at: datetime
    state: PolicyState = PolicyState.PUBLISHED
    ended_because: str = ""
    ended_at: datetime | None = None
    grams: list[str] = field(default_factory=list)
    version: int = 0

    @property
    def etag(self) -> str:
        """What it says (4.7a)."""
        return version_of(self.name, self.terms)

    def publish(self) -> Facts:
        """Say that it is on offer."""
        self.grams = grams_of([self.terms.title, self.terms.issuer, self.terms.number, self.terms.summary])
        said: dict[str, Any] = {
            "title": self.terms.title,
            "issuer": self.terms.issuer,
            "number": self.terms.number,
            "level": self.terms.level,
        }
        return [facts.PolicyPublished(name=self.name, **said, valid_from=self.terms.valid_from, valid_until=self.terms.valid_until)]

    def end(self, reason: str, now: datetime) -> Facts:
        """It is on offer no longer, before its last day. Refuses POLICY_ENDED, REASON_MISSING."""
        state = POLICY.after(self.state, "end")
        demand_reason(reason, "9.1")
        self.state, self.ended_because, self.ended_at = state, reason, now
        return [facts.PolicyEnded(name=self.name, title=self.terms.title, reason=reason)]

    def admit(self, act: str, now: datetime) -> None:
        """Refuse what its state does not admit."""
        POLICY.after(self.state, act)

    def demand_publisher(self, organization: str) -> None:
        """Refuse PUBLISHED_BY_ANOTHER: a county department ends what it has put on offer itself (9.1)."""
        if organization != self.published_for:
            message = f"政策“{self.terms.title}”由 {self.published_for} 发布，只能由其或市科技局停止执行"
            raise PermissionDenied("PUBLISHED_BY_ANOTHER", message, rule="9.1")

    def holds_on(self, day: date) -> bool:
        """Whether it is on offer on a day."""
        last = self.terms.valid_until
        return self.state is PolicyState.PUBLISHED and self.terms.valid_from <= day and (last is None or day <= last)

    def demand_claimable(self, today: date) -> None:
        """Refuse POLICY_ENDED, POLICY_NOT_YET_VALID: a claim on a policy that has ended is refused by its rule (9.1)."""
        POLICY.after(self.state, "claim")
        if today < self.terms.valid_from:
            message = f"政策“{self.terms.title}”自{self.terms.valid_from}起有效"
            raise RuleViolated("POLICY_NOT_YET_VALID", message, rule="9.1", valid_from=self.terms.valid_from)
        if not self.holds_on(today):
            message = f"政策“{self.terms.title}”已于{self.terms.valid_until}到期，不再受理兑现申请"
            raise RuleViolated("POLICY_ENDED", message, rule="9.1", valid_until=self.terms.valid_until)

    def check(self, profile: Profile, vocabulary: Vocabulary) -> Qualification:
        """Each condition, met or not (9.1)."""
        findings = tuple(vocabulary.finding(each, profile) for each in self.terms.conditions)
        return Qualification(self.name, self.terms.title, profile.project, profile.organization, findings)

    def demand_qualified(self, profile: Profile, vocabulary: Vocabulary) -> None:
        """Refuse NOT_QUALIFIED, with what is lacking (9.1)."""
        found = self.check(profile, vocabulary)
        if not found.qualifies:
            message = f"不符合政策“{self.terms.title}”的条件：{'；'.join(found.lacking)}"
            raise RuleViolated("NOT_QUALIFIED", message, rule="9.1", lacking=list(found.lacking))
