"""A project's timeline, its deadlines, and the facts that an independent consumer saw of it, on the terminal."""

from collections import Counter
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.client import Client
from cli.console import table
from cli.extent import Timeline
from cli.names import Names
from cli.observer import Seen
from cli.outline import outline
from cli.timeline import Event, deadlines_of, deadlines_table, events_table, learn_titles, load_events
from cli.words import china_time

# Facts that give the project's title; before it is approved, its application's.
_TITLED = ("project.approved.", "application.")


@dataclass(frozen=True)
class Whole:
    """All that is known of a project: the facts of its services, those that Kafka has shown, and what everybody is called."""

    name: str
    events: list[Event]
    seen: list[Seen]
    names: Names

    @property
    def title(self) -> str:
        """Its title, else its name."""
        titles = (event.data["title"] for event in reversed(self.events) if event.what.startswith(_TITLED) and "title" in event.data)
        return next(titles, self.name)


async def whole_project(client: Client, names: Names, project: str, seen: list[Seen]) -> Whole:
    """What the services and Kafka know of a project."""
    events = await load_events(client, project)
    learn_titles(events, names)
    return Whole(project, events, [fact for fact in seen if fact.key == project], names)


def tell_project(console: Console, whole: Whole, timeline: Timeline) -> None:
    """Print a project; nothing where there is none."""
    if not whole.events:
        return
    console.print()
    console.rule(f"[bold]{escape(whole.title)}[/bold]（{whole.name}）")
    deadlines = deadlines_of(whole.events)
    if timeline is Timeline.SHORT:
        for line in (*outline(whole.events, deadlines, whole.names), _count(whole.seen)):
            console.print(line, markup=False, no_wrap=True, overflow="ellipsis")
        return
    console.print(events_table(whole.events, whole.names))
    if deadlines:
        console.print(deadlines_table(deadlines, whole.names))
    console.print(seen_table(whole.seen))


def _count(seen: list[Seen]) -> str:
    topics = Counter(fact.topic for fact in seen)
    return "独立消费者在 Kafka 上看到的事实：" + "，".join(f"{topic} {number} 条" for topic, number in sorted(topics.items()))


def seen_table(seen: list[Seen]) -> Table:
    """What anybody with a Kafka client sees of a project."""
    made = table(_count(seen), "时间（中国）", "主题", "序号", "类型", "对象")
    for fact in sorted(seen, key=lambda each: (each.envelope.time, each.envelope.id)):
        envelope = fact.envelope
        when, what = china_time(envelope.time.isoformat()), envelope.type.split(".", 2)[2]
        made.add_row(when, fact.topic, str(envelope.sequence), what, escape(envelope.subject))
    return made
