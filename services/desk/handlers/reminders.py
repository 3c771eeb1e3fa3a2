"""What somebody is reminded of where nobody asks who looks: their last days, and nothing that is between a few (2.5, 4.5)."""

from chassis.access.roles import Actor
from chassis.access.standing import admitted
from services.desk.answers import Reminder, Reminders
from services.desk.commands import GetReminders
from services.desk.domain.card import FAR
from services.desk.domain.lamp import Lamps
from services.desk.domain.period import Period
from services.desk.domain.table import KINDS, PRIVATE
from services.desk.domain.task import Task
from services.desk.handlers.lamps import lamps_of
from services.desk.handlers.tasks import label_of
from services.desk.handlers.wording import deadline_word
from services.desk.neighbours import standing_of
from services.desk.store import DeskTransaction, principals_of

MOST = 300


async def get_reminders(command: GetReminders, tx: DeskTransaction) -> Reminders:
    """As whoever they are on record now: nobody's token says it. Refuses PERSON_UNKNOWN, PERSON_LEFT."""
    tx.require()
    standing = await standing_of(command.name, tx)
    person = admitted(standing, Actor(command.name, roles=frozenset(standing.roles)))
    theirs, dated = {"$in": principals_of(person)}, {"$lt": FAR}
    mine = {"who": theirs, "kind": {"$nin": PRIVATE}, "by_day": dated} | tx.not_too_late
    tasks = await tx.tasks.page(mine, MOST, "", "by_day")
    periods = await tx.periods.page({"bearer": theirs, "by_day": dated}, MOST, "", "by_day")
    lamps, told = lamps_of(tx), {task.deadline for task in tasks.items}
    found = [_of_task(task, lamps) for task in tasks.items]
    found += [_of_period(period, lamps) for period in periods.items if period.name not in told]
    found.sort(key=lambda each: (each.last_day, each.name))
    more = bool(tasks.next_page_token or periods.next_page_token or len(found) > MOST)
    works = (await tx.calendar()).is_working_day(tx.today)
    return Reminders(command.name, found[:MOST], more, tx.now, works)


def _of_task(task: Task, lamps: Lamps) -> Reminder:
    method = KINDS[task.kind].methods[0]
    return Reminder(
        name=task.name,
        label=label_of(method),
        project=task.project,
        project_title=task.project_title,
        node_title=task.node_title,
        method=method,
        resource=task.resource,
        last_day=task.last_day,
        provisional=task.provisional,
        days_left=lamps.days_left(task.last_day),
    )


def _of_period(period: Period, lamps: Lamps) -> Reminder:
    """A deadline that no task of theirs stands for."""
    return Reminder(
        name=period.name,
        label=deadline_word(period.kind),
        project=period.project,
        project_title=period.project_title,
        node_title=period.node_title,
        method="",
        resource="",
        last_day=period.last_day,
        provisional=period.provisional,
        days_left=lamps.days_left(period.last_day),
    )
