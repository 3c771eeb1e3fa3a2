"""The ledger of projects, and one project whole (2.5)."""

from typing import Any

from plan.grams import found_by
from services.desk.answers import Deviation, Node, Project, ProjectPage, StageReached
from services.desk.commands import GetProject, ListProjects
from services.desk.domain.card import ProjectCard
from services.desk.domain.words import ProjectOrder
from services.desk.handlers.lamps import lamps_of, within
from services.desk.handlers.names import NameOf, named_or_none, names_of
from services.desk.handlers.project_fields import fields_of, names_in
from services.desk.handlers.wording import word
from services.desk.store import DeskTransaction

MOST_PARTIES = 50  # people and organisations that a query is looked for among
_ORDERS = {
    ProjectOrder.NEXT_DAY: "by_next_day",
    ProjectOrder.TITLE: "by_title",
    ProjectOrder.BUDGET: "-by_budget",
    ProjectOrder.CHANGED: "-by_changed",
}


async def list_projects(command: ListProjects, tx: DeskTransaction) -> ProjectPage:
    """As asked for, as far as the caller may read them."""
    clauses: list[dict[str, Any]] = []
    if command.query:
        clauses.append(await _found(command.query, tx))
    if command.lamp is not None:
        clauses.append(within(command.lamp, "by_next_day", tx))
    asked = {"stage": command.stage, "kind": command.kind, "parties": command.party}
    clauses += [{field: value} for field, value in asked.items() if value]
    order = _ORDERS[command.order or ProjectOrder.NEXT_DAY]
    page = await tx.page_of_cards(clauses, command.county, command.page_size, command.page_token, order)
    named = await names_of((name for card in page.items for name in names_in(card)), tx)
    return ProjectPage([Project(**fields_of(card, named, lamps_of(tx))) for card in page.items], page.next_page_token)


async def get_project(command: GetProject, tx: DeskTransaction) -> Project:
    """One project whole."""
    card = await tx.readable_card(command.name)
    named = await names_of([*names_in(card), *(each.assignee for each in card.deviations.values())], tx)
    return Project(
        **fields_of(card, named, lamps_of(tx)),
        stages=[StageReached(stage, at) for stage, at in card.stages()],
        nodes=_nodes(card),
        deviations=_deviations(card, named),
    )


async def _found(query: str, tx: DeskTransaction) -> dict[str, Any]:
    """In the title, or in the name of a party."""
    grams = found_by(query, "2.5")
    who = [each.name for each in await tx.known.list({"grams": grams}, limit=MOST_PARTIES)]
    return {"$or": [{"grams": grams}, {"parties": {"$in": who}}]} if who else {"grams": grams}


def _nodes(card: ProjectCard) -> list[Node]:
    found = []
    for each in sorted(card.book, key=lambda node: (node.due_date, node.id)):
        standing = card.standings.get(each.id)
        state = standing.state if standing else "planned"
        label = word("milestones", "NodeState", state)
        found.append(Node(f"{card.name}/nodes/{each.id}", each.title, each.due_date, state, label, standing.since if standing else None))
    return found


def _deviations(card: ProjectCard, named: NameOf) -> list[Deviation]:
    return [
        Deviation(
            name=each.name,
            aspect=each.aspect,
            aspect_label=word("supervision", "DeviationAspect", each.aspect),
            cause=each.cause,
            cause_label=word("supervision", "DeviationCause", each.cause),
            assignee=named_or_none(each.assignee, named),
            due=each.due,
            closed=each.closed,
            opened_at=each.opened_at,
        )
        for each in sorted(card.deviations.values(), key=lambda deviation: deviation.name)
    ]
