"""A fact is taken in: names, the project's card, deadlines, tasks, what happened. In any order across topics the same comes of it."""

from typing import Any

from chassis.calendar import HolidayNotice
from chassis.mapping import adapter
from plan.grams import grams_of
from services.desk.consumed import INTERNAL
from services.desk.domain.card import ProjectCard
from services.desk.domain.cards import follow as follow_card
from services.desk.domain.happening import happening_of
from services.desk.domain.news import News
from services.desk.domain.period import follow as follow_period
from services.desk.domain.period import name_of as period_of
from services.desk.domain.table import KINDS, TABLE
from services.desk.store import DeskTransaction

_ON_RECORD = ("registry.organization.", "registry.person.")
_NOTICE = "milestones.holiday_notice.published"
_OF_NOTICE = ("year", "days_off", "makeup_days", "reference")
_INTERNAL = frozenset(f"sanzhi.{service}.{fact}.v1" for service, facts in INTERNAL.items() for fact in facts)


async def take_in(fact: dict[str, Any], tx: DeskTransaction) -> None:
    """One fact, whichever."""
    await take(_news(fact, tx), tx)


async def take(news: News, tx: DeskTransaction) -> None:
    """As take_in, once it is read."""
    if news.kind.startswith(_ON_RECORD):
        await _put_on_record(news, tx)
    if news.kind == _NOTICE:
        tx.learn(adapter(HolidayNotice).validate_python({name: news.data[name] for name in _OF_NOTICE}))
    card = await tx.card_of(news.project) if news.project else None
    if card is not None:
        await _follow(card, news, tx)
    await _do_tasks(news, card, tx)
    if card is not None and _is_told(tx) and await tx.happenings.find(news.id) is None:
        tx.happenings.create(happening_of(news))


def _news(fact: dict[str, Any], tx: DeskTransaction) -> News:
    cause = tx.cause
    assert cause is not None  # a fact is behind it
    return News(cause.id, cause.type.removeprefix("sanzhi.").rpartition(".")[0], cause.time, cause.actor, cause.subject, fact)


def _is_told(tx: DeskTransaction) -> bool:
    return tx.cause is not None and tx.cause.type not in _INTERNAL


async def _put_on_record(news: News, tx: DeskTransaction) -> None:
    known = await tx.known_as(news.subject)
    match news.kind.rpartition(".")[2]:
        case "departed":
            known.leave()
        case "returned":
            known.come_back()
        case _:
            known.register(news, grams_of([news.text("display_name")]))
    await tx.known.save(known)


async def _follow(card: ProjectCard, news: News, tx: DeskTransaction) -> None:
    """The card and its deadlines; where its parties changed, all that is shown of it is for others now."""
    before = card.standing_of_parties()
    follow_card(card, news)
    name = period_of(news)
    if name:
        period = await tx.period_of(name, card.name)
        follow_period(period, news)
        card.note_next(period.next_day(), name)
    card.note_last(news)
    card.settle(grams_of([card.shown_title]))
    if name:
        period.settle(card)
        await tx.periods.save(period)
    if card.standing_of_parties() != before:
        await _settle_all(card, tx)
    await tx.cards.save(card)


async def _settle_all(card: ProjectCard, tx: DeskTransaction) -> None:
    for listed in await tx.periods.list({"project": card.name}):
        period = await tx.periods.get(listed.name)
        period.settle(card)
        await tx.periods.save(period)
    for each in await tx.tasks.list({"project": card.name}):
        task = await tx.tasks.get(each.name)
        KINDS[task.kind].settle(task, card)
        await tx.tasks.save(task)


async def _do_tasks(news: News, card: ProjectCard | None, tx: DeskTransaction) -> None:
    for kind, about, step in TABLE.steps(news):
        task = await tx.task_of(kind.name(about), kind.id, kind.resource(about), news.project)
        step.take(task, news)
        kind.settle(task, card)
        await tx.tasks.save(task)
