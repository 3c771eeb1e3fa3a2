"""What the ledger and the file of a project both say of it."""

from typing import Any

from services.desk.domain.card import FAR, ProjectCard
from services.desk.domain.lamp import Lamps
from services.desk.handlers.names import NameOf, named_or_none
from services.desk.handlers.wording import deadline_word, word


def names_in(card: ProjectCard) -> list[str]:
    """Of everybody whom it names."""
    return [*card.owners, card.undertaking_unit, card.lead, card.last_lead, card.nominated_lead, card.chief, *card.commissioners]


def fields_of(card: ProjectCard, named: NameOf, lamps: Lamps) -> dict[str, Any]:
    """As the answer has them."""
    coming = card.next
    last_day = "" if card.next_day == FAR else card.next_day
    lead = card.lead or card.last_lead
    return {
        "name": card.name,
        "application": card.name.replace("projects/", "applications/", 1),
        "title": card.shown_title,
        "kind": card.kind,
        "kind_label": word("registry", "ProjectKind", card.kind),
        "regime": card.regime.value if card.is_approved else "",
        "regime_label": word("registry", "Regime", card.regime.value) if card.is_approved else "",
        "field": card.research_field,
        "county": card.county,
        "stage": card.stage,
        "stage_detail": _detail(card),
        "terminated": card.terminated_at is not None,
        "lamp": lamps.of(last_day),
        "next_day": last_day,
        "next_day_provisional": bool(coming and coming.provisional),
        "days_left": lamps.days_left(last_day),
        "next_label": f"{card.node_title(coming.node)} {deadline_word(coming.kind)}".strip() if coming else "",
        "owners": [named(owner) for owner in card.owners],
        "undertaking_unit": named_or_none(card.undertaking_unit, named),
        "lead": named_or_none(lead or card.nominated_lead, named),
        "lead_is_nominated": not lead and bool(card.nominated_lead),
        "technical_chief": named_or_none(card.chief, named),
        "commissioners": [named(each) for each in card.commissioners],
        "budget_fen": card.money.budget_fen,
        "city_fen": card.money.city_fen,
        "received_fen": card.received_fen,
        "spent_fen": card.spent_fen,
        "actual_progress": card.actual_progress,
        "planned_progress": card.planned_progress,
        "term_start": card.term_start,
        "term_end": card.term_end,
        "task_book_version": card.task_book_version,
        "changed_at": card.changed_at,
        "midterm_judgement": card.midterm,
        "conclusion": card.conclusion,
    }


def _detail(card: ProjectCard) -> str:
    """Of a running project the node that it is at, and how that stands; of an application where it is."""
    ahead = (node for node in sorted(card.book, key=lambda each: (each.due_date, each.id)) if not _is_over(card, node.id))
    node = next(ahead, None) if card.running_at and card.opened_at is None else None
    if node is not None:
        standing = card.standings.get(node.id)
        return f"{node.title}：{word('milestones', 'NodeState', standing.state if standing else 'planned')}"
    if not card.is_approved and card.standing:
        return word("registry", "ApplicationState", card.standing)
    return word("evaluation", "Conclusion", card.conclusion)


def _is_over(card: ProjectCard, node: str) -> bool:
    standing = card.standings.get(node)
    return standing is not None and standing.state in ("passed", "failed", "cancelled")
