"""The desk's collections in memory, for what facts do to them: the handler itself, without a database."""

import copy
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chassis.envelope import Envelope
from cli.tokens import SECURITY
from services.desk.consumed import INTERNAL, PUBLIC
from services.desk.domain.card import ProjectCard
from services.desk.domain.known import Known
from services.desk.domain.period import Period
from services.desk.domain.task import Task
from services.desk.handlers import take_in

READ = frozenset(f"sanzhi.{service}.{fact}.v1" for table in (PUBLIC, INTERNAL) for service, facts in table.items() for fact in facts)


class Kept:
    """A collection."""

    def __init__(self, make: Any) -> None:
        self.of: dict[str, Any] = {}
        self._make = make

    async def find(self, name: str) -> Any:
        return self.of.get(name)

    async def get(self, name: str) -> Any:
        return self.of[name]

    def create(self, aggregate: Any) -> None:
        assert aggregate.name not in self.of
        self.of[aggregate.name] = aggregate

    async def save(self, aggregate: Any) -> None:
        assert self.of[aggregate.name] is aggregate

    async def list(self, where: Mapping[str, Any]) -> list[Any]:
        return [each for each in self.of.values() if all(getattr(each, field) == value for field, value in where.items())]


class Desk:
    """Takes facts in as the service does."""

    def __init__(self) -> None:
        self.cards, self.tasks, self.periods = Kept(ProjectCard), Kept(Task), Kept(Period)
        self.happenings, self.known = Kept(None), Kept(Known)
        self.cause: Envelope | None = None

    def learn(self, notice: Any) -> None:
        """Of the calendar, which is the chassis'."""

    async def _of(self, kept: Kept, name: str, make: Any) -> Any:
        found = await kept.find(name)
        if found is None:
            kept.create(found := make())
        return found

    async def card_of(self, project: str) -> ProjectCard:
        card: ProjectCard = await self._of(self.cards, project, lambda: ProjectCard(project))
        return card

    async def task_of(self, name: str, kind: str, resource: str, project: str) -> Task:
        task: Task = await self._of(self.tasks, name, lambda: Task(name=name, kind=kind, resource=resource, project=project))
        return task

    async def period_of(self, name: str, project: str) -> Period:
        period: Period = await self._of(self.periods, name, lambda: Period(name=name, project=project))
        return period

    async def known_as(self, name: str) -> Known:
        known: Known = await self._of(self.known, name, lambda: Known(name))
        return known

    async def take(self, line: Mapping[str, Any]) -> None:
        """A line of the record."""
        if line["type"] in READ:
            self.cause = Envelope(
                line["id"], "", line["type"], line["subject"], datetime.fromisoformat(line["time"]), 1, line["actor"], "", "", ""
            )
            tx: Any = self
            await take_in(copy.deepcopy(line["data"]), tx)

    def plain(self) -> dict[str, Any]:
        """All that is kept, to compare."""
        return {
            name: {key: vars(each) for key, each in sorted(vars(self)[name].of.items())}
            for name in ("cards", "tasks", "periods", "happenings", "known")
        }

    def tasks_of(self, people: Iterable[str]) -> list[Task]:
        """Open tasks of any of these principals."""
        mine = set(people)
        return [task for task in self.tasks.of.values() if mine & set(task.who)]


def principals_of(desk: Desk, person: str) -> set[str]:
    """Of a person on record, as the registry gives them to a token; the first officer who confirms is there from the start (2.5)."""
    if person == SECURITY:
        return {person, "roles/security_administrator"}
    known = desk.known.of.get(person)
    organization = desk.known.of.get(known.organization) if known else None
    kinds = {"science_bureau": "science_bureau", "county_department": "county", "finance_bureau": "finance_bureau"}
    role = kinds.get(organization.kind, "") if organization else ""
    area = {f"areas/{organization.area}"} if organization and role == "county" else set()
    return {person, known.organization if known else "", f"roles/{role}"} | area - {""}


def read(path: Any) -> list[dict[str, Any]]:
    """The lines of a record."""
    import gzip

    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]


__all__ = ["Desk", "principals_of", "read"]
