"""A project's timeline, its deadlines, and the facts that an independent consumer saw of it, on the terminal."""

from collections import Counter

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from cli.client import Client
from cli.console import table
from cli.names import Names
from cli.observer import Seen
from cli.timeline import deadlines_of, deadlines_table, events_table, learn_titles, load_events
from cli.words import china_time

# Facts that give the project's title; before it is approved, its application's.
_TITLED = ("project.approved.", "application.")


async def tell_project(console: Console, client: Client, names: Names, project: str, seen: list[Seen]) -> None:
    """Print all of a project; nothing where there is none."""
    events = await load_events(client, project)
    if not events:
        return
    learn_titles(events, names)
    titles = (event.data["title"] for event in reversed(events) if event.what.startswith(_TITLED) and "title" in event.data)
    console.print()
    console.rule(f"[bold]{escape(next(titles, project))}[/bold]（{project}）")
    console.print(events_table(events, names))
    deadlines = deadlines_of(events)
    if deadlines:
        console.print(deadlines_table(deadlines, names))
    console.print(seen_table([fact for fact in seen if fact.key == project]))


def seen_table(seen: list[Seen]) -> Table:
    """What anybody with a Kafka client sees of a project."""
    topics = Counter(fact.topic for fact in seen)
    count = "，".join(f"{topic} {number} 条" for topic, number in sorted(topics.items()))
    title = f"独立消费者在 Kafka 上看到的事实：{count}"
    made = table(title, "时间（中国）", "主题", "序号", "类型", "对象")
    for fact in sorted(seen, key=lambda each: (each.envelope.time, each.envelope.id)):
        envelope = fact.envelope
        when, what = china_time(envelope.time.isoformat()), envelope.type.split(".", 2)[2]
        made.add_row(when, fact.topic, str(envelope.sequence), what, escape(envelope.subject))
    return made
