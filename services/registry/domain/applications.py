"""The way of an application: draft, submitted, recommended, formal review, expert review, decided. Home of 2.6."""

from dataclasses import dataclass, field
from datetime import date, datetime

from chassis.calendar import Calendar, china_date
from services.registry.domain import facts
from services.registry.domain.corrections import CorrectionPeriod, demand_reasons
from services.registry.domain.dossiers import ImplementationPlan, SharedResult, Step
from services.registry.domain.failures import Failure, refuse
from services.registry.domain.guides import Guide
from services.registry.domain.names import check_etag
from services.registry.domain.policy import RegistryPolicy
from services.registry.domain.proposals import Proposal
from services.registry.domain.reviews import ExpertReview, ScoreSheet
from services.registry.domain.states import after
from services.registry.domain.submissions import Submission
from services.registry.domain.terms import TaskBookTerms, term_failures
from services.registry.domain.words import ApplicationState as State


@dataclass
class Application:
    """An application; its project, once approved, has the same id. Home of 2.3."""

    name: str
    guide: str
    proposal: Proposal = field(default_factory=Proposal)
    state: State = State.DRAFT
    owners: list[str] = field(default_factory=list)
    county: str = ""
    submitted_at: datetime | None = None
    correction: CorrectionPeriod | None = None
    implementation_plan: ImplementationPlan | None = None
    open_conditions: list[Failure] = field(default_factory=list)
    review: ExpertReview | None = None
    track_record: list[SharedResult] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    version: int = 0

    @property
    def etag(self) -> str:
        """Changes with each change."""
        return str(self.version)

    @property
    def correction_last_day(self) -> date | None:
        """Last day for the correction; none where nothing is to be corrected."""
        return self.correction.last_day if self.correction else None

    @property
    def correction_provisional(self) -> bool:
        """Whether that day may move when a year's holiday notice comes (4.3)."""
        return self.correction is not None and self.correction.provisional

    @property
    def project_name(self) -> str:
        """projects/…, before approval too."""
        return self.name.replace("applications/", "projects/", 1)

    @property
    def project(self) -> str:
        """projects/… once there is one."""
        return self.project_name if self.state == State.APPROVED else ""

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """Before an engagement the nominated lead is the lead, here alone (1.2a)."""
        held = {
            "lead": person != "" and person == self.proposal.nominated_lead,
            "undertaking_unit": organization != "" and organization == self.proposal.undertaking_unit,
            "owner": organization in self.owners,
            "county": area != "" and area == self.county,
            "expert": self.review is not None and person in self.review.experts,
        }
        return frozenset(role for role, yes in held.items() if yes)

    def admit(self, act: str) -> None:
        """Refuse an act that the state does not admit."""
        after(self.state, act)

    def create(self, step: Step) -> list[facts.ApplicationCreated]:
        """A draft."""
        self.steps.append(step)
        return [facts.ApplicationCreated(name=self.name, project=self.project_name, guide=self.guide, title=self.proposal.title)]

    def update(self, proposal: Proposal, etag: str) -> list[facts.ApplicationUpdated]:
        """Refuses APPLICATION_NOT_EDITABLE, ETAG_MISMATCH."""
        after(self.state, "update")
        check_etag(self.name, etag, self.etag)
        self.proposal = proposal
        return [facts.ApplicationUpdated(name=self.name, project=self.project_name, title=proposal.title)]

    def submit(self, submission: Submission, step: Step) -> list[facts.ApplicationSubmitted]:
        """First, or again after a return. Refuses what the RPC SubmitApplication lists, all failures at once."""
        after(self.state, "submit")
        submission.check_window(self.correction, step.at)
        proposal = self.proposal
        refuse(submission.failures(proposal))
        assert proposal.kind is not None and submission.parties is not None  # scope and completeness were checked
        again = self.submitted_at is not None
        county = submission.parties.county(proposal.site_area, submission.policy.areas)
        recommended = self.state == State.RETURNED_FOR_CORRECTION and county == self.county
        self.owners = [owner.name for owner in submission.parties.owners(proposal.kind)]
        self.county = county
        self.open_conditions = submission.unmet
        self.submitted_at = self.submitted_at or step.at
        self.correction = None
        # 2.7: without a county the bureau receives it directly; what the bureau returned comes back to the bureau.
        self._move("submit_to_bureau" if recommended or not county else "submit", step)
        return [self._submitted(again)]

    def _submitted(self, again: bool) -> facts.ApplicationSubmitted:
        return facts.ApplicationSubmitted(
            name=self.name,
            project=self.project_name,
            guide=self.guide,
            title=self.proposal.title,
            kind=self.proposal.kind or "",
            owners=tuple(self.owners),
            undertaking_unit=self.proposal.undertaking_unit,
            nominated_lead=self.proposal.nominated_lead,
            county=self.county,
            again=again,
            open_conditions=tuple(sorted({failure.rule for failure in self.open_conditions})),
            rule="S.1,S.2,1.1,2.3,2.6,7.5" + ("" if self.county else ",2.7"),
        )

    def recommend(self, plan: ImplementationPlan, step: Step) -> list[facts.ApplicationRecommended]:
        """2.2. Refuses APPLICATION_NOT_SUBMITTED, IMPLEMENTATION_PLAN_MISSING."""
        after(self.state, "recommend")
        plan.demand_given()
        self.implementation_plan = plan
        self._move("recommend", step)
        return [
            facts.ApplicationRecommended(
                name=self.name,
                project=self.project_name,
                county=self.county,
                implementation_plan_digest=plan.digest,
            )
        ]

    def give_back(self, reasons: list[str], calendar: Calendar, policy: RegistryPolicy, step: Step) -> list[facts.ApplicationReturned]:
        """The county's return, with reasons. Refuses APPLICATION_NOT_SUBMITTED, REASON_REQUIRED."""
        return self._returned("give_back", reasons, (calendar, policy), step)

    def give_back_for_correction(
        self, reasons: list[str], calendar: Calendar, policy: RegistryPolicy, step: Step
    ) -> list[facts.ApplicationReturned]:
        """The bureau's return. Refuses APPLICATION_NOT_RECOMMENDED, REASON_REQUIRED."""
        return self._returned("give_back_for_correction", reasons, (calendar, policy), step)

    def _returned(self, act: str, reasons: list[str], by: tuple[Calendar, RegistryPolicy], step: Step) -> list[facts.ApplicationReturned]:
        after(self.state, act)
        demand_reasons(reasons)
        calendar, policy = by
        self.correction = CorrectionPeriod.after(china_date(step.at), policy.applications.correction_working_days, calendar)
        self._move(act, step)
        return [
            facts.ApplicationReturned(
                name=self.name,
                project=self.project_name,
                by_bureau=self.state == State.RETURNED_FOR_CORRECTION,
                reasons=tuple(reasons),
                correction_last_day=self.correction.last_day,
                provisional=self.correction.provisional,
            )
        ]

    def redate_correction(self, calendar: Calendar, today: date) -> list[facts.ApplicationCorrectionRedated]:
        """4.3: the calendar has learnt a year; nothing where the period stays as it was."""
        before = self.correction
        if before is None or (after_notice := before.redated(calendar, today)) == before:
            return []
        self.correction = after_notice
        return [
            facts.ApplicationCorrectionRedated(
                name=self.name,
                project=self.project_name,
                previous_last_day=before.last_day,
                correction_last_day=after_notice.last_day,
                provisional=after_notice.provisional,
            )
        ]

    def pass_formal_review(self, step: Step) -> list[facts.ApplicationPassed]:
        """Refuses APPLICATION_NOT_RECOMMENDED."""
        self._move("pass_formal_review", step)
        return [facts.ApplicationPassed(name=self.name, project=self.project_name)]

    def refuse(self, step: Step) -> list[facts.ApplicationRefused]:
        """Refuses APPLICATION_NOT_RECOMMENDED."""
        self._move("refuse", step)
        return [facts.ApplicationRefused(name=self.name, project=self.project_name, reason=step.reason)]

    def open_review(self, guide: Guide, experts: list[str], failures: list[Failure], step: Step) -> list[facts.ExpertReviewOpened]:
        """4.7. Refuses APPLICATION_NOT_PASSED, and what stands against the panel (`failures`)."""
        after(self.state, "open_review")
        refuse(failures)
        self.review = ExpertReview.of(guide, experts, step.at)
        self._move("open_review", step)
        return [facts.ExpertReviewOpened(name=self.name, project=self.project_name, experts=tuple(experts))]

    def score(self, sheet: ScoreSheet) -> list[facts.ApplicationScored]:
        """Refuses APPLICATION_NOT_IN_REVIEW, ALREADY_SCORED, SCORES_INCOMPLETE, SCORE_OUT_OF_RANGE."""
        review = self._in_review("score")
        review.add(sheet)
        return [
            facts.ApplicationScored(
                name=self.name,
                project=self.project_name,
                expert=sheet.expert,
                sheets_in=review.sheets_in,
                sheets_needed=review.sheets_needed,
            )
        ]

    def approve(self, terms: TaskBookTerms | None, barred: list[Failure], step: Step) -> TaskBookTerms:
        """The task book of the project to be, all failures at once; the project's own fact tells of it.

        Refuses APPLICATION_NOT_IN_REVIEW, SCORES_MISSING, SCORE_BELOW_THRESHOLD, TARGETS_MISSING,
        TARGET_NOT_VERIFIABLE, TASK_BOOK_INVALID, LEAD_BARRED.
        """
        review = self._in_review("approve")
        review.demand_complete()
        approved = terms or self.proposal.task_book
        refuse(review.failures + term_failures(approved) + barred)
        self._move("approve", step)
        return approved

    def decline(self, step: Step) -> list[facts.ApplicationDeclined]:
        """Refuses APPLICATION_NOT_IN_REVIEW, SCORES_MISSING."""
        review = self._in_review("decline")
        review.demand_complete()
        assert review.total is not None  # all sheets are in
        self._move("decline", step)
        return [
            facts.ApplicationDeclined(
                name=self.name,
                project=self.project_name,
                reason=step.reason,
                total=review.total,
                threshold=review.threshold,
            )
        ]

    def _in_review(self, act: str) -> ExpertReview:
        after(self.state, act)
        assert self.review is not None  # opened with the state
        return self.review

    def _move(self, act: str, step: Step) -> None:
        self.state = after(self.state, act)
        self.steps.append(step)
