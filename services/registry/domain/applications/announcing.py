"""What is told of an application that was submitted: all that neighbours need of it (2.3, 2.6)."""

from typing import Any

from services.registry.domain import facts
from services.registry.domain.applications.record import ApplicationRecord
from services.registry.domain.guides import Guide
from services.registry.domain.reviews import ExpertReview
from services.registry.domain.words import ApplicationState


def created(application: ApplicationRecord, guide: Guide) -> facts.ApplicationCreated:
    """It is being written, for a guide that closes when it was said to."""
    return facts.ApplicationCreated(**_draft(application), guide=guide.name, closes_at=guide.closes_at)


def updated(application: ApplicationRecord) -> facts.ApplicationUpdated:
    """It was rewritten."""
    return facts.ApplicationUpdated(**_draft(application))


def _draft(application: ApplicationRecord) -> dict[str, Any]:
    proposal = application.proposal
    return {
        "name": application.name,
        "project": application.project_name,
        "title": proposal.title,
        "undertaking_unit": proposal.undertaking_unit,
        "nominated_lead": proposal.nominated_lead,
    }


def scores(application: ApplicationRecord, review: ExpertReview) -> facts.ExpertReviewScored:
    """Who gave what, once all are in: those who sit (3.5, 4.7)."""
    given = {sheet.expert: {score.factor: score.score for score in sheet.scores} for sheet in review.sheets}
    factors = tuple(
        facts.FactorScored(
            factor=factor.id,
            title=factor.title,
            weight=factor.weight,
            lead=factor.lead,
            scores={expert: scores[factor.id] for expert, scores in given.items()},
        )
        for factor in review.factors
    )
    return facts.ExpertReviewScored(name=application.name, project=application.project_name, factors=factors, threshold=review.threshold)


def submitted(application: ApplicationRecord, again: bool) -> facts.ApplicationSubmitted:
    """First, or again after a return."""
    return facts.ApplicationSubmitted(
        name=application.name,
        project=application.project_name,
        guide=application.guide,
        title=application.proposal.title,
        kind=application.proposal.kind or "",
        field=application.proposal.field,
        amount_fen=application.proposal.task_book.budget.total_fen,
        owners=tuple(application.owners),
        undertaking_unit=application.proposal.undertaking_unit,
        nominated_lead=application.proposal.nominated_lead,
        county=application.county,
        again=again,
        to_bureau=application.state is ApplicationState.RECOMMENDED,
        open_conditions=tuple(sorted({failure.rule for failure in application.open_conditions})),
        rule="S.1,S.2,1.1,2.3,2.6,7.5" + ("" if application.county else ",2.7"),
    )
