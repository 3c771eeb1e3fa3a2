"""A finding of the negative list: raised, notified, answered, decided, ended (7.4)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.calendar import Calendar, Term, china_date
from chassis.errors import RuleViolated
from services.supervision.domain import facts
from services.supervision.domain.charge import Charge
from services.supervision.domain.files import FileRef
from services.supervision.domain.periods import end_of, months_after
from services.supervision.domain.policy import Period
from services.supervision.domain.words import FindingState, Severity, SubjectKind

S = FindingState
Facts = list[Any]
DECIDED = (S.CONFIRMED, S.DISMISSED, S.LIFTED, S.EXPIRED)


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
    answer_last_day: date | None = None
    answer_provisional: bool = False
    answers: list[Answer] = field(default_factory=list)
    decided_by: str = ""
    decided_at: datetime | None = None
    grounds: str = ""
    until: date | None = None
    lift_reason: str = ""
    ended_at: datetime | None = None
    version: int = 0

    def notify(self, calendar: Calendar, period: Period, now: datetime) -> Facts:
        """Tell its subject; the answer period begins on the next day."""
        if self.state is not S.RAISED:
            raise self._refusal("FINDING_NOT_RAISED", "不能再次告知当事人")
        term = period.after(china_date(now), calendar)
        self.state, self.notified_at = S.NOTIFIED, now
        self.answer_last_day, self.answer_provisional = term.last_day, term.provisional
        fact = facts.FindingNotified(
            name=self.name,
            project=self.project,
            subject=self.subject,
            item=self.item,
            notified_at=now,
            answer_last_day=term.last_day,
            provisional=term.provisional,
        )
        return [fact]

    def answer(self, answer: Answer) -> Facts:
        """Its subject answers, within the period."""
        self._demand_pending("当事人尚不能陈述申辩")
        if self.answer_period_over(answer.answered_at):
            raise RuleViolated(
                "ANSWER_PERIOD_OVER",
                f"陈述申辩期限已于{self.answer_last_day}届满，收到时为{china_date(answer.answered_at)}",
                rule="7.4",
                last_day=str(self.answer_last_day),
            )
        self.state = S.ANSWERED
        self.answers.append(answer)
        common = {"name": self.name, "project": self.project, "subject": self.subject}
        return [facts.FindingAnswered(**common, answered_by=answer.answered_by, answered_at=answer.answered_at)]

    def confirm(self, by: str, grounds: str, now: datetime) -> Facts:
        """It takes effect, for as long as its item says."""
        self._decide(S.CONFIRMED, by, grounds, now)
        self.until = months_after(china_date(now), self.months) if self.months else None
        return [facts.FindingConfirmed(**self._effect(), measures=self.measures, subject_kind=self.subject_kind, confirmed_at=now)]

    def dismiss(self, by: str, grounds: str, now: datetime) -> Facts:
        """Nothing is found in it."""
        self._decide(S.DISMISSED, by, grounds, now)
        common = {"name": self.name, "project": self.project, "subject": self.subject}
        return [facts.FindingDismissed(**common, item=self.item, decided_by=by)]

    def lift(self, reason: str, now: datetime) -> Facts:
        """End its effect early."""
        if self.state is not S.CONFIRMED or self.has_ended(now):
            raise self._refusal("FINDING_NOT_IN_EFFECT", "没有可以解除的效力")
        self.state, self.lift_reason, self.ended_at = S.LIFTED, reason, now
        return [facts.FindingLifted(**self._effect(), lifted_at=now)]

    def expire(self, now: datetime) -> Facts:
        """Its time is over."""
        if self.state is not S.CONFIRMED or self.until is None or not self.has_ended(now):
            raise self._refusal("FINDING_NOT_EXPIRED", "期限未满")
        self.state, self.ended_at = S.EXPIRED, end_of(self.until)
        return [facts.FindingExpired(**self._effect(), expired_at=end_of(self.until))]

    def redate(self, calendar: Calendar, period: Period, now: datetime, reason: str) -> Facts:
        """Compute the answer period again with what the calendar has learnt (4.3), never into the past."""
        if self.state is not S.NOTIFIED or self.notified_at is None or self.answer_last_day is None or self.answer_period_over(now):
            return []
        term, previous = period.after(china_date(self.notified_at), calendar), self.answer_last_day
        last_day = max(term.last_day, china_date(now))
        if (last_day, term.provisional) == (previous, self.answer_provisional):
            return []
        self.answer_last_day, self.answer_provisional = last_day, term.provisional
        return [self._redated(previous, term, reason)]

    def note_unanswered(self) -> Facts:
        """The answer period is over without an answer."""
        if self.state is not S.NOTIFIED or self.answer_last_day is None:
            return []
        common = {"name": self.name, "project": self.project, "subject": self.subject}
        return [facts.FindingUnanswered(**common, answer_last_day=self.answer_last_day)]

    def answer_period_over(self, now: datetime) -> bool:
        """Whether the period has begun and is over."""
        return self.answer_last_day is not None and now >= end_of(self.answer_last_day)

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
        return f"因“{self.title}”列入负面清单（{self.name}，{confirmed}确认），{until}"

    @property
    def all_files(self) -> list[FileRef]:
        """Every file of it."""
        return [*self.evidence, *(file for answer in self.answers for file in answer.evidence)]

    def _decide(self, state: FindingState, by: str, grounds: str, now: datetime) -> None:
        self._demand_pending("不能作出认定")
        if self.state is S.NOTIFIED and not self.answer_period_over(now):
            raise RuleViolated(
                "ANSWER_PERIOD_RUNNING",
                f"当事人可在{self.answer_last_day}（含当日）前陈述申辩，届满或收到陈述申辩后方可认定",
                rule="7.4",
                last_day=str(self.answer_last_day),
            )
        self.state, self.decided_by, self.grounds, self.decided_at = state, by, grounds, now

    def _demand_pending(self, consequence: str) -> None:
        if self.state is S.RAISED:
            raise self._refusal("FINDING_NOT_NOTIFIED", consequence)
        if self.state in DECIDED:
            raise self._refusal("FINDING_DECIDED", "不再更改")

    def _refusal(self, reason: str, consequence: str) -> RuleViolated:
        return RuleViolated(reason, f"{self.name} 当前为“{self.state.label}”，{consequence}", rule="7.4", state=self.state.value)

    def _redated(self, previous: date, term: Term, reason: str) -> facts.FindingRedated:
        return facts.FindingRedated(
            name=self.name,
            project=self.project,
            subject=self.subject,
            previous_last_day=previous,
            answer_last_day=self.answer_last_day or term.last_day,
            provisional=term.provisional,
            reason=reason,
        )

    def _effect(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "project": self.project,
            "subject": self.subject,
            "item": self.item,
            "severity": self.severity,
            "bars": self.bars,
            "until": self.until.isoformat() if self.until else "",
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
        severity=finding.severity,
        raised_by=finding.raised_by,
        raised_for=finding.raised_for,
        evidence=tuple(file.digest for file in finding.evidence),
    )
    return finding, [fact]
