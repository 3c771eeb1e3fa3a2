"""Selecting the manager (1.2), confirming or replacing the nominated lead (1.2a)."""

from services.contracts import neighbours
from services.contracts.commands import ConsentToSelection, RecordSelection, RescoreLead
from services.contracts.domain import lead_score, panel
from services.contracts.domain.consents import Answer
from services.contracts.domain.lead_score import LeadScore
from services.contracts.domain.selection import Choice, Selection, check_choice, not_for_panel
from services.contracts.domain.words import SelectionState
from services.contracts.store import ContractsTransaction, Project, project_of


async def record_selection(command: RecordSelection, tx: ContractsTransaction) -> Selection:
    """An owner puts on record whom the owners select, and how."""
    project = await tx.project(command.parent)
    tx.require(on=project.parties)
    project.card.demand_running()
    choice = Choice(command.person, command.method, command.selected_on, command.decision, command.reference, command.panel)
    check_choice(project.card, choice, tx.policy, tx.today)
    await _demand_independent(tx, project, choice.person, choice.panel)
    name = project.contracts.open_selection()
    answer = Answer(tx.actor.organization, tx.actor.person)
    selection, facts = Selection.record(name, project.card, choice, answer, tx.now)
    selection.policy_version = tx.policy_version
    tx.selections.create(selection)
    await _settle(tx, project, selection)
    tx.publish(*facts)
    return selection


async def consent_to_selection(command: ConsentToSelection, tx: ContractsTransaction) -> Selection:
    """A further owner consents, or refuses for all (1.1)."""
    selection = await tx.selections.get(command.name)
    project = await tx.project(selection.project)
    tx.require(on=project.parties)
    answer = Answer(tx.actor.organization, tx.actor.person, not command.refuse, command.reason)
    tx.publish(*selection.consent(answer, tx.now))
    await tx.selections.save(selection)
    await _settle(tx, project, selection)
    return selection


async def rescore_lead(command: RescoreLead, tx: ContractsTransaction) -> LeadScore:
    """Experts convened by the bureau score another lead than the nominated one (1.2a, 3.5)."""
    project = await tx.project(project_of(command.parent))
    tx.require(on=project.parties)
    project.card.demand_running()
    scores = tuple(lead_score.ExpertScore(score.expert, score.score) for score in command.scores)
    lead_score.check_scores(project.card, command.person, scores)
    experts = tuple(score.expert for score in scores)
    panel.check_size(experts, tx.policy.rescoring_panel)
    await _demand_independent(tx, project, command.person, experts)
    scored, facts = lead_score.rescore(project.card, command.person, scores, tx.now)
    scored.policy_version = tx.policy_version
    earlier = await tx.lead_scores.find(scored.name)
    if earlier is None:
        tx.lead_scores.create(scored)
    else:
        vars(earlier).update(vars(scored) | {"version": earlier.version})
        await tx.lead_scores.save(earlier)
    tx.publish(*facts)
    return scored


async def _demand_independent(tx: ContractsTransaction, project: Project, lead: str, people: tuple[str, ...]) -> None:
    barred = not_for_panel(project.card, lead, await neighbours.organization_of(tx, lead))  # 4.7
    panel.check_independence(await neighbours.panelists(tx, project.card.name, people), barred)


async def _settle(tx: ContractsTransaction, project: Project, selection: Selection) -> None:
    earlier = project.contracts.settle_selection(selection)
    if earlier and selection.state == SelectionState.SELECTED:
        superseded = await tx.selections.get(earlier)
        superseded.supersede()
        await tx.selections.save(superseded)
    await tx.contract_sets.save(project.contracts)
