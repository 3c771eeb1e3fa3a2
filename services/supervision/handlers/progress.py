"""Analyses of progress and money, and the deviations that they show (7.2)."""

from services.supervision.answers import ProgressAnalysisPage
from services.supervision.commands import AnalyseProgress, ListProgressAnalyses
from services.supervision.domain.progress import ProgressAnalysis
from services.supervision.domain.symptoms import of_progress
from services.supervision.handlers.deviations import require_direction
from services.supervision.handlers.watching import open_or_observe
from services.supervision.store import SupervisionTransaction


async def analyse_progress(command: AnalyseProgress, tx: SupervisionTransaction) -> ProgressAnalysis:
    """A commissioner compares plan, progress and money; what reaches a threshold is a deviation."""
    card = await tx.approved_card(command.parent)
    require_direction(card, tx)
    card.demand_running("7.2")
    analysis = ProgressAnalysis(
        name=card.next_analysis(),
        project=card.name,
        as_of=command.as_of or tx.today,
        planned_progress=command.planned_progress,
        actual_progress=command.actual_progress,
        spent_fen=command.spent_fen,
        budget_fen=card.budget_fen,
        analysed_by=tx.actor.person,
        analysed_at=tx.now,
        policy_version=tx.policy_version,
    )
    tx.publish(*analysis.analyse())
    tx.analyses.create(analysis)
    for symptom in of_progress(analysis, tx.policy.thresholds):
        analysis.show(await open_or_observe(card, symptom, tx))
    await tx.cards.save(card)
    return analysis


async def list_progress_analyses(command: ListProgressAnalyses, tx: SupervisionTransaction) -> ProgressAnalysisPage:
    """The analyses of a project."""
    card = await tx.approved_card(command.parent)
    tx.require(on=tx.standing_in(card))
    page = await tx.analyses.page({"project": card.name}, command.page_size, command.page_token)
    return ProgressAnalysisPage(page.items, page.next_page_token)
