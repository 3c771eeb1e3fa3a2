"""Tasks: whose they are, and who may see that (2.5)."""

import importlib
import re
from functools import cache
from typing import Any

from chassis.words import act_of
from services.desk.answers import Doing, Task, TaskPage
from services.desk.commands import ListTasks
from services.desk.domain import task as domain
from services.desk.domain.card import FAR
from services.desk.domain.table import KINDS
from services.desk.domain.task import SEES_INTERNAL
from services.desk.domain.words import TaskView
from services.desk.handlers.lamps import lamps_of
from services.desk.handlers.names import NameOf, named_or_none, names_of
from services.desk.handlers.wording import word
from services.desk.store import DeskTransaction

_ORDER = {TaskView.DONE: "-by_done"}
_DOCUMENT = re.compile(r"projects/[^/]+/engagements/[^/]+/documents/([a-z-]+)-(\d+)")


async def list_tasks(command: ListTasks, tx: DeskTransaction) -> TaskPage:
    """What waits for the caller, or for others since the caller or in the caller's projects; what the caller has done."""
    view = command.view or TaskView.MINE
    where = _clause(view, tx) | ({"project": command.parent} if command.parent else {})
    page = await tx.tasks.page(where, command.page_size, command.page_token, _ORDER.get(view, "by_day"))
    seen = [_Seen(task, tx) for task in page.items]
    named = await names_of((name for each in seen for name in each.names()), tx)
    return TaskPage([each.shown(view, named) for each in seen], page.next_page_token)


def _clause(view: TaskView, tx: DeskTransaction) -> dict[str, Any]:
    mine = {"$in": tx.principals}
    clauses: dict[TaskView, dict[str, Any]] = {
        TaskView.MINE: {"who": mine} | tx.not_too_late,
        TaskView.DONE: {"doers": tx.actor.person},
        TaskView.STARTED: {"starter": tx.actor.person} | tx.not_too_late,
        TaskView.OWED: {"watchers": tx.readable, "who": {"$not": mine}} | tx.not_too_late,
    }
    return clauses[view]


class _Seen:
    """A task as the caller may see it: of a private one, others than bureau and auditors see themselves alone."""

    def __init__(self, task: domain.Task, tx: DeskTransaction) -> None:
        self.task = task
        self.kind = KINDS[task.kind]
        self._tx = tx
        self._lamps = lamps_of(tx)
        all_of_it = not self.kind.private or bool(set(SEES_INTERNAL) & set(tx.principals))
        self.waits = task.waits_at(tx.now)
        self.who = [name for name in task.who if self.waits and (all_of_it or name in tx.principals)]
        self.doings = [each for each in task.doings if all_of_it or each.person == tx.actor.person]
        self.started_by = task.started_by if all_of_it or task.started_by == tx.actor.person else ""

    def names(self) -> list[str]:
        """Names in it."""
        return [*self.who, *(each.person for each in self.doings), self.started_by, self.task.about]

    def shown(self, view: TaskView, named: NameOf) -> Task:
        """With names, words and today's lamp."""
        task, method, *alternatives = (self.task, *self.kind.methods)
        own = [each for each in self.doings if view is not TaskView.DONE or each.person == self._tx.actor.person]
        last_day = "" if task.last_day == FAR else task.last_day
        return Task(
            name=task.name,
            kind=task.kind,
            label=label_of(method),
            method=method,
            alternatives=alternatives,
            resource=task.resource,
            about=about(task, named),
            project=task.project,
            project_title=task.project_title,
            rules=self.kind.rules.split(","),
            holders=[named(name) for name in self.who],
            started_by=named_or_none(self.started_by, named),
            since=task.since,
            last_day=last_day,
            provisional=task.provisional,
            deadline=task.deadline,
            lamp=self._lamps.of(last_day),
            days_left=self._lamps.days_left(last_day),
            doings=[Doing(named(each.person), each.at) for each in own],
            closed=not self.waits,
        )


def about(task: domain.Task, named: NameOf) -> str:
    """The node, or what the fact said; before it the document, for somebody is asked to sign three of a row at once (1.5)."""
    said = task.node_title or named(task.about).display_name
    found = _DOCUMENT.fullmatch(task.resource)
    document = f"{word('contracts', 'DocumentKind', found[1].replace('-', '_'))}第 {found[2]} 版" if found else ""
    return "，".join(filter(None, (document, said)))


@cache
def label_of(method: str) -> str:
    """The act as officials name it, by the proto of its service."""
    package, _, rest = method.rpartition(".")
    service, _, rpc = rest.partition("/")
    name = package.split(".")[1]
    file: Any = importlib.import_module(f"sanzhi.{name}.v1.{name}_pb2").DESCRIPTOR
    return act_of(file.services_by_name[service].methods_by_name[rpc]).label
