"""A request to use a result: asked, answered by whoever holds the rights, once put before the bureau. Home of 8.2."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from chassis.calendar import Calendar
from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from plan.consents import Consent, ConsentState, JointAct
from plan.deadlines import Change, Deadline, Overdue, Redated, Warned
from plan.seen import version_of
from plan.text import demand_reason
from services.sharing.domain import facts
from services.sharing.domain.policy import SharingPolicy
from services.sharing.domain.states import REQUEST
from services.sharing.domain.words import OrganizationKind, Purpose, RequestState

S = RequestState
Facts = list[Any]


@dataclass(frozen=True)
class Wish:
    """What somebody asks for. months: how long. sector: a code of the policy's. area: where, as people write it."""

    organization: str
    kind: OrganizationKind
    purpose: Purpose
    intention: str
    months: int
    exclusive: bool
    sector: str
    area: str

    def demand_open(self, policy: SharingPolicy) -> None:
        """Refuse PURPOSE_NOT_OPEN, TERM_OUT_OF_RANGE, SECTOR_UNKNOWN, EXCLUSIVE_STUDY (8.2)."""
        if self.kind not in policy.purposes[self.purpose].open_to:
            message = f"{self.kind.label}不能为“{self.purpose.label}”申请使用成果"
            raise RuleViolated("PURPOSE_NOT_OPEN", message, rule="8.2", purpose=self.purpose.value)
        if not 1 <= self.months <= policy.requests.longest_months:
            message = f"使用期限为1至{policy.requests.longest_months}个月，收到{self.months}"
            raise InvalidArgument("TERM_OUT_OF_RANGE", message, rule="8.2", field="months")
        if policy.sector(self.sector) is None:
            raise InvalidArgument("SECTOR_UNKNOWN", f"没有行业门类“{self.sector}”", rule="8.2", field="sector")
        if self.exclusive and self.purpose is Purpose.STUDY:
            raise InvalidArgument("EXCLUSIVE_STUDY", "学习研究不能独占", rule="8.2", field="exclusive")

    def at_once(self, policy: SharingPolicy) -> bool:
        """Whether what is published is granted to such an organisation without being asked (8.2)."""
        return self.kind in policy.purposes[self.purpose].at_once


@dataclass(frozen=True)
class Complaint:
    """A refusal put before the bureau, and what came of it. upheld: None while the bureau has not decided."""

    reason: str
    made_by: str
    made_at: datetime
    upheld: bool | None = None
    ruling: str = ""
    ruled_by: str = ""
    ruled_at: datetime | None = None


@dataclass
class UseRequest:
    """`name` is "projects/{project}/results/{result}/requests/{number}"."""

    name: str
    project: str
    result: str
    title: str
    wish: Wish
    asked_by: str
    asked_at: datetime
    policy_version: str
    act: JointAct
    deadline: Deadline | None
    state: RequestState = S.PENDING
    granted_by_rule: bool = False
    earlier_refusals: list[Consent] = field(default_factory=list)
    complaint: Complaint | None = None
    licence: str = ""
    ended_at: datetime | None = None
    version: int = 0

    @property
    def organization(self) -> str:
        """Who asks."""
        return self.wish.organization

    @property
    def etag(self) -> str:
        """What is asked for, and what the bureau has said of it (4.7a)."""
        return version_of(self.name, self.wish, self.complaint)

    @property
    def last_day(self) -> date | None:
        """The last day for the answer."""
        return None if self.deadline is None else self.deadline.last_day

    @property
    def provisional(self) -> bool:
        """Whether that day may still move (4.3)."""
        return self.deadline is not None and self.deadline.provisional

    @property
    def overdue(self) -> bool:
        """Whether that day passed without an answer."""
        return self.deadline is not None and self.deadline.overdue_at is not None

    @property
    def waiting_for(self) -> tuple[str, ...]:
        """Who has still to answer."""
        return self.act.waiting_for if self.state is S.PENDING else ()

    @property
    def answers(self) -> list[Consent]:
        """Answers of the holders, oldest first."""
        return self.act.consents

    def admit(self, act: str, now: datetime) -> RequestState:
        """The state that an act leads to. Refuses what its state does not admit, and a second complaint (8.2)."""
        state = REQUEST.after(self.state, act)
        if act == "contest" and self.complaint is not None:
            raise RuleViolated("CONTESTED_ALREADY", "该申请已经提请市科技局处理过一次，不能再次提请", rule="8.2")
        return state

    def ask(self) -> Facts:
        """Say what is asked for."""
        asked: dict[str, Any] = {"purpose": self.wish.purpose, "exclusive": self.wish.exclusive, "months": self.wish.months}
        basis = None if self.deadline is None else self.deadline.basis
        due: dict[str, Any] = {"last_day": self.last_day, "provisional": self.provisional, "basis": basis}
        return [facts.UseRequested(**self._what(), **asked, **due, holders=tuple(self.act.required))]

    def grant_by_rule(self, now: datetime) -> Facts:
        """Universities and institutes get what is published (8.2)."""
        self.state, self.granted_by_rule, self.ended_at = REQUEST.after(self.state, "grant"), True, now
        return [self._answered(now, agreed=True, late=False)]

    def carry(self, licence: str) -> None:
        """The licence that it was granted by."""
        self.licence = licence

    def answer(self, given: Consent) -> Facts:
        """Whoever holds the rights answers; all have to agree, and one refusal refuses (8.2, 1.1); late is recorded (4.5).

        Refuses REQUEST_ANSWERED, CONSENT_NOT_YOURS, ALREADY_CONSENTED, REASON_MISSING.
        """
        REQUEST.after(self.state, "answer")
        self.act.answer_for([given.organization], given, "8.2")
        if self.act.state is ConsentState.PENDING:
            return [facts.UseAgreed(**self._what(), holder=given.organization, waiting_for=self.act.waiting_for)]
        agreed = self.act.state is ConsentState.GRANTED
        assert self.deadline is not None, "only what the rule grants at once has none"
        changes = self.deadline.meet(given.at)
        self.state = REQUEST.after(self.state, "grant" if agreed else "refuse")
        self.ended_at = given.at
        return [*self._told(changes), self._answered(given.at, agreed=agreed, late=self.deadline.late)]

    def withdraw(self, by: str, now: datetime) -> Facts:
        """Who asked does so no longer."""
        self.state, self.ended_at = REQUEST.after(self.state, "withdraw"), now
        if self.deadline is not None and self.deadline.is_pending:
            self.deadline.cancel("申请已经撤回", "8.2")
        return [facts.UseWithdrawn(**self._what(), withdrawn_by=by)]

    def lapse(self, reason: str, now: datetime) -> Facts:
        """The result was withdrawn before this was decided (8.1)."""
        self.state, self.ended_at = REQUEST.after(self.state, "lapse"), now
        if self.deadline is not None and self.deadline.is_pending:
            self.deadline.cancel("成果已经撤销", "8.2")
        return [facts.UseLapsed(**self._what(), reason=reason)]

    def contest(self, complaint: Complaint) -> Facts:
        """Put the refusal before the bureau, once (8.2). Refuses NOTHING_TO_CONTEST, CONTESTED_ALREADY, REASON_MISSING."""
        state = self.admit("contest", complaint.made_at)
        demand_reason(complaint.reason, "8.2")
        self.state, self.complaint = state, complaint
        return [facts.RefusalContested(**self._what(), contested_by=complaint.made_by)]

    def rule(self, upheld: bool, ruling: str, by: str, deadline: Deadline, now: datetime) -> Facts:
        """The bureau upholds the refusal, or has the holders answer anew; their second refusal is the last word (8.2).

        Refuses NOT_CONTESTED, REASON_MISSING.
        """
        state = REQUEST.after(self.state, "uphold" if upheld else "reopen")
        demand_reason(ruling, "8.2", field="ruling")
        assert self.complaint is not None, "a contested refusal has a complaint"
        self.state = state
        self.complaint = replace(self.complaint, upheld=upheld, ruling=ruling, ruled_by=by, ruled_at=now)
        if not upheld:
            self.earlier_refusals += [answer for answer in self.act.consents if not answer.agreed]
            self.act.ask_again()
            self.deadline, self.ended_at = deadline, None
        anew: dict[str, Any] = {"holders": self.waiting_for, "last_day": None, "provisional": False, "basis": None}
        if not upheld:
            anew |= {"last_day": deadline.last_day, "provisional": deadline.provisional, "basis": deadline.basis}
        return [facts.RefusalRuledOn(**self._what(), upheld=upheld, ruled_by=by, **anew)]

    def warn(self, days_left: int) -> Facts:
        """The answer is due soon (4.5)."""
        self.state = REQUEST.after(self.state, "warn")
        return [] if self.deadline is None else self._told(self.deadline.warn(days_left))

    def mark_overdue(self, now: datetime) -> Facts:
        """No answer came in time (4.5); it can still be given. Refuses as Deadline.mark_overdue."""
        self.state = REQUEST.after(self.state, "mark_overdue")
        return [] if self.deadline is None else self._told(self.deadline.mark_overdue(now))

    def redate(self, calendar: Calendar, now: datetime, reason: str) -> Facts:
        """Count its period again with what the calendar has learnt (4.3)."""
        self.state = REQUEST.after(self.state, "redate")
        return [] if self.deadline is None else self._told(self.deadline.redate(calendar, now, reason))

    def demand_requester(self, organization: str) -> None:
        """Refuse NOT_THE_REQUESTER to all but the organisation that asks."""
        if organization != self.organization:
            raise PermissionDenied("NOT_THE_REQUESTER", f"该申请由 {self.organization} 提出，只能由其办理", rule="8.2")

    def _told(self, changes: list[Change]) -> Facts:
        told: Facts = []
        for change in changes:
            assert self.deadline is not None, "changes are of it"
            common = self._what() | {"last_day": self.deadline.last_day}
            match change:
                case Warned():
                    told.append(facts.AnswerDueSoon(**common, days_left=change.days_left))
                case Overdue():
                    told.append(facts.AnswerOverdue(**common, overdue_at=change.overdue_at))
                case Redated():
                    common |= {"previous_last_day": change.previous_last_day, "provisional": self.provisional, "reason": change.reason}
                    told.append(facts.AnswerRedated(**common, basis=self.deadline.basis))
        return told

    def _answered(self, now: datetime, *, agreed: bool, late: bool) -> facts.UseAnswered:
        return facts.UseAnswered(**self._what(), agreed=agreed, late=late, by_rule=self.granted_by_rule, answered_at=now)

    def _what(self) -> dict[str, Any]:
        return {"name": self.name, "project": self.project, "result": self.result, "organization": self.organization}
