"""A project, from its approval to its closing (1.1, 1.8, 1.10)."""

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from chassis.calendar import china_date
from chassis.errors import RuleViolated
from plan.consents import Consent, joint
from plan.parties import Parties
from services.registry.domain import facts
from services.registry.domain.states import PROJECT, ended
from services.registry.domain.task_book_terms import TaskBookTerms
from services.registry.domain.terminations import Termination
from services.registry.domain.words import (
    ChiefHiredBy,
    EngagedRole,
    ProjectCategory,
    ProjectKind,
    ProjectState,
)


class EvaluationStage(StrEnum):
    """How far the evaluation of a project that ran its term is, as registry needs it (6.2)."""

    NONE = ""
    OPENED = "opened"
    STARTED = "started"


@dataclass
class Notice:
    """A confirmed finding that the owners were told of (7.5)."""

    finding: str
    subject: str
    told_at: datetime


@dataclass(kw_only=True)
class Project(Parties):
    """`owner_kinds` maps owners to kinds of organisation; scores and weights are percentages."""

    application: str
    guide: str
    title: str
    kind: ProjectKind
    field: str
    unit_area: str
    approved_on: date
    score: Decimal
    score_without_lead: Decimal
    exact_without_lead: str
    exact_lead_score: str
    lead_weight: Decimal
    threshold: Decimal
    category: ProjectCategory | None = None
    posting_enterprise: str = ""
    chief_needed: bool = False
    chief_hired_by: ChiefHiredBy | None = None
    nominated_chief: str = ""
    state: ProjectState = ProjectState.APPROVED
    set_effective_at: datetime | None = None
    task_book_accepted_at: datetime | None = None
    running_since: datetime | None = None
    termination: Termination | None = None
    notices: list[Notice] = dataclasses.field(default_factory=list)
    evaluation: EvaluationStage = EvaluationStage.NONE
    closed_at: datetime | None = None
    version: int = 0

    @property
    def project_manager(self) -> str:
        """Who is the project manager now."""
        return self._engaged_as(EngagedRole.PROJECT_MANAGER)

    @property
    def technical_chief(self) -> str:
        """Who is the technical chief now."""
        return self._engaged_as(EngagedRole.TECHNICAL_CHIEF)

    def _engaged_as(self, role: EngagedRole) -> str:
        return next((each.person for each in reversed(self.engaged) if each.role == role and each.active), "")

    @property
    def open(self) -> bool:
        """Whether it is approved or running."""
        return self.state in (ProjectState.APPROVED, ProjectState.RUNNING)

    def approve(self, terms: TaskBookTerms) -> list[facts.ProjectApproved]:
        """立项."""
        return [
            facts.ProjectApproved(
                name=self.name,
                project=self.name,
                title=self.title,
                kind=self.kind,
                category=self.category or "",
                field=self.field,
                regime=self.regime,
                owners=tuple(self.owners),
                owner_kinds=self.owner_kinds,
                undertaking_unit=self.undertaking_unit,
                unit_area=self.unit_area,
                county=self.county,
                posting_enterprise=self.posting_enterprise,
                nominated_lead=self.nominated_lead,
                chief_needed=self.chief_needed,
                chief_hired_by=self.chief_hired_by or "",
                nominated_chief=self.nominated_chief,
                approved_on=self.approved_on,
                guide=self.guide,
                score=self.score,
                score_without_lead=self.score_without_lead,
                exact_without_lead=self.exact_without_lead,
                exact_lead_score=self.exact_lead_score,
                lead_weight=self.lead_weight,
                threshold=self.threshold,
                task_book=facts.TaskBookPublished.of(1, terms),
            )
        ]

    def task_book_taken(self, at: datetime) -> list[facts.ProjectRunning]:
        """1.8: owners and unit have accepted the task book."""
        self.task_book_accepted_at = at
        return self._run()

    def set_took_effect(self, at: datetime) -> list[facts.ProjectRunning]:
        """1.6: the contract set is in effect."""
        self.set_effective_at = at
        return self._run()

    def _run(self) -> list[facts.ProjectRunning]:
        if not PROJECT.admits(self.state, "run") or self.task_book_accepted_at is None or self.set_effective_at is None:
            return []
        self.state = PROJECT.after(self.state, "run")
        self.running_since = max(self.set_effective_at, self.task_book_accepted_at)
        return [facts.ProjectRunning(name=self.name, project=self.name, since=self.running_since)]

    def decide_termination(self, decision: Consent) -> list[facts.TerminationDecided]:
        """1.10: an owner's decision. Refuses PROJECT_ENDED, TERMINATION_PENDING."""
        self.demand_open("1.10")
        self.demand_term_runs()
        if self.termination is not None and self.termination.pending:
            raise RuleViolated("TERMINATION_PENDING", f"“{self.title}”的终止已提出，尚未决定", rule="1.10")
        self.termination = Termination(joint(self.owners), reason=decision.reason, proposed_at=decision.at)
        self.termination.consent(dataclasses.replace(decision, seen=self.termination.etag), "1.10")
        return [
            facts.TerminationDecided(
                name=self.name,
                project=self.name,
                organization=decision.organization,
                reason=decision.reason,
                waiting_for=self.termination.waiting_for,
            )
        ]

    def consent_to_termination(self, consent: Consent) -> list[facts.TerminationConsented]:
        """Refuses NO_TERMINATION_PENDING, ALREADY_CONSENTED, CONSENT_NOT_YOURS."""
        termination = self._pending()
        self.demand_term_runs()
        termination.consent(consent, "1.10")
        return [
            facts.TerminationConsented(
                name=self.name,
                project=self.name,
                organization=consent.organization,
                waiting_for=termination.waiting_for,
            )
        ]

    def refuse_termination(self, refusal: Consent, *, by_bureau: bool = False) -> list[facts.TerminationRefused]:
        """By an owner, or by the bureau, whose approval it needs. Refuses NO_TERMINATION_PENDING, and what Decision.refuse does."""
        self._pending().refuse(refusal, "1.10", by_bureau=by_bureau)
        return [facts.TerminationRefused(name=self.name, project=self.name, organization=refusal.organization, reason=refusal.reason)]

    def approve_termination(self, approval: Consent) -> list[facts.ProjectTerminated]:
        """The bureau's; where it is an owner, its consent too. Refuses NO_TERMINATION_PENDING, CONSENT_MISSING."""
        termination = self._pending()
        self.demand_term_runs()
        termination.approve(approval, "1.10", "终止")
        decided_on = china_date(approval.at)
        self.state = PROJECT.after(self.state, "approve_termination")
        return [facts.ProjectTerminated(name=self.name, project=self.name, decided_on=decided_on, reason=termination.reason)]

    def close(self, filed_at: datetime, reference: str) -> list[facts.ProjectClosed]:
        """6.4: its result is filed; a second filing changes nothing."""
        if not PROJECT.admits(self.state, "close"):
            return []
        self.state = PROJECT.after(self.state, "close")
        self.closed_at = filed_at
        return [facts.ProjectClosed(name=self.name, project=self.name, filed_at=filed_at, reference=reference)]

    def tell_owners(self, notice: Notice) -> list[facts.OwnersTold]:
        """7.5: what is running is not undone; the owner is told and decides."""
        if not self.open or any(known.finding == notice.finding for known in self.notices):
            return []
        self.notices.append(notice)
        return [
            facts.OwnersTold(
                name=self.name,
                project=self.name,
                owners=tuple(self.owners),
                finding=notice.finding,
                subject=notice.subject,
            )
        ]

    def demand_open(self, rule: str) -> None:
        """Refuses PROJECT_ENDED."""
        if not self.open:
            reason, _, message = ended(self.state)
            raise RuleViolated(reason, message, rule=rule, state=self.state.value)

    def note_evaluation(self, stage: EvaluationStage) -> None:
        """The term is over, was prolonged, or experts evaluate (6.2)."""
        self.evaluation = stage

    def demand_term_runs(self) -> None:
        """Refuse TERM_OVER: what has run its term is evaluated, and not terminated any more (1.10, 6.2)."""
        if self.evaluation is not EvaluationStage.NONE:
            raise RuleViolated("TERM_OVER", f"“{self.title}”实施期已满，正在绩效评价，不再终止", rule="1.10")

    def demand_changeable(self, terms: TaskBookTerms, today: date) -> None:
        """Refuse a change of the task book that makes no sense beside the evaluation (1.8, 6.2).

        TERM_OVER: after its term a project is changed only by prolonging that. EVALUATION_STARTED: nor is that, once experts evaluate.
        """
        self.demand_not_evaluated()
        prolonged = terms.term_end is not None and terms.term_end >= today
        if self.evaluation is EvaluationStage.OPENED and not prolonged:
            message = f"“{self.title}”实施期已满，除把实施期延长到今日或以后外，任务书不再变更"
            raise RuleViolated("TERM_OVER", message, rule="6.2", term_end=str(terms.term_end))

    def demand_not_evaluated(self) -> None:
        """Refuse EVALUATION_STARTED: experts evaluate item by item against the task book as it is (6.2)."""
        if self.evaluation is EvaluationStage.STARTED:
            raise RuleViolated("EVALUATION_STARTED", f"“{self.title}”的专家评价已经开始，任务书不再变更", rule="6.2")

    def _pending(self) -> Termination:
        self.demand_open("1.10")
        if self.termination is None or not self.termination.pending:
            raise RuleViolated("NO_TERMINATION_PENDING", f"“{self.title}”没有待决定的终止", rule="1.10")
        return self.termination
