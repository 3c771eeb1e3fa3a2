"""What happened in a project, from the facts of all services, and what became of its deadlines."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rich.markup import escape
from rich.table import Table

from cli.client import Client
from cli.console import table
from cli.names import Names, pages
from cli.services import SERVICES
from cli.words import china_time, deadline_word, fact_line

_FACTS = "sanzhi.operations.v1.OperationsService/ListFacts"
# Deadlines have a table of their own; of them the timeline shows what went wrong or was changed.
IN_DEADLINES = ("deadline.set.", "deadline.warned.", "deadline.met.")

_RUNNING = "进行中"


@dataclass(frozen=True)
class Event:
    """A fact of a project."""

    id: str
    time: str
    type: str
    subject: str
    actor: str
    rule: str
    policy_version: str
    topic: str
    data: dict[str, Any]

    @property
    def what(self) -> str:
        """The type without "sanzhi." and service."""
        return self.type.split(".", 2)[2]


@dataclass(frozen=True)
class DeadlineStory:
    """A deadline from its setting to its end. `fared`: a word for how it stands; `result`: with the day and the reason."""

    name: str
    kind: str
    node: str
    last_day: str
    provisional: bool
    responsible: str
    rule: str
    warned: tuple[int, ...]
    fared: str
    result: str


async def load_events(client: Client, project: str) -> list[Event]:
    """The facts of all services about a project, in the order in which they happened."""
    found: list[Event] = []
    for service in SERVICES:
        found += [_event(fact) for fact in await pages(client, _FACTS, {"key": project}, "facts", service=service)]
    # UUIDv7 ids keep the order of facts of the same rehearsal minute.
    return sorted(found, key=lambda event: (event.time, event.id))


def _event(fact: dict[str, Any]) -> Event:
    data = json.loads(fact["data"])
    return Event(
        id=fact["id"],
        time=fact["time"],
        type=fact["type"],
        subject=fact["subject"],
        actor=fact["actor"],
        rule=str(data.get("rule", "")),
        policy_version=fact["policy_version"],
        topic=fact["topic"],
        data=data,
    )


def learn_titles(events: Iterable[Event], names: Names) -> None:
    """Have nodes shown by the titles of the task book, and deadlines by what they ask for."""
    for event in events:
        for node in event.data.get("task_book", {}).get("nodes", []):
            names.title(f"{event.data['project']}/nodes/{node['id']}", node["title"])
        if event.what.startswith("deadline.set."):
            node = names(_full_name(str(event.data["project"]), str(event.data.get("node", ""))))
            names.call(event.subject, f"{node}{deadline_word(str(event.data['kind']))}")


def deadlines_of(events: Iterable[Event]) -> list[DeadlineStory]:
    """The deadlines, by last day."""
    stories: dict[str, DeadlineStory] = {}
    for event in events:
        if event.what.startswith("deadline."):
            stories[event.subject] = _continued(stories.get(event.subject), event)
    return sorted(stories.values(), key=lambda story: (story.last_day, story.name))


def _continued(before: DeadlineStory | None, event: Event) -> DeadlineStory:
    data = event.data
    warned = before.warned if before else ()
    if "days_left" in data:
        warned = (*warned, int(data["days_left"]))
    return DeadlineStory(
        name=event.subject,
        kind=str(data["kind"]),
        node=_full_name(str(data["project"]), str(data.get("node", ""))),
        last_day=str(data["last_day"]),
        provisional=bool(data["provisional"]),
        responsible=str(data["responsible"]),
        rule=event.rule,
        warned=warned,
        fared=_fared(event, before.fared if before else _RUNNING),
        result=_result(event, before.result if before else _RUNNING),
    )


def _full_name(project: str, node: str) -> str:
    return f"{project}/nodes/{node}" if node and "/" not in node else node


def _fared(event: Event, before: str) -> str:
    match event.what.split(".")[1]:
        case "met":
            return "逾期完成" if event.data["late"] else "按期完成"
        case "overdue":
            return "逾期未完成"
        case "cancelled":
            return "取消"
        case "redated":
            return _RUNNING
    return before


def _result(event: Event, before: str) -> str:
    data = event.data
    match event.what.split(".")[1]:
        case "met":
            return f"{china_time(data['met_at'])} {_fared(event, before)}"
        case "overdue":
            return f"{china_time(data['overdue_at'])} 起逾期，未完成"
        case "cancelled":
            return f"取消：{data['reason']}"
        case "redated":
            return f"由 {data['previous_last_day']} 改期"
    return before


def events_table(events: Iterable[Event], names: Names) -> Table:
    """The timeline: when, who, what, which rule."""
    made = table("大事记", "时间（中国）", "谁", "事项", "规则")
    for event in events:
        if not event.what.startswith(IN_DEADLINES):
            line = fact_line(event.type, event.data, names)
            made.add_row(china_time(event.time), escape(names.who(event.actor)), escape(line), event.rule)
    return made


def deadlines_table(stories: Iterable[DeadlineStory], names: Names) -> Table:
    """The deadlines, and how each was met."""
    made = table("期限", "最后一日", "期限", "责任方", "提前提醒", "结果", "规则")
    for story in stories:
        made.add_row(
            story.last_day + ("（暂定）" if story.provisional else ""),
            escape(f"{names(story.node)} {deadline_word(story.kind)}".strip()),
            escape(names(story.responsible)),
            "、".join(f"{days}天" for days in story.warned),
            escape(names(story.result)),
            story.rule,
        )
    return made
