"""What happened in a project, as the public facts tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.desk.domain.news import News

# Facts by which a project turns: what a short timeline shows.
TURNS = frozenset(
    {
        "registry.application.submitted",
        "registry.application.returned",
        "registry.application.refused",
        "registry.application.declined",
        "registry.project.approved",
        "registry.task_book.changed",
        "registry.project.running",
        "registry.project.terminated",
        "registry.project.closed",
        "contracts.manager.selected",
        "contracts.engagement.blocked",
        "contracts.engagement.activated",
        "contracts.engagement.voided",
        "contracts.engagement.ended",
        "contracts.contract_set.took_effect",
        "milestones.deadline.overdue",
        "milestones.node.passed",
        "milestones.node.failed",
        "milestones.node.cancelled",
        "milestones.remedy.decided",
        "milestones.midterm.judged",
        "milestones.term.ended",
        "evaluation.evaluation.opened",
        "evaluation.deadline.overdue",
        "evaluation.evaluation.concluded",
        "evaluation.filing.filed",
        "supervision.deviation.opened",
        "supervision.finding.confirmed",
        "supervision.finding.lifted",
    }
)
# Not kept a second time: what the card has.
_LARGE = ("task_book", "owner_kinds", "documents", "files", "report")


@dataclass
class Happening:
    """`name`: the fact's id, by which they are ordered."""

    name: str
    project: str
    kind: str
    at: datetime
    subject: str
    actor: str
    turns: bool
    rules: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    version: int = 0


def happening_of(news: News) -> Happening:
    """What a fact tells, without what is large."""
    told: Mapping[str, Any] = {name: value for name, value in news.data.items() if name not in (*_LARGE, "rule")}
    return Happening(news.id, news.project, news.kind, news.at, news.subject, news.actor, news.kind in TURNS, news.rules, dict(told))
