"""A finding of the negative list: raised, notified, answered, decided, ended. Home of 7.4."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.calendar import Calendar, china_date
from chassis.errors import RuleViolated
from plan.counting import Span, end_of
from plan.deadlines import Deadline, Redated, running
from plan.files import FileRef
from plan.months import months_after
from plan.seen import version_of
from services.supervision.domain import facts
from services.supervision.domain.charge import Charge
from services.supervision.domain.states import FINDING
from services.supervision.domain.words import FindingState, Severity, SubjectKind

S = FindingState
Facts = list[Any]


@dataclass(frozen=True)
class Answer:
    """What the subject says to it (陈述申辩)."""

    statement: str
    evidence: tuple[FileRef, ...]
    answered_by: str
    answered_at: datetime


@dataclass
class Finding:
    """`name` is "findings/{finding}". Item, severity, measures, bars and months are those of its policy version.

    until: last day of its effect; None: until it is lifted, or not in effect.
    """

    name: str
    subject: str
    subject_kind: SubjectKind
    project: str
    item: str
    title: str
    severity: Severity
    measures: tuple[str, ...]
    months: int
    bars: bool
    description: str
    occurred_on: date | None
    evidence: tuple[FileRef, ...]
    raised_by: str
    raised_for: str
    raised_at: datetime
    policy_version: str
    state: FindingState = S.RAISED
    notified_at: datetime | None = None
    answer_period: Deadline | None = None
    answers: list[Answer] = field(default_factory=list)
    decided_by: str = ""
    decided_at: datetime | None = None
    grounds: str = ""
    until: date | None = None
    lift_reason: str = ""
    ended_at: datetime | None = None
    version: int = 0

    @property
    def etag(self) -> str:
        """What is held against the subject, what the subject said, and the decision (4.7a)."""
        charge = (self.subject, self.item, self.title, self.severity, self.description, self.occurred_on, self.evidence)
        return version_of(self.name, charge, self.answers, self.grounds, self.decided_at, self.until)

    @property
    def answer_last_day(self) -> date | None:
        """The last day to answer; None before its subject was told."""
        return self.answer_period.last_day if self.answer_period else None

    @property
    def answer_provisional(self) -> bool:
        """Whether that day may still move (4.3)."""
        return self.answer_period is not None and self.answer_period.provisional

    def admit(self, act: str, now: datetime) -> FindingState:
        """The state that an act leads to now, whatever its request says.

        Refuses what the state does not admit, DEADLINE_PASSED, DEADLINE_RUNS, FINDING_NOT_IN_EFFECT (7.4).
        """
        state = FINDING.after(self.state, act)
        last_day = str(self.answer_last_day)
        if act == "answer" and self.answer_period_over(now):
            message = f"陈述申辩期限已于{last_day}届满，收到时为{china_date(now)}"
            raise RuleViolated("DEADLINE_PASSED", message, rule="7.4", last_day=last_day)
        if act in ("confirm", "dismiss") and self.state is S.NOTIFIED and not self.answer_period_over(now):
            message = f"当事人可在{last_day}（含当日）前陈述申辩，届满或收到陈述申辩后方可认定"
            raise RuleViolated("DEADLINE_RUNS", message, rule="7.4", last_day=last_day)
        if act == "lift" and self.has_ended(now):
            raise RuleViolated("FINDING_NOT_IN_EFFECT", f"该记录的效力已于{self.until}届满", rule="7.4")
        return state

    def notify(self, calendar: Calendar, period: Span, now: datetime) -> Facts:
        """Tell its subject; the answer period begins on the next day."""
        state = self.admit("notify", now)
        self.state, self.notified_at = state, now
        self.answer_period = Deadline(**running(period.after(china_date(now)), calendar, now))
        fact = facts.FindingNotified(
            name=self.name,
            project=self.project,
            subject=self.subject,
            item=self.item,
            notified_at=now,
            answer_last_day=self.answer_period.last_day,
            provisional=self.answer_period.provisional,
            basis=self.answer_period.basis,
            policy_version=self.policy_version,
        )
        return [fact]

    def answer(self, answer: Answer) -> Facts:
        """Its subject answers, within the period."""
        self.state = self.admit("answer", answer.answered_at)
        self.answers.append(answer)
        common = {"name": self.name, "project": self.project, "subject": self.subject}
        return [facts.FindingAnswered(**common, answered_by=answer.answered_by, answered_at=answer.answered_at)]

    def confirm(self, by: str, grounds: str, now: datetime) -> Facts:
        """It takes effect, for as long as its item says."""
        self._decide("confirm", by, grounds, now)
        self.until = months_after(china_date(now), self.months) if self.months else None
        return [facts.FindingConfirmed(**self._effect(), measures=self.measures, subject_kind=self.subject_kind, confirmed_at=now)]

    def dismiss(self, by: str, grounds: str, now: datetime) -> Facts:
        """Nothing is found in it."""
        self._decide("dismiss", by, grounds, now)
        common = {"name": self.name, "project": self.project, "subject": self.subject}
        return [facts.FindingDismissed(**common, item=self.item, title=self.title, decided_by=by)]

    def lift(self, reason: str, now: datetime) -> Facts:
        """End its effect early."""
        state = self.admit("lift", now)
        self.state, self.lift_reason, self.ended_at = state, reason, now
        return [facts.FindingLifted(**self._effect(), lifted_at=now)]

    def expire(self, now: datetime) -> Facts:
        """Its time is over."""
        state = FINDING.after(self.state, "expire")
        if self.until is None or not self.has_ended(now):
            raise RuleViolated("FINDING_NOT_OVER", f"该记录的效力至{self.until or '解除'}为止", rule="7.4")
        self.state, self.ended_at = state, end_of(self.until)
        return [facts.FindingExpired(**self._effect(), expired_at=end_of(self.until))]

    def redate(self, calendar: Calendar, now: datetime, reason: str) -> Facts:
        """Compute the answer period again with what the calendar has learnt (4.3); no fact if nothing moves."""
        self.state = FINDING.after(self.state, "redate")
        changes = self._period().redate(calendar, now, reason)
        return [self._redated(change) for change in changes if isinstance(change, Redated)]

    def note_unanswered(self, now: datetime) -> Facts:
        """The answer period is over without an answer. Refuses DEADLINE_RUNS, DEADLINE_PASSED."""
        self.state = FINDING.after(self.state, "note_unanswered")
        period = self._period()
        period.mark_overdue(now)
        common = {"name": self.name, "project": self.project, "subject": self.subject}
        return [facts.FindingUnanswered(**common, answer_last_day=period.last_day)]

    def answer_period_over(self, now: datetime) -> bool:
        """Whether the period has begun and is over."""
        return self.answer_period is not None and self.answer_period.has_passed(now)

    def has_ended(self, now: datetime) -> bool:
        """Whether its last day is over, said or not."""
        return self.until is not None and now >= end_of(self.until)

    def bars_at(self, now: datetime) -> bool:
        """Whether it bars its subject at an instant (7.5)."""
        return self.state is S.CONFIRMED and self.bars and not self.has_ended(now)

    @property
    def ground(self) -> str:
        """Why its subject is barred, zh-CN."""
        confirmed = china_date(self.decided_at) if self.decided_at else ""
        until = f"限制至{self.until}" if self.until else "解除之前一直受限"
        return f"因“{self.title}”列入负面清单（{confirmed}确认），{until}"

    @property
    def all_files(self) -> list[FileRef]:
        """Every file of it."""
        return [*self.evidence, *(file for answer in self.answers for file in answer.evidence)]

    def _decide(self, act: str, by: str, grounds: str, now: datetime) -> None:
        state = self.admit(act, now)
        self.state, self.decided_by, self.grounds, self.decided_at = state, by, grounds, now
        if self._period().is_pending:
            self._period().cancel("已作认定", "7.4")

    def _period(self) -> Deadline:
        if self.answer_period is None:
            raise LookupError(f"the subject of {self.name} was not told")
        return self.answer_period

    def _redated(self, change: Redated) -> facts.FindingRedated:
        period = self._period()
        return facts.FindingRedated(
            name=self.name,
            project=self.project,
            subject=self.subject,
            previous_last_day=change.previous_last_day,
            answer_last_day=period.last_day,
            provisional=period.provisional,
            basis=period.basis,
            reason=change.reason,
        )

    def _effect(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "project": self.project,
            "subject": self.subject,
            "item": self.item,
            "title": self.title,
            "severity": self.severity,
            "bars": self.bars,
            "until": self.until.isoformat() if self.until else "",
            "policy_version": self.policy_version,
        }


def raise_finding(name: str, charge: Charge, now: datetime, policy_version: str) -> tuple[Finding, Facts]:
    """A finding as it is raised; the item is that of the policy version. Refuses what Charge.check refuses."""
    charge.check(china_date(now))
    entry = charge.entry
    finding = Finding(
        name=name,
        subject=charge.subject,
        subject_kind=charge.subject_kind,
        project=charge.project,
        item=entry.name,
        title=entry.title,
        severity=entry.severity,
        measures=entry.measures,
        months=entry.months,
        bars=entry.bars and charge.subject_kind is not SubjectKind.PROJECT,  # 7.5
        description=charge.description,
        occurred_on=charge.occurred_on,
        evidence=charge.evidence,
        raised_by=charge.raised_by,
        raised_for=charge.raised_for,
        raised_at=now,
        policy_version=policy_version,
    )
    fact = facts.FindingRaised(
        name=name,
        project=finding.project,
        subject=finding.subject,
        subject_kind=finding.subject_kind,
        item=finding.item,
        title=finding.title,
        severity=finding.severity,
        raised_by=finding.raised_by,
        raised_for=finding.raised_for,
        evidence=tuple(file.digest for file in finding.evidence),
    )
    return finding, [fact]
