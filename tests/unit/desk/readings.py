"""What the desk keeps of the golden of each fact, beside tasks: `python -m tests.unit.desk.readings` writes it.

Of each: what it changes of the card of a project that is approved, of its deadline, of who is on record, and how its history tells it.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from services.desk.consumed import INTERNAL, PUBLIC
from services.desk.domain.card import ProjectCard
from services.desk.domain.cards import follow
from services.desk.domain.happening import happening_of
from services.desk.domain.known import Known
from services.desk.domain.news import News
from services.desk.domain.period import Period, name_of
from services.desk.domain.period import follow as follow_period
from tests.unit.desk.rows import golden
from tests.unit.lived import Life

READINGS = Path(__file__).with_name("readings.txt")
# Each fact has a number of its own, and these have come before it.
_APPROVED, _SET = replace(golden("registry.project.approved"), id="0"), replace(golden("milestones.deadline.set"), id="1")
_MISSED = replace(golden("milestones.deadline.overdue"), id="1")


def _card(news: News) -> Life:
    """Of a card with one deadline."""
    card = ProjectCard(news.project)
    if not news.kind.startswith(("registry.application.", "registry.project.approved")):
        follow(card, _APPROVED)
    life: Any = Life(news.kind, card, from_birth=False)

    def read() -> None:
        follow(card, news)
        card.settle()

    card.settle()
    life.does("card", read)()
    return life


def _period(news: News, *before: News) -> Life:
    period = Period(name=name_of(news), project=news.project)
    for each in before:
        follow_period(period, each)
    card = ProjectCard(news.project)
    follow(card, _APPROVED)
    card.settle()
    period.settle(card)
    life: Any = Life(f"  its deadline{', after ' * bool(before)}{' and '.join(each.kind for each in before)}", period, from_birth=False)

    def read() -> Any:
        follow_period(period, news)
        period.settle(card)
        return period.next_day()

    life.does("deadline", read)()
    return life


def _known(news: News) -> Life:
    known = Known(news.subject)
    life: Any = Life("  on record", known, from_birth=False)
    life.does("register", known.register)(news, ["某"])
    return life


def _told(news: News) -> str:
    happening = happening_of(news)
    turns = ", turns the project" if happening.turns else ""
    return f"  history: {happening.kind} by rules {happening.rules}{turns}: {sorted(happening.data)}\n"


def readings() -> str:
    """A paragraph a fact."""
    told = []
    for table in (PUBLIC, INTERNAL):
        for kind in (f"{service}.{what}" for service, facts in table.items() for what in facts):
            news = golden(kind)
            lives = [_card(news)]
            if name_of(news):
                lives += [_period(news), _period(news, _SET), _period(news, _SET, _MISSED)]
            if kind.startswith(("registry.person.", "registry.organization.")):
                lives.append(_known(news))
            told += [*map(str, lives), _told(news)]
    lines = [line for line in "".join(told).splitlines() if line.strip()]
    return "\n".join(line if line.startswith(" ") else f"\n{line}" for line in lines).lstrip() + "\n"


if __name__ == "__main__":
    READINGS.write_text(readings())
