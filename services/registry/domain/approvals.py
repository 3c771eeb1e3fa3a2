"""What becomes of an approved application: its project (1.1, 1.4, 3.5)."""

from datetime import date

from plan.parties import Regime
from services.registry.domain.applications import Application
from services.registry.domain.ownership import Ownership
from services.registry.domain.projects import Project
from services.registry.domain.words import ChiefHiredBy


def found(application: Application, parties: Ownership, approved_on: date) -> Project:
    """What becomes of an application that its experts have reviewed."""
    proposal, review = application.proposal, application.review
    assert proposal.kind is not None and proposal.regime is not None  # checked at submission
    assert review is not None and review.total is not None and review.total_without_lead is not None
    chief_leads = proposal.regime == Regime.CHIEF_RESPONSIBLE  # 1.4: the unit engages the chief, who leads
    owners = parties.owners(proposal.kind)
    return Project(
        name=application.project_name,
        application=application.name,
        guide=application.guide,
        title=proposal.title,
        kind=proposal.kind,
        field=proposal.field,
        regime=proposal.regime,
        owners=[owner.name for owner in owners],
        owner_kinds={owner.name: owner.kind.value for owner in owners},
        undertaking_unit=parties.unit.name,
        unit_area=parties.unit.area,
        county=application.county,
        nominated_lead=proposal.nominated_lead,
        approved_on=approved_on,
        score=review.total,
        score_without_lead=review.total_without_lead,
        exact_without_lead=str(review.exact_total_without_lead),
        exact_lead_score=str(review.exact_lead_score),
        lead_weight=review.lead_weight,
        threshold=review.threshold,
        category=proposal.category,
        posting_enterprise=parties.poster.name if parties.poster else "",
        chief_needed=chief_leads or proposal.chief_needed,
        chief_hired_by=ChiefHiredBy.UNDERTAKING_UNIT if chief_leads else proposal.chief_hired_by,
        nominated_chief=proposal.nominated_lead if chief_leads else proposal.nominated_chief,
    )
