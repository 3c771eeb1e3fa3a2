"""Selecting the manager (1.2), confirming or replacing the nominated lead (1.2a)."""

from collections.abc import Sequence

from plan.consents import Consent
from plan.independence import Candidate
from plan.panels import check_composition
from services.contracts import neighbours
from services.contracts.commands import ConsentToSelection, RecordSelection, RescoreLead
from services.contracts.domain import lead_score
from services.contracts.domain.lead_score import LeadScore, name_of_score
from services.contracts.domain.selection import Choice, Selection, check_choice
from services.contracts.domain.words import SelectionState
from services.contracts.store import ContractsTransaction, Project, project_of


async def record_selection(command: RecordSelection, tx: ContractsTransaction) -> Selection:
    """An owner puts on record whom the owners select, and how."""
    project = await tx.project(command.parent)
    tx.require(on=project.parties)
    admit_selection(project)
    choice = Choice(
        command.person, command.method, command.selected_on, command.decision, command.reference, command.panel, tx.policy_version
    )
    check_choice(project.card, choice, tx.policy, tx.today)
    panel = await independent(tx, project, choice.person, choice.panel)
    first = Consent(tx.actor.organization, tx.actor.person, tx.now)
    selection, facts = Selection.record(project.contracts.open_selection(), project.card, choice, first, panel)
    tx.selections.create(selection)
    await _settle(tx, project, selection)
    tx.publish(*facts)
    return selection


async def consent_to_selection(command: ConsentToSelection, tx: ContractsTransaction) -> Selection:
    """An owner consents, or refuses for all (1.1); nobody is selected on the word of experts who may not sit today (4.7)."""
    selection = await tx.selections.get(command.name)
    project = await tx.project(selection.project)
    tx.require(on=project.parties)
    selection.admit("consent")
    project.card.demand_running()
    if selection.panel and not command.refuse:
        await independent(tx, project, selection.person, selection.panel)
    answer = Consent(tx.actor.organization, tx.actor.person, tx.now, not command.refuse, command.reason, tx.seen)
    tx.publish(*selection.consent(answer))
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
    experts = [score.expert for score in scores]
    check_composition(experts, tx.policy.rescoring_panel)
    await independent(tx, project, command.person, experts)
    name = name_of_score(project.card.name, command.person)
    score = await tx.lead_scores.find(name)
    if score is None:
        score = LeadScore(name, project.card.name, command.person)
        tx.lead_scores.create(score)
    tx.publish(*score.rescore(project.card, scores, tx.policy_version, tx.now))
    await tx.lead_scores.save(score)
    return score


def admit_selection(project: Project) -> None:
    """Refuse PROJECT_ENDED (1.10), REGIME_HAS_NO_MANAGER (1.4), SELECTION_PENDING (1.2)."""
    project.card.demand_running()
    project.card.demand_manager_regime()
    project.contracts.admit_selection()


async def independent(tx: ContractsTransaction, project: Project, lead: str, people: Sequence[str]) -> list[Candidate]:
    """The experts as they are known today. Refuses EXPERT_NOT_INDEPENDENT (4.7), EXPERT_BARRED (7.5)."""
    organization = (await neighbours.person_named(tx, lead)).organization
    engaged = frozenset(each.person for each in project.contracts.engaged)
    candidates = await neighbours.candidates(tx, project.card.name, people)
    project.card.circle_of_selection(lead, organization, engaged).check(candidates)
    return candidates


async def _settle(tx: ContractsTransaction, project: Project, selection: Selection) -> None:
    earlier = project.contracts.settle_selection(selection)
    if earlier and selection.state == SelectionState.SELECTED:
        superseded = await tx.selections.get(earlier)
        superseded.supersede()
        await tx.selections.save(superseded)
    await tx.contract_sets.save(project.contracts)
