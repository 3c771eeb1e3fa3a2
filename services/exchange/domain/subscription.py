"""What a department is given of the public facts: asked for, granted by the bureau, renewed, suspended, ended."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from plan.counting import end_of
from plan.seen import version_of
from plan.text import demand_reason
from services.exchange.domain import facts
from services.exchange.domain.catalogue import Catalogue
from services.exchange.domain.policy import ExchangePolicy
from services.exchange.domain.scope import Scope
from services.exchange.domain.states import SUBSCRIPTION
from services.exchange.domain.tokens import FeedToken
from services.exchange.domain.words import SubscriptionState, Way

S = SubscriptionState
Facts = list[Any]
_WHILE_IT_LASTS = ("deliver", "issue_token", "issue_password")


@dataclass(frozen=True)
class Renewal:
    """A later end that the department asks for."""

    until: date
    reason: str
    asked_by: str
    asked_at: datetime


@dataclass
class Subscription:
    """`name` is "subscriptions/{subscription}". organization: the department."""

    name: str
    organization: str
    purpose: str
    legal_ground: str
    asked: Scope
    asked_by: str
    asked_at: datetime
    policy_version: str
    state: SubscriptionState = S.REQUESTED
    granted: Scope | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    decided_because: str = ""
    renewal: Renewal | None = None
    suspended_because: str = ""
    ended_at: datetime | None = None
    ended_because: str = ""
    tokens: list[FeedToken] = field(default_factory=list)
    version: int = 0

    @property
    def etag(self) -> str:
        """What is asked for, and what of it is granted (4.7a)."""
        return version_of(self.name, self.organization, self.purpose, self.legal_ground, self.asked, self.granted, self.renewal)

    @property
    def ends_at(self) -> datetime | None:
        """When its last day is over; None where it is not in force."""
        return end_of(self._in_force.until) if self.state in (S.GRANTED, S.SUSPENDED) else None

    def admit(self, act: str, now: datetime) -> SubscriptionState:
        """The state that an act leads to. One whose last day is over is delivered no more.

        Refuses what its state does not admit, RENEWAL_ASKED_ALREADY, NO_RENEWAL_ASKED.
        """
        state = SUBSCRIPTION.after(self.state, act)
        if act in _WHILE_IT_LASTS and self.ends_at is not None and self.ends_at <= now:
            SUBSCRIPTION.after(S.ENDED, act)  # the timer that says so may be late
        if act == "ask_renewal" and self.renewal is not None:
            raise RuleViolated("RENEWAL_ASKED_ALREADY", f"已申请延续至{self.renewal.until}，尚未答复", rule="2.5")
        if act == "refuse_renewal" and self.renewal is None:
            raise RuleViolated("NO_RENEWAL_ASKED", "没有待答复的延续申请", rule="2.5")
        return state

    def request(self, catalogue: Catalogue, policy: ExchangePolicy, today: date) -> Facts:
        """Say what is asked for. Refuses as Scope.demand_sound and ExchangePolicy.demand_end, REASON_MISSING, TEXT_TOO_LONG."""
        self.asked.demand_sound(catalogue)
        policy.demand_end(self.asked.until, today)
        demand_reason(self.purpose, "2.5", field="purpose")
        demand_reason(self.legal_ground, "2.5", field="legal_ground")
        said: dict[str, Any] = {"purpose": self.purpose, "legal_ground": self.legal_ground}
        return [facts.SubscriptionRequested(**self._what(), **_said(self.asked), **said)]

    def grant(self, scope: Scope, reason: str, by: str, now: datetime) -> Facts:
        """At most what was asked for; less of it with a reason. `scope` is sound. Refuses MORE_THAN_ASKED, REASON_MISSING."""
        state = self.admit("grant", now)
        scope.demand_within(self.asked)
        less = scope.is_less_than(self.asked)
        if less:
            demand_reason(reason, "2.5")
        self._decide(state, reason if less else "", by, now)
        self.granted = scope
        return [facts.SubscriptionGranted(**self._what(), **_said(scope), less=less, reason=self.decided_because)]

    def refuse(self, reason: str, by: str, now: datetime) -> Facts:
        """Nothing of it. Refuses REASON_MISSING."""
        state = self.admit("refuse", now)
        demand_reason(reason, "2.5")
        self._decide(state, reason, by, now)
        return [facts.SubscriptionRefused(**self._what(), reason=reason)]

    def withdraw(self, by: str, now: datetime) -> Facts:
        """The department asks no longer."""
        self.state, self.ended_at = self.admit("withdraw", now), now
        return [facts.SubscriptionWithdrawn(**self._what(), withdrawn_by=by)]

    def ask_renewal(self, renewal: Renewal, policy: ExchangePolicy, today: date) -> Facts:
        """Ask for a later end. Refuses RENEWAL_ASKED_ALREADY, REASON_MISSING, END_NOT_LATER, END_TOO_FAR."""
        self.admit("ask_renewal", renewal.asked_at)
        demand_reason(renewal.reason, "2.5")
        self._demand_later(renewal.until, policy, today)
        self.renewal = renewal
        return [facts.RenewalRequested(**self._what(), until=renewal.until, reason=renewal.reason)]

    def renew(self, until: date, reason: str, policy: ExchangePolicy, today: date, now: datetime) -> Facts:
        """It ends later: no later than was asked for, where somebody asked. Refuses MORE_THAN_ASKED, REASON_MISSING, END_NOT_LATER,
        END_TOO_FAR.
        """
        self.admit("renew", now)
        demand_reason(reason, "2.5")
        self._demand_later(until, policy, today)
        if self.renewal is not None and until > self.renewal.until:
            raise RuleViolated("MORE_THAN_ASKED", f"期限超出申请：部门申请延续至{self.renewal.until}", rule="2.5")
        before = self._in_force
        self.granted, self.renewal = replace(before, until=until), None
        return [facts.SubscriptionRenewed(**self._what(), until=until, previous_until=before.until, reason=reason)]

    def refuse_renewal(self, reason: str, now: datetime) -> Facts:
        """Its end stays. Refuses NO_RENEWAL_ASKED, REASON_MISSING."""
        self.admit("refuse_renewal", now)
        demand_reason(reason, "2.5")
        self.renewal = None
        return [facts.RenewalRefused(**self._what(), reason=reason)]

    def suspend(self, reason: str, now: datetime) -> Facts:
        """Nothing is let through. Refuses REASON_MISSING."""
        state = self.admit("suspend", now)
        demand_reason(reason, "2.5")
        self.state, self.suspended_because = state, reason
        return [facts.SubscriptionSuspended(**self._what(), reason=reason)]

    def resume(self, reason: str, now: datetime) -> Facts:
        """It goes on from where it was. Refuses REASON_MISSING."""
        state = self.admit("resume", now)
        demand_reason(reason, "2.5")
        self.state, self.suspended_because = state, ""
        return [facts.SubscriptionResumed(**self._what(), reason=reason)]

    def end(self, reason: str, now: datetime) -> Facts:
        """Before its last day. Refuses REASON_MISSING."""
        state = self.admit("end", now)
        demand_reason(reason, "2.5")
        return self._end(state, reason, now, by_itself=False)

    def end_by_itself(self, now: datetime) -> Facts:
        """Its last day is over."""
        return self._end(self.admit("end", now), "", now, by_itself=True)

    def issue_token(self, digest: str, by: str, now: datetime, policy: ExchangePolicy) -> Facts:
        """Another token for the feed; the last one holds for a time more, those before it no longer. Refuses WAY_NOT_GRANTED."""
        self.admit("issue_token", now)
        self.demand_way(Way.FEED)
        until = now + policy.token_overlap
        earlier = [replace(token, until=until) for token in self.tokens if token.until is None]
        self.tokens = [*earlier, FeedToken(digest, by, now)]
        return [facts.FeedTokenIssued(**self._what(), issued_by=by)]

    def issue_password(self, user: str, by: str, now: datetime) -> Facts:
        """Another password for its user at Kafka. Refuses WAY_NOT_GRANTED."""
        self.admit("issue_password", now)
        self.demand_way(Way.KAFKA)
        return [facts.KafkaPasswordIssued(**self._what(), user=user, issued_by=by)]

    def set_up(self, way: Way, now: datetime) -> None:
        """Something about one of its ways is to be changed. Refuses WAY_NOT_GRANTED."""
        self.admit("set_up", now)
        self.demand_way(way)

    def is_delivered(self, way: Way, now: datetime) -> bool:
        """Whether facts go out by a way."""
        if self.state is not S.GRANTED or self.granted is None or way not in self.granted.ways:
            return False
        return self.ends_at is not None and now < self.ends_at

    def tell_reset(self, way: Way, position: int, reason: str, now: datetime) -> Facts:
        """It is delivered from another place on by one of its ways. Refuses WAY_NOT_GRANTED, WAY_HAS_NO_POSITION, REASON_MISSING."""
        self.admit("reset", now)
        self.demand_way(way)
        if way in (Way.KAFKA, Way.FILES):
            message = "Kafka 的位置由部门的消费组自行调整，文件包按编号重发：这两种方式不在此处重放"
            raise RuleViolated("WAY_HAS_NO_POSITION", message, rule="2.5", way=way.value)
        demand_reason(reason, "2.5")
        return [facts.PositionReset(**self._what(), way=way, position=position, reason=reason)]

    def token(self, digest: str, now: datetime) -> FeedToken | None:
        """The token of this digest, where it holds."""
        return next((each for each in self.tokens if each.digest == digest and each.holds(now)), None)

    @property
    def previous_token_until(self) -> datetime | None:
        """Until when the token before the last one holds."""
        return max((each.until for each in self.tokens if each.until is not None), default=None)

    def demand_way(self, way: Way) -> None:
        """Refuse WAY_NOT_GRANTED."""
        if self.granted is None or way not in self.granted.ways:
            raise RuleViolated("WAY_NOT_GRANTED", f"没有批准以“{way.label}”方式共享", rule="2.5", way=way.value)

    def demand_subscriber(self, organization: str) -> None:
        """Refuse NOT_THE_SUBSCRIBER to all but the department."""
        demand_subscriber(self.organization, organization)

    @property
    def _in_force(self) -> Scope:
        assert self.granted is not None, "what is in force was granted"
        return self.granted

    def _demand_later(self, until: date, policy: ExchangePolicy, today: date) -> None:
        if until <= self._in_force.until:
            raise InvalidArgument("END_NOT_LATER", f"新的期限{until}须晚于现在的{self._in_force.until}", rule="2.5", field="until")
        policy.demand_end(until, today)

    def _decide(self, state: SubscriptionState, reason: str, by: str, now: datetime) -> None:
        self.state, self.decided_because, self.decided_by, self.decided_at = state, reason, by, now

    def _end(self, state: SubscriptionState, reason: str, now: datetime, *, by_itself: bool) -> Facts:
        self.state, self.ended_at, self.ended_because = state, now, reason
        self.tokens, self.renewal = [], None
        return [facts.SubscriptionEnded(**self._what(), by_itself=by_itself, reason=reason)]

    def _what(self) -> dict[str, Any]:
        return {"name": self.name, "organization": self.organization}


def demand_subscriber(department: str, organization: str) -> None:
    """Refuse NOT_THE_SUBSCRIBER to all but the department whose subscription something belongs to."""
    if not organization or organization != department:
        raise PermissionDenied("NOT_THE_SUBSCRIBER", f"该数据共享属于 {department}，只能由其办理和查看", rule="2.5")


def _said(scope: Scope) -> dict[str, Any]:
    return {"types": scope.types, "ways": scope.ways, "until": scope.until}
