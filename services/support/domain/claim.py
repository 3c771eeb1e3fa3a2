"""A claim on a policy (兑现): submitted, completed on return, decided with a reason, paid; each step has its date. Part of 9.1."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from chassis.calendar import china_date
from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from plan.deadlines import Deadline
from plan.files import FileRef
from plan.money import demand_amount, yuan
from plan.seen import version_of
from plan.states import StateTable
from plan.text import demand_reason
from services.support.domain import facts
from services.support.domain.due import Due, Facts
from services.support.domain.states import CLAIM
from services.support.domain.words import ClaimState

DECIDE, COMPLETE, PAY = "claim_decision", "claim_completion", "claim_payment"


@dataclass(frozen=True)
class ClaimDocument:
    """A document that the policy asks for. kind: its name in the policy."""

    kind: str
    file: FileRef


@dataclass(frozen=True)
class Payment:
    """What was paid, when, under which number."""

    amount_fen: int
    paid_on: date
    reference: str
    recorded_by: str
    recorded_at: datetime


@dataclass(kw_only=True)
class Claim(Due):
    """`name` is "projects/{project}/claims/{number}". asked_documents: what the policy asks for, as it was at submission."""

    TABLE: ClassVar[StateTable[Any]] = CLAIM
    state: ClaimState = ClaimState.SUBMITTED
    policy: str
    title: str
    organization: str
    most_fen: int
    amount_fen: int
    asked_documents: tuple[str, ...]
    documents: tuple[ClaimDocument, ...]
    submitted_by: str
    submitted_at: datetime
    policy_version: str
    returned_because: str = ""
    decided_by: str = ""
    decided_at: datetime | None = None
    grounds: str = ""
    granted_fen: int = 0
    payment: Payment | None = None
    version: int = 0

    @property
    def etag(self) -> str:
        """What is claimed, with what (4.7a)."""
        return version_of(self.name, self.amount_fen, self.documents, self.returned_because, self.granted_fen)

    def admit(self, act: str, now: datetime) -> None:
        """Refuse what its state does not admit."""
        CLAIM.after(self.state, act)

    def submit(self) -> Facts:
        """Say that it is claimed. Refuses DOCUMENTS_MISSING, AMOUNT_OVER_POLICY, AMOUNT_NEGATIVE (9.1)."""
        self._demand_sound()
        claimed: dict[str, Any] = {"policy": self.policy, "organization": self.organization, "amount_fen": self.amount_fen}
        return [facts.ClaimSubmitted(name=self.name, project=self.project, **claimed, **self.counted)]

    def send_back(self, reason: str, by: str, deadline: Deadline, now: datetime) -> Facts:
        """Something is missing: to be completed until the date."""
        state = CLAIM.after(self.state, "return")
        demand_reason(reason, "9.1")
        said = self.done(now)
        self.state, self.returned_because = state, reason
        self.deadline, self.step, self.responsible = deadline, COMPLETE, self.organization
        return [*said, facts.ClaimReturned(name=self.name, project=self.project, policy=self.policy, returned_by=by, **self.counted)]

    def complete(self, documents: tuple[ClaimDocument, ...], deadline: Deadline, now: datetime) -> Facts:
        """What was missing is here; what is given anew replaces what was given of its kind."""
        state = CLAIM.after(self.state, "complete")
        said = self.done(now)
        late = self.deadline.late
        given = {document.kind for document in documents}
        self.documents = (*(each for each in self.documents if each.kind not in given), *documents)
        self.state, self.deadline, self.step, self.responsible = state, deadline, DECIDE, ""
        return [*said, facts.ClaimCompleted(name=self.name, project=self.project, policy=self.policy, late=late, **self.counted)]

    def decide(self, granted_fen: int, grounds: str, by: str, deadline: Deadline, now: datetime) -> Facts:
        """Grant an amount, 0 where the policy gives no money. Refuses AMOUNT_OVER_CLAIM, REASON_MISSING (9.1)."""
        state = CLAIM.after(self.state, "grant")
        demand_reason(grounds, "9.1", field="grounds")
        demand_amount("兑现金额", granted_fen, "9.1")
        if granted_fen > self.amount_fen:
            message = f"兑现金额{yuan(granted_fen)}超过申请的{yuan(self.amount_fen)}"
            raise RuleViolated("AMOUNT_OVER_CLAIM", message, rule="9.1", most=self.amount_fen)
        said = self.done(now)
        self.state, self.granted_fen = state, granted_fen
        self._decided(grounds, by, now)
        late = self.deadline.late
        self.deadline, self.step, self.responsible = deadline, PAY, ""
        return [*said, self._told(True, late)]

    def decline(self, grounds: str, by: str, now: datetime) -> Facts:
        """Refuse it with a reason (9.1)."""
        state = CLAIM.after(self.state, "decline")
        demand_reason(grounds, "9.1", field="grounds")
        said = self.done(now)
        self.state = state
        self._decided(grounds, by, now)
        return [*said, self._told(False, self.deadline.late)]

    def pay(self, payment: Payment, today: date) -> Facts:
        """Record the payment. Refuses PAYMENT_DIFFERS, DATE_IN_FUTURE, PAYMENT_DATE_INVALID (9.1)."""
        state = CLAIM.after(self.state, "pay")
        if payment.amount_fen != self.granted_fen:
            message = f"拨付{yuan(payment.amount_fen)}，与决定的{yuan(self.granted_fen)}不符"
            raise RuleViolated("PAYMENT_DIFFERS", message, rule="9.1", granted=self.granted_fen)
        if payment.paid_on > today:
            raise InvalidArgument("DATE_IN_FUTURE", f"拨付日期{payment.paid_on}晚于今日{today}", rule="9.1", field="paid_on")
        if self.decided_at and payment.paid_on < (decided_on := china_date(self.decided_at)):
            message = f"拨付日期{payment.paid_on}早于同意兑现之日{decided_on}"
            raise InvalidArgument("PAYMENT_DATE_INVALID", message, rule="9.1", field="paid_on")
        said = self.done(payment.recorded_at)
        self.state, self.payment = state, payment
        paid: dict[str, Any] = {
            "amount_fen": payment.amount_fen,
            "paid_on": payment.paid_on,
            "reference": payment.reference,
            "late": self.deadline.late,
        }
        return [*said, facts.ClaimPaid(name=self.name, project=self.project, policy=self.policy, organization=self.organization, **paid)]

    def withdraw(self, by: str) -> Facts:
        """Who claimed does so no longer."""
        self.state = CLAIM.after(self.state, "withdraw")
        if self.deadline.is_pending:
            self.deadline.cancel("申请已经撤回", "9.1")
        return [facts.ClaimWithdrawn(name=self.name, project=self.project, policy=self.policy, withdrawn_by=by)]

    def demand_claimant(self, organization: str) -> None:
        """Refuse NOT_THE_CLAIMANT to all but the organisation that claims (9.1)."""
        if organization != self.organization:
            raise PermissionDenied("NOT_THE_CLAIMANT", f"该申请由 {self.organization} 提出，只能由其办理", rule="9.1")

    def _demand_sound(self) -> None:
        demand_amount("申请金额", self.amount_fen, "9.1")
        if self.amount_fen > self.most_fen:
            message = f"申请{yuan(self.amount_fen)}，超过该政策的最高支持金额{yuan(self.most_fen)}"
            raise RuleViolated("AMOUNT_OVER_POLICY", message, rule="9.1", most=self.most_fen)
        given = {document.kind for document in self.documents}
        missing = [each for each in self.asked_documents if each not in given]
        if missing:
            raise RuleViolated("DOCUMENTS_MISSING", f"缺少材料：{'、'.join(missing)}", rule="9.1", missing=missing)

    def _decided(self, grounds: str, by: str, now: datetime) -> None:
        self.grounds, self.decided_by, self.decided_at = grounds, by, now

    def _told(self, granted: bool, late: bool) -> facts.ClaimDecided:
        decided: dict[str, Any] = {"granted": granted, "granted_fen": self.granted_fen, "decided_by": self.decided_by, "late": late}
        decided |= self.counted if granted else {"last_day": None, "provisional": False, "basis": None}
        return facts.ClaimDecided(name=self.name, project=self.project, policy=self.policy, organization=self.organization, **decided)

    @property
    def all_files(self) -> list[FileRef]:
        """Every file of it."""
        return [document.file for document in self.documents]
