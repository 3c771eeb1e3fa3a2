"""The task book of a project: accepted by owners and unit, changed only by a new version. Home of 1.8."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from chassis.calendar import china_date
from chassis.errors import RuleViolated
from plan.consents import Consent, ConsentState, JointAct, joint
from plan.seen import version_of
from services.registry.domain import facts
from services.registry.domain.decisions import Decision
from services.registry.domain.failures import refuse
from services.registry.domain.task_book_terms import TaskBookTerms, date_failures, term_failures


@dataclass
class Edition:
    """One version; it never changes."""

    version: int
    terms: TaskBookTerms
    reason: str
    since: datetime


@dataclass
class TaskBookChange(Decision):
    """A proposed version. It needs every owner's consent, and then the bureau's approval."""

    terms: TaskBookTerms = field(default_factory=TaskBookTerms)
    proposed_by: str = ""


@dataclass
class TaskBook:
    """`acceptance` is the owners' and the unit's; editions are numbered from 1."""

    name: str
    project: str
    owners: list[str]
    undertaking_unit: str
    acceptance: JointAct
    editions: list[Edition] = field(default_factory=list)
    change: TaskBookChange | None = None
    version: int = 0

    @classmethod
    def of(cls, project: str, owners: list[str], unit: str, terms: TaskBookTerms, now: datetime) -> "TaskBook":
        """The approved task book, not yet accepted. An owner that is the unit accepts once."""
        parties = [*owners, *([] if unit in owners else [unit])]
        first = Edition(version=1, terms=terms, reason="立项", since=now)
        return cls(f"{project}/taskBook", project, owners, unit, joint(parties), [first])

    @property
    def current(self) -> Edition:
        """The version in force."""
        return self.editions[-1]

    @property
    def current_version(self) -> int:
        """Its number."""
        return self.current.version

    @property
    def etag(self) -> str:
        """The version in force, and the change that is proposed (4.7a)."""
        change = self.change
        return version_of(self.name, self.current_version, (change.terms, change.reason, change.proposed_at) if change else ())

    @property
    def accepted(self) -> bool:
        """Whether owners and unit have all accepted it."""
        return self.acceptance.state == ConsentState.GRANTED

    @property
    def acceptance_required(self) -> list[str]:
        """Who has to accept it."""
        return self.acceptance.required

    @property
    def acceptances(self) -> list[Consent]:
        """Who has."""
        return self.acceptance.consents

    def accept(self, consent: Consent) -> list[facts.TaskBookAcceptedByParty | facts.TaskBookAccepted]:
        """1.1, 1.8: accepted once all have. Refuses TASK_BOOK_ACCEPTED, ALREADY_CONSENTED, CONSENT_NOT_YOURS."""
        if self.accepted:
            raise RuleViolated("TASK_BOOK_ACCEPTED", "任务书已由业主和承担单位全部签收", rule="1.8")
        self.acceptance.answer(consent, "1.8")
        by_party = facts.TaskBookAcceptedByParty(
            name=self.name,
            project=self.project,
            version=self.current_version,
            organization=consent.organization,
            waiting_for=self.acceptance.waiting_for,
        )
        if not self.accepted:
            return [by_party]
        parties = tuple(self.acceptance.required)
        accepted = facts.TaskBookAccepted(name=self.name, project=self.project, version=self.current_version, accepted_by=parties)
        return [by_party, accepted]

    def propose(
        self, terms: TaskBookTerms, reason: str, by: Consent, *, for_owner: bool = True
    ) -> list[facts.TaskBookChangeProposed | facts.TaskBookChangeConsented]:
        """An owner that proposes consents. for_owner: whether who proposes speaks for their organisation, should that be one (1.1).

        Refuses TASK_BOOK_NOT_ACCEPTED, CHANGE_PENDING, and what term_failures finds.
        """
        if not self.accepted:
            waiting = "、".join(self.acceptance.waiting_for)
            raise RuleViolated("TASK_BOOK_NOT_ACCEPTED", f"任务书尚待{waiting}签收，不能变更", rule="1.8")
        if self.change is not None and self.change.pending:
            raise RuleViolated("CHANGE_PENDING", "已有一项任务书变更尚未决定", rule="1.8")
        refuse(term_failures(terms, china_date(by.at)))
        self.change = TaskBookChange(joint(self.owners), terms=terms, reason=reason, proposed_by=by.person, proposed_at=by.at)
        if for_owner and by.organization in self.owners:
            self.change.consent(replace(by, seen=self.etag), "1.8")
        return [
            facts.TaskBookChangeProposed(
                name=self.name,
                project=self.project,
                version=self.current_version + 1,
                reason=reason,
                proposed_by=by.person,
                waiting_for=self.change.waiting_for,
            )
        ]

    def consent(self, consent: Consent) -> list[facts.TaskBookChangeConsented]:
        """Refuses NO_CHANGE_PENDING, ALREADY_CONSENTED, CONSENT_NOT_YOURS."""
        change = self._pending()
        change.consent(consent, "1.8")
        return [
            facts.TaskBookChangeConsented(
                name=self.name,
                project=self.project,
                organization=consent.organization,
                waiting_for=change.waiting_for,
            )
        ]

    def refuse(self, refusal: Consent, *, by_bureau: bool = False) -> list[facts.TaskBookChangeRefused]:
        """By an owner, or by the bureau, whose approval it needs. Refuses NO_CHANGE_PENDING, and what Decision.refuse does."""
        self._pending().refuse(refusal, "1.8", by_bureau=by_bureau)
        return [facts.TaskBookChangeRefused(name=self.name, project=self.project, organization=refusal.organization, reason=refusal.reason)]

    def approve(self, approval: Consent) -> list[facts.TaskBookChanged]:
        """The bureau's; where it is an owner, its consent too. Refuses NO_CHANGE_PENDING, CONSENT_MISSING, and what date_failures finds."""
        change = self._pending()
        refuse(date_failures(change.terms, china_date(approval.at)))  # What made sense when it was proposed.
        change.approve(approval, "1.8", "任务书变更")
        edition = Edition(self.current_version + 1, change.terms, change.reason, approval.at)
        self.editions.append(edition)
        return [
            facts.TaskBookChanged(
                name=self.name,
                project=self.project,
                version=edition.version,
                reason=edition.reason,
                task_book=facts.TaskBookPublished.of(edition.version, edition.terms),
            )
        ]

    def _pending(self) -> TaskBookChange:
        if self.change is None or not self.change.pending:
            raise RuleViolated("NO_CHANGE_PENDING", "没有待决定的任务书变更", rule="1.8")
        return self.change
