"""A part of the pool: a node or the final evaluation, concluded, scored, confirmed, paid (3.7)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from chassis.calendar import china_date
from chassis.errors import InvalidArgument
from plan.consents import Consent, ConsentState, JointAct
from plan.seen import version_of
from plan.text import demand_reason, demand_short
from services.evaluation.domain.policy import PayPolicy
from services.evaluation.domain.states import PAY_PART
from services.evaluation.domain.words import PayPartState

HUNDRED = 100


@dataclass(frozen=True)
class Scored:
    """What whoever engaged the chief says, 0 to 100 with a reason."""

    score: Decimal
    reason: str
    by: str
    at: datetime

    def check(self) -> None:
        """Refuse SCORE_OUT_OF_RANGE, REASON_MISSING (3.7)."""
        if not 0 <= self.score <= HUNDRED:
            raise InvalidArgument("SCORE_OUT_OF_RANGE", f"得分{self.score}不在0至100之间", rule="3.7", field="score")
        demand_reason(self.reason, "3.7")


@dataclass
class ChiefScore:
    """A score with what follows from it: percent by the policy, amount = share × percent ÷ 100, rounded down to the fen.

    set_aside: why it does not count any more, "" while it does.
    """

    chief: str
    score: Decimal
    reason: str
    scored_by: str
    scored_at: datetime
    percent: int
    amount_fen: int
    policy_version: str
    confirmation: JointAct
    set_aside: str = ""

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Owners who have not confirmed it."""
        return self.confirmation.waiting_for

    @property
    def confirmed_at(self) -> datetime:
        """When the last owner answered; when it was scored, where none has."""
        return max((answer.at for answer in self.confirmation.consents), default=self.scored_at)

    @property
    def confirmations(self) -> list[Consent]:
        """What owners have answered."""
        return self.confirmation.consents


@dataclass(frozen=True)
class BonusPayment:
    """The record that a part was paid; the amount is the one confirmed, never typed."""

    amount_fen: int
    paid_on: date
    reference: str
    recorded_by: str
    recorded_at: datetime


@dataclass
class PayPart:
    """`name` is "projects/{p}/pay/parts/node-{node}", or "…/conclusion". earlier: scores that do not count any more, with why."""

    name: str
    node: str
    title: str
    share_fen: int
    state: PayPartState = PayPartState.AWAITED
    concluded_at: datetime | None = None
    score: ChiefScore | None = None
    earlier: list[ChiefScore] = field(default_factory=list)
    payment: BonusPayment | None = None

    @property
    def etag(self) -> str:
        """What is confirmed and paid: the share, and the score that stands (4.7a)."""
        said = (self.score.chief, self.score.score, self.score.reason, self.score.amount_fen) if self.score else ()
        return version_of(self.name, self.share_fen, said)

    @property
    def amount_fen(self) -> int:
        """What the score that stands comes to; 0 without one."""
        return self.score.amount_fen if self.score else 0

    @property
    def is_fixed(self) -> bool:
        """Whether a changed task book leaves it as it is: it was scored (1.8, 3.7)."""
        return self.state in (PayPartState.SCORED, PayPartState.CONFIRMED, PayPartState.PAID)

    def admit(self, act: str) -> PayPartState:
        """The state that an act leads to. Refuses one that the state does not admit."""
        return PAY_PART.after(self.state, act)

    def conclude(self, at: datetime) -> None:
        """Its node, or the evaluation, is concluded: it may be scored. A node concluded once more before that counts from then on."""
        self.state, self.concluded_at = self.admit("conclude"), at

    def reopen(self, why: str) -> None:
        """A failed node is reviewed once more: what was scored and not confirmed does not count (4.8)."""
        state = self.admit("reopen")
        self._drop_score(why)
        self.state, self.concluded_at = state, None

    def lapse(self) -> None:
        """Nothing concluded it before the project's evaluation was."""
        self.state = self.admit("lapse")

    def take_share(self, fen: int, title: str) -> None:
        """A changed task book gives it another share; of one that was scored it does not (1.8)."""
        assert not self.is_fixed
        self.share_fen, self.title = fen, title

    def give_score(self, scored: Scored, chief: str, owners: JointAct, policy: PayPolicy, policy_version: str) -> ChiefScore:
        """The amount follows from the score."""
        state = self.admit("score")
        scored.check()
        percent = policy.percent_of(scored.score)
        self.score = ChiefScore(
            chief=chief,
            score=scored.score,
            reason=scored.reason,
            scored_by=scored.by,
            scored_at=scored.at,
            percent=percent,
            amount_fen=self.share_fen * percent // HUNDRED,
            policy_version=policy_version,
            confirmation=owners,
        )
        self.state = state
        return self.score

    def confirm(self, parties: frozenset[str], given: Consent) -> bool:
        """An owner confirms; whether all have (1.1)."""
        state = self.admit("confirm")
        score = self._standing()
        score.confirmation.answer_for(parties, given, "3.7")
        if score.confirmation.state is ConsentState.GRANTED:
            self.state = state
        return self.state is state

    def refuse(self, parties: frozenset[str], given: Consent) -> None:
        """An owner refuses, with a reason: it is scored anew (1.1)."""
        state = self.admit("refuse")
        self._standing().confirmation.answer_for(parties, given, "3.7")
        self._drop_score(f"业主不予确认：{given.reason}")
        self.state = state

    def suspend(self, why: str) -> None:
        """The chief is barred: what is not paid yet is decided anew after that (7.5)."""
        state = self.admit("suspend")
        self._drop_score(why)
        self.state = state

    def pay(self, paid_on: date, reference: str, by: str, now: datetime) -> BonusPayment:
        """It was paid. Refuses NOTHING_TO_PAY, PAYMENT_DATE_INVALID, REFERENCE_MISSING (3.7)."""
        state = self.admit("pay")
        score = self._standing()
        if not score.amount_fen:
            raise InvalidArgument("NOTHING_TO_PAY", f"{self.title}的金额为0，没有应发的绩效奖金", rule="3.7")
        confirmed_on = china_date(score.confirmed_at)
        if not confirmed_on <= paid_on <= china_date(now):
            message = f"发放日期{paid_on}不在业主全部确认之日{confirmed_on}至今日之间"
            raise InvalidArgument("PAYMENT_DATE_INVALID", message, rule="3.7", field="paid_on")
        if not reference.strip():
            raise InvalidArgument("REFERENCE_MISSING", "须写明付款凭证号", rule="3.7", field="reference")
        demand_short(reference, field="reference")
        self.state, self.payment = state, BonusPayment(score.amount_fen, paid_on, reference, by, now)
        return self.payment

    def _standing(self) -> ChiefScore:
        assert self.score is not None  # its state says so
        return self.score

    def _drop_score(self, why: str) -> None:
        if self.score is not None:
            self.earlier.append(replace(self.score, set_aside=why))
        self.score = None
