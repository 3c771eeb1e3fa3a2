"""The way of an application: draft, submitted, recommended, formal review, expert review, decided. Home of 2.6."""

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.calendar import Calendar, china_date
from plan.counting import Basis, Counting
from plan.deadlines import Deadline, Redated, running
from plan.panels import PanelPolicy, check_composition
from plan.text import demand_reason
from services.registry.domain import facts
from services.registry.domain.applications import announcing
from services.registry.domain.applications.record import ApplicationRecord
from services.registry.domain.dossiers import ImplementationPlan, LeadRating, SharedResult, Step
from services.registry.domain.failures import Failure, refuse
from services.registry.domain.guides import Guide
from services.registry.domain.policy import RegistryPolicy
from services.registry.domain.proposals import Proposal
from services.registry.domain.reviews import ExpertReview, Reviewer, ScoreSheet
from services.registry.domain.states import APPLICATION
from services.registry.domain.submissions import Submission
from services.registry.domain.task_book_terms import TaskBookTerms, term_failures
from services.registry.domain.words import ApplicationState as State


@dataclass
class Application(ApplicationRecord):
    """An application; its project, once approved, has the same id. Home of 2.3."""

    def admit(self, act: str) -> None:
        """Refuse an act that the state does not admit (2.6)."""
        APPLICATION.after(self.state, act)

    def create(self, guide: Guide, step: Step) -> list[facts.ApplicationCreated]:
        """A draft."""
        self.steps.append(step)
        return [announcing.created(self, guide)]

    def update(self, proposal: Proposal) -> list[facts.ApplicationUpdated]:
        """Refuses APPLICATION_NOT_EDITABLE."""
        APPLICATION.after(self.state, "update")
        self.proposal = proposal
        return [announcing.updated(self)]

    def submit(self, submission: Submission, step: Step) -> list[facts.ApplicationSubmitted]:
        """First, or again after a return. Refuses what the RPC SubmitApplication lists, all failures at once."""
        APPLICATION.after(self.state, "submit")
        submission.check_window(self.correction, step.at)
        proposal = self.proposal
        refuse(submission.failures(proposal))
        assert proposal.kind is not None and submission.parties is not None  # scope and completeness were checked
        again = self.submitted_at is not None
        county = submission.parties.county(proposal.site_area, submission.policy.areas)
        recommended = self.state == State.RETURNED_FOR_CORRECTION and county == self.county
        owners = submission.parties.owners(proposal.kind)
        self.owners, self.owner_kinds = [owner.name for owner in owners], {owner.name: owner.kind.value for owner in owners}
        self.county = county
        self.open_conditions = submission.unmet
        self.submitted_at = self.submitted_at or step.at
        if self.correction is not None:
            self.correction.meet(step.at)  # late where the guide still takes it (2.6, 4.5)
        # 2.7: without a county the bureau receives it directly; what the bureau returned comes back to the bureau.
        self._move("submit_to_bureau" if recommended or not county else "submit", step)
        return [announcing.submitted(self, again)]

    def recommend(self, plan: ImplementationPlan, step: Step) -> list[facts.ApplicationRecommended]:
        """2.2. Refuses APPLICATION_NOT_SUBMITTED, IMPLEMENTATION_PLAN_MISSING."""
        APPLICATION.after(self.state, "recommend")
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
        """The county's return, with reasons. Refuses APPLICATION_NOT_SUBMITTED, REASON_MISSING."""
        return self._returned("give_back", reasons, (calendar, policy), step)

    def give_back_for_correction(
        self, reasons: list[str], calendar: Calendar, policy: RegistryPolicy, step: Step
    ) -> list[facts.ApplicationReturned]:
        """The bureau's return. Refuses APPLICATION_NOT_RECOMMENDED, REASON_MISSING."""
        return self._returned("give_back_for_correction", reasons, (calendar, policy), step)

    def _returned(self, act: str, reasons: list[str], by: tuple[Calendar, RegistryPolicy], step: Step) -> list[facts.ApplicationReturned]:
        APPLICATION.after(self.state, act)
        demand_reason("".join(reasons), "2.6", field="reasons")
        calendar, policy = by
        basis = Basis(china_date(step.at), policy.applications.correction_working_days, Counting.WORKING)
        self.correction = Deadline(**running(basis, calendar, step.at))
        self._move(act, step)
        return [
            facts.ApplicationReturned(
                name=self.name,
                project=self.project_name,
                by_bureau=self.state == State.RETURNED_FOR_CORRECTION,
                reasons=tuple(reasons),
                correction_last_day=self.correction.last_day,
                provisional=self.correction.provisional,
                basis=self.correction.basis,
            )
        ]

    def redate_correction(self, calendar: Calendar, now: datetime) -> list[facts.ApplicationCorrectionRedated]:
        """4.3: a year's notice has come; nothing where the period stays as it was."""
        correction = self.correction
        changes = correction.redate(calendar, now, "节假日安排公布，重新计算") if correction and self._awaits_correction else []
        return [
            facts.ApplicationCorrectionRedated(
                name=self.name,
                project=self.project_name,
                previous_last_day=change.previous_last_day,
                correction_last_day=correction.last_day,
                provisional=correction.provisional,
                basis=correction.basis,
            )
            for change in changes
            if correction is not None and isinstance(change, Redated)
        ]

    def offer_record(self, record: list[SharedResult]) -> None:
        """Earlier filed results of the same unit or lead, as they are today; what a review decided by stays (6.5)."""
        if self.review is None and self.state != State.REFUSED:
            self.track_record = record

    def offer_rating(self, rating: LeadRating) -> None:
        """The nominated lead's rating of the day on which the experts are convened (3.6); what a review decided by stays."""
        if self.review is None:
            self.lead_rating = rating

    def pass_formal_review(self, step: Step) -> list[facts.ApplicationPassed]:
        """Refuses APPLICATION_NOT_RECOMMENDED."""
        self._move("pass_formal_review", step)
        return [facts.ApplicationPassed(name=self.name, project=self.project_name)]

    def refuse(self, step: Step) -> list[facts.ApplicationRefused]:
        """Refuses APPLICATION_NOT_RECOMMENDED."""
        self._move("refuse", step)
        return [facts.ApplicationRefused(name=self.name, project=self.project_name, reason=step.reason)]

    def open_review(self, guide: Guide, panel: list[Reviewer], policy: PanelPolicy, step: Step) -> list[facts.ExpertReviewOpened]:
        """4.7; the experts see the earlier results and the lead's rating that were last offered (6.5, 3.6).

        Refuses APPLICATION_NOT_PASSED, LISTED_TWICE, PANEL_TOO_SMALL, PANEL_EVEN.
        """
        APPLICATION.after(self.state, "open_review")
        check_composition([seat.person for seat in panel], policy)
        self.review = ExpertReview.of(guide, panel, step)
        self._move("open_review", step)
        return [facts.ExpertReviewOpened(name=self.name, project=self.project_name, experts=tuple(self.review.experts))]

    def replace_expert(self, expert: str, successor: Reviewer, step: Step, *, unfit: bool) -> list[facts.ExpertReplaced]:
        """Another expert for one who does not deliver, or may not sit any more (`unfit`); the step says why (4.7).

        Refuses APPLICATION_NOT_IN_REVIEW, NOT_ON_PANEL, MEMBER_HAS_DELIVERED, EXPERT_NAMED_ALREADY, REASON_MISSING.
        """
        review = self._in_review("replace_expert")
        review.replace(expert, successor, step.reason, step.at, unfit=unfit)
        self._move("replace_expert", replace(step, reason=""))  # the unit reads the steps, and who reviews is not for it
        return [
            facts.ExpertReplaced(
                name=self.name,
                project=self.project_name,
                expert=expert,
                successor=successor.person,
                experts=tuple(review.experts),
                reason=step.reason,
            )
        ]

    def score(self, sheet: ScoreSheet) -> list[facts.ApplicationScored | facts.ExpertReviewScored]:
        """With the last sheet goes who gave what (4.7).

        Refuses APPLICATION_NOT_IN_REVIEW, NOT_ON_PANEL, ALREADY_DELIVERED, SCORES_INCOMPLETE, SCORE_OUT_OF_RANGE.
        """
        review = self._in_review("score")
        review.add(sheet)
        scored = facts.ApplicationScored(
            name=self.name,
            project=self.project_name,
            expert=sheet.expert,
            sheets_in=review.sheets_in,
            sheets_needed=review.sheets_needed,
        )
        return [scored, announcing.scores(self, review)] if review.open_to_view else [scored]

    def approve(self, terms: TaskBookTerms | None, barred: list[Failure], step: Step) -> TaskBookTerms:
        """The task book of the project to be, all failures at once; the project's own fact tells of it.

        Refuses APPLICATION_NOT_IN_REVIEW, DELIVERY_MISSING, SCORE_BELOW_THRESHOLD, TARGETS_MISSING,
        TARGET_NOT_VERIFIABLE, TASK_BOOK_INVALID, LEAD_BARRED, and what date_failures finds.
        """
        review = self._in_review("approve")
        review.demand_delivered()
        approved = terms or self.proposal.task_book
        refuse(review.failures + term_failures(approved, china_date(step.at)) + barred)
        self._move("approve", step)
        return approved

    def decline(self, step: Step) -> list[facts.ApplicationDeclined]:
        """Refuses APPLICATION_NOT_IN_REVIEW, DELIVERY_MISSING."""
        review = self._in_review("decline")
        review.demand_delivered()
        assert review.total is not None  # all sheets are in
        self._move("decline", step)
        return [
            facts.ApplicationDeclined(
                name=self.name,
                project=self.project_name,
                title=self.proposal.title,
                reason=step.reason,
                total=review.total,
                threshold=review.threshold,
                nominated_lead=self.proposal.nominated_lead,
                exact_lead_score=str(review.exact_lead_score),
                declined_on=china_date(step.at),
            )
        ]

    def _in_review(self, act: str) -> ExpertReview:
        APPLICATION.after(self.state, act)
        assert self.review is not None  # opened with the state
        return self.review

    def _move(self, act: str, step: Step) -> None:
        self.state = APPLICATION.after(self.state, act)
        self.steps.append(step)
