"""What each row of the task table makes of the golden of each fact that it goes by: `python -m tests.unit.desk.rows` writes it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.desk.domain.news import News
from services.desk.domain.table import TABLE
from services.desk.domain.table.kind import Kind, Step
from services.desk.domain.task import Task
from services.milestones.domain.words import DeadlineKind

GOLDENS = Path(__file__).parents[2] / "contract/goldens"
ROWS = Path(__file__).with_name("rows.txt")
_BEFORE, _FACT = "1", "2"
# What a fact may say instead of what its golden says, where a row goes by it.
_WORDS: Mapping[str, Sequence[str]] = {
    "kind": [each.value for each in DeadlineKind],
    "row": ["1.5/1", "1.5/2", "1.5/3"],
    "regime": ["chief_responsible", "manager"],
    "judgement": ["cannot_finish"],
    "step": ["question", "claim_completion", "claim_payment", "service"],
}


def golden(kind: str) -> News:
    """A fact as its golden has it, done by a person."""
    service, _, what = kind.partition(".")
    data: dict[str, Any] = json.loads((GOLDENS / service / f"{what}.v1.json").read_text())
    return News(_FACT, kind, datetime(2026, 1, 5, tzinfo=UTC), "people/li", data["name"], data)


def told() -> str:
    """A line a row and fact: what the task is about, who has it from then on, who did it, its words, its last day."""
    lines = []
    for kind in TABLE.kinds:
        switches = [name for name in ("private", "goes_on", "after_end") if getattr(kind, name)]
        lines += ["", " ".join([kind.id, f"({kind.rules})", *kind.methods, *switches])]
        lines += [f"  {fact}: {_line(kind, step, golden(fact))}" for fact in kind.steps for step in kind.on(fact)]
    return "\n".join(lines).lstrip() + "\n"


def _others(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One thing in the fact is otherwise: a word, yes for no, nobody for somebody, all for some."""
    for name, value in data.items():
        yield from ({name: word} for word in _WORDS.get(name, ()))
        if isinstance(value, bool):
            yield {name: not value}
        elif isinstance(value, list):
            yield {name: []}
        elif name.endswith("_in"):
            yield {name: data[name.removesuffix("_in") + "_needed"]}


def _line(kind: Kind, step: Step, news: News) -> str:
    if not step.when(news):
        other = next((each for each in _others(news.data) if step.when(replace(news, data={**news.data, **each}))), None)
        return "never" if other is None else f"where {other}: {_line(kind, step, replace(news, data={**news.data, **other}))}"
    about = step.about(news)
    task = Task(name=kind.name(about), kind=kind.id, resource=kind.resource(about), project=news.project)
    for holder in ("one", "other"):
        task.ask(News(_BEFORE, "", news.at, "people/zhao", "", {}), [holder], "")
    step.take(task, news)
    has_it = [share.holder for share in task.shares if share.asked >= task.closed and share.asked > share.done]
    said: dict[str, Any] = {"has it": has_it, "did it": [each.person for each in task.doings], "words": task.about, "until": task.last_day}
    said |= {"by": task.deadline, "provisional": task.provisional, "closes": kind.closes(task), "held": task.is_held}
    return f"{about} " + "; ".join(f"{name} {value}" for name, value in said.items() if value)


if __name__ == "__main__":
    ROWS.write_text(told())
