"""What happened in a project: the facts of all services, for those who may read them."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from cli.services import NAMES, SERVICES
from cli.words import fact_line
from console.calls import Caller, Gone, had
from console.names import Named

_FACTS = "sanzhi.operations.v1.OperationsService/ListFacts"
# They are told where the dates are.
_IN_DEADLINES = ("deadline.set.", "deadline.warned.", "deadline.met.")


@dataclass(frozen=True)
class Event:
    """kind: "late" for what went wrong. raw: the fact's type and body."""

    at: str
    by: str
    type: str
    data: dict[str, Any]
    rule: str

    @property
    def is_late(self) -> bool:
        """Whether something was missed."""
        return ".overdue." in self.type

    def line(self, named: Named, titles: dict[str, str]) -> str:
        """In one line of Chinese."""

        def names(text: str) -> str:
            for name, title in titles.items():
                text = text.replace(name, title)
            return named(text)

        return fact_line(self.type, self.data, names)

    def who(self, named: Named) -> str:
        """Who it was: a person, or the suite."""
        kind, _, name = self.by.partition("/")
        return f"系统（{NAMES.get(name, name)}）" if kind == "services" else named(self.by)


async def history_of(caller: Caller, project: str) -> list[Event] | Gone:
    """The newest first; Gone for who may not read it."""
    parts = await asyncio.gather(*(had(caller.pages(_FACTS, {"key": project}, "facts", service=name)) for name in SERVICES))
    barred = [part for part in parts if isinstance(part, Gone) and part.is_barred]
    if barred:
        return barred[0]
    facts = [fact for part in parts if not isinstance(part, Gone) for fact in part]
    told = [fact for fact in facts if not fact["type"].split(".", 2)[2].startswith(_IN_DEADLINES)]
    return [_event(fact) for fact in sorted(told, key=lambda each: (each["time"], each["id"]), reverse=True)]


def _event(fact: dict[str, Any]) -> Event:
    data = json.loads(fact["data"])
    return Event(fact["time"], fact["actor"], fact["type"], data, str(data.get("rule", "")))
