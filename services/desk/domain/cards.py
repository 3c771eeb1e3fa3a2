"""What a fact changes of its project's card."""

from collections.abc import Callable, Mapping

from services.desk.domain.book import NodeStanding, StandingDeviation
from services.desk.domain.card import ProjectCard
from services.desk.domain.news import News

Change = Callable[[ProjectCard, News], None]


def follow(card: ProjectCard, news: News) -> None:
    """Let a card be as a fact says; most say nothing of it."""
    change = _CHANGES.get(news.kind)
    if change is not None:
        change(card, news)


def _stands(standing: str) -> Change:
    return lambda card, news: card.move(standing)


def _node(state: str) -> Change:
    return lambda card, news: card.note_node(news.node(), NodeStanding(state, news.at))


def _remedy(card: ProjectCard, news: News) -> None:
    if news.text("decision") == "rectify" and news.node():
        card.note_node(news.node(), NodeStanding("awaiting_materials", news.at))


def _awake(card: ProjectCard, news: News) -> None:
    for node in news.names("nodes"):
        if not card.knows_standing(node):
            card.note_node(node, NodeStanding("awaiting_materials", news.at))


def _open_deviation(card: ProjectCard, news: News) -> None:
    known = card.deviation(news.subject)
    opened_at = known.opened_at if known else news.at
    said = (news.text("aspect"), news.text("cause"), news.text("assignee"), news.text("due"))
    card.note_deviation(news.subject, StandingDeviation(news.subject, *said, opened_at, news.kind.endswith(".closed")))


_CHANGES: Mapping[str, Change] = {
    "registry.application.created": ProjectCard.draft_as,
    "registry.application.updated": ProjectCard.draft_as,
    "registry.application.submitted": ProjectCard.submit,
    "registry.application.recommended": _stands("recommended"),
    "registry.application.returned": _stands("returned"),
    "registry.application.passed": _stands("passed"),
    "registry.application.refused": ProjectCard.decline,
    "registry.application.declined": ProjectCard.decline,
    "registry.project.approved": ProjectCard.approve,
    "registry.task_book.changed": lambda card, news: card.take_book(news.data["task_book"]),
    "registry.project.running": ProjectCard.run,
    "registry.project.terminated": ProjectCard.terminate,
    "registry.project.closed": ProjectCard.close,
    "contracts.manager.selected": lambda card, news: card.select(news.text("person")),
    "contracts.engagement.drawn_up": ProjectCard.propose,
    "contracts.engagement.voided": ProjectCard.give_up,
    "contracts.engagement.activated": ProjectCard.begin_engagement,
    "contracts.engagement.ended": ProjectCard.end_engagement,
    "supervision.commission.named": lambda card, news: card.name_commissioners(str(each["person"]) for each in news.data["commissioners"]),
    "supervision.deviation.opened": _open_deviation,
    "supervision.deviation.assigned": _open_deviation,
    "supervision.deviation.closed": _open_deviation,
    "milestones.schedule.awoke": _awake,
    "milestones.materials.received": _node("under_review"),
    "milestones.materials.returned": _node("returned"),
    "milestones.node.passed": _node("passed"),
    "milestones.node.failed": _node("failed"),
    "milestones.node.cancelled": _node("cancelled"),
    "milestones.remedy.decided": _remedy,
    "milestones.midterm.judged": ProjectCard.judge,
    "milestones.progress.reported": ProjectCard.report,
    "evaluation.evaluation.opened": ProjectCard.evaluate,
    "evaluation.evaluation.postponed": ProjectCard.evaluate,
    "evaluation.self_evaluation.submitted": ProjectCard.evaluate,
    "evaluation.evaluation.panel_convened": ProjectCard.evaluate,
    "evaluation.evaluation.concluded": ProjectCard.evaluate,
    "evaluation.filing.filed": ProjectCard.evaluate,
    "evaluation.pay.pool_set": ProjectCard.set_pool,
}
