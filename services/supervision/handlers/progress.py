"""Analyses of progress and money, and the deviations that they show (7.2)."""

from services.supervision.answers import ProgressAnalysisPage
from services.supervision.commands import AnalyseProgress, ListProgressAnalyses
from services.supervision.consumed import ProgressReported
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.deviation import Observation
from services.supervision.domain.progress import ProgressAnalysis
from services.supervision.domain.symptoms import of_progress, relieved
from services.supervision.domain.words import DeviationCause
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
    await _hold_against_thresholds(analysis, card, tx)
    return analysis


async def note_progress(fact: ProgressReported, tx: SupervisionTransaction) -> None:
    """The lead has reported, or corrected a report: plan, progress and money are compared by themselves (5.1, 7.2)."""
    card = await tx.card_of(fact.project)
    analysis = ProgressAnalysis(
        name=card.next_analysis(),
        project=card.name,
        as_of=fact.as_of,
        planned_progress=fact.planned_progress,
        actual_progress=fact.actual_progress,
        spent_fen=fact.spent_fen,
        budget_fen=fact.budget_fen,
        analysed_by="",
        analysed_at=tx.now,
        policy_version=tx.policy_version,
        report=fact.name,
    )
    await _hold_against_thresholds(analysis, card, tx)


async def _hold_against_thresholds(analysis: ProgressAnalysis, card: ProjectCard, tx: SupervisionTransaction) -> None:
    tx.publish(*analysis.analyse())
    tx.analyses.create(analysis)
    symptoms = of_progress(analysis, tx.policy.thresholds)
    if card.note_figures(analysis.as_of):
        await _note_relief(analysis, card, frozenset(symptom.cause for symptom in symptoms), tx)
    for symptom in symptoms:
        analysis.show(await open_or_observe(card, symptom, tx))
    await tx.cards.save(card)


async def _note_relief(analysis: ProgressAnalysis, card: ProjectCard, shown: frozenset[DeviationCause], tx: SupervisionTransaction) -> None:
    for name in card.open_deviations:
        deviation = await tx.deviations.get(name)
        text = relieved(deviation.cause, analysis, shown)
        if text:
            tx.publish(*deviation.observe(Observation(analysis.name, text, analysis.analysed_at, remedied=True)))
            await tx.deviations.save(deviation)


async def list_progress_analyses(command: ListProgressAnalyses, tx: SupervisionTransaction) -> ProgressAnalysisPage:
    """The analyses of a project."""
    card = await tx.approved_card(command.parent)
    tx.require(on=tx.standing_in(card))
    page = await tx.analyses.page({"project": card.name}, command.page_size, command.page_token)
    return ProgressAnalysisPage(page.items, page.next_page_token)
