"""The pictures of all services as one: which states an aggregate of a collection can be in, and where they lead."""

from collections.abc import Mapping
from typing import Any

from chassis.run.service import Service
from chassis.store.repository import Collection
from plan.deadlines import DEADLINE
from plan.deadlines.extensions import EXTENSION
from services.contracts.domain import states as contracts
from services.evaluation.domain import states as evaluation
from services.milestones.domain import states as milestones
from services.registry.domain import states as registry
from services.sharing.domain import states as sharing
from services.supervision.domain import states as supervision
from services.support.domain import states as support

Arrows = frozenset[tuple[str, str]]


def _acts(table: Mapping[str, Mapping[Any, Any]]) -> Arrows:
    """Of a table act → from → to."""
    return frozenset((str(one), str(other)) for moves in table.values() for one, other in moves.items())


# "service.collection" → arrows.
PICTURES: Mapping[str, Arrows] = {
    "registry.applications": _acts(registry.APPLICATION.moves),
    "registry.guides": _acts(registry.GUIDE.moves),
    "registry.projects": _acts(registry.PROJECT.moves),
    "contracts.selections": _acts(contracts.SELECTION.moves),
    "contracts.engagements": _acts(contracts.ENGAGEMENT.moves),
    "contracts.engagements.documents": _acts(contracts.DOCUMENT.moves),
    "contracts.contract_sets": _acts(contracts.CONTRACT_SET.moves),
    "milestones.schedules": _acts(milestones.SCHEDULE.moves),
    "milestones.nodes": _acts(milestones.NODE.moves),
    "milestones.deadlines": _acts(DEADLINE.moves),
    "milestones.deadlines.extensions": _acts(EXTENSION.moves),
    "milestones.midterm_checks": _acts(milestones.MIDTERM.moves),
    "evaluation.evaluations": _acts(evaluation.EVALUATION.moves),
    "evaluation.deadlines": _acts(DEADLINE.moves),
    "evaluation.filings": _acts(evaluation.FILING.moves),
    "evaluation.pays.parts": _acts(evaluation.PAY_PART.moves),
    "evaluation.ratings.entries": _acts(evaluation.RATING_ENTRY.moves),
    "supervision.deviations": _acts(supervision.DEVIATION.moves),
    "supervision.findings": _acts(supervision.FINDING.moves),
    "milestones.progress_reports": _acts(milestones.REPORT.moves),
    "milestones.integrated_plans": _acts(milestones.INTEGRATED_PLAN.moves),
    "milestones.dispatch_reports": _acts(milestones.DISPATCH.moves),
    "sharing.results": _acts(sharing.RESULT.moves),
    "sharing.use_requests": _acts(sharing.REQUEST.moves),
    "support.policies": _acts(support.POLICY.moves),
    "support.questions": _acts(support.QUESTION.moves),
    "support.claims": _acts(support.CLAIM.moves),
    "support.service_requests": _acts(support.SERVICE.moves),
}


def collections_of(service: Service) -> tuple[str, ...]:
    """The collections of a service's aggregates."""
    return tuple(each.name for each in vars(service.transaction).values() if isinstance(each, Collection))


def states_of(collection: str, document: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Name → (picture, state) of an aggregate and of the documents and extensions in it, those that have a picture."""
    found = {document["_id"]: (collection, document["state"])} if collection in PICTURES else {}
    if collection == "contracts.engagements":
        found |= {each["name"]: (f"{collection}.documents", each["state"]) for each in document["documents"]}
    for whole, parts in (("evaluation.pays", "parts"), ("evaluation.ratings", "entries")):
        if collection == whole:
            found |= {each["name"]: (f"{whole}.{parts}", each["state"]) for each in document[parts]}
    if collection == "milestones.deadlines":
        extensions = enumerate(document["extensions"])
        found |= {f"{document['_id']}#{number}": (f"{collection}.extensions", each["state"]) for number, each in extensions}
    return found


def known(picture: str) -> set[str]:
    """All states of a picture."""
    return {state for arrow in PICTURES[picture] for state in arrow}


def leads_to(picture: str, source: str) -> set[str]:
    """The state itself and those that arrows lead to from it, in one step or several."""
    found, frontier = {source}, {source}
    while frontier:
        frontier = {other for one, other in PICTURES[picture] if one in frontier} - found
        found |= frontier
    return found
