"""The collections of the desk, and in whose name a caller reads them (2.5)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from chassis.access.roles import Actor
from chassis.errors import NotFound
from chassis.store.mongo import aggregated
from chassis.store.repository import Page, size_of
from chassis.store.transaction import Transaction, collection, index
from chassis.store.unit import INBOX
from services.desk.domain.card import ProjectCard
from services.desk.domain.happening import Happening
from services.desk.domain.known import Known
from services.desk.domain.period import Period
from services.desk.domain.policy import DeskPolicy
from services.desk.domain.task import Task

# Who reads all that is here; each document names these roles, so that one of them finds it by one key.
READS_ALL = ("science_bureau", "auditor", "service")
# Who reads each as soon as it is a project.
READS_PROJECTS = frozenset({"finance_bureau", "department"})
_EVER = datetime(1900, 1, 1, tzinfo=UTC)


def principals_of(actor: Actor) -> list[str]:
    """In whose names somebody acts: the person, the organisation, offices; what waits for one of them is theirs."""
    names = {actor.person, actor.organization, *(f"roles/{role}" for role in actor.roles)}
    if actor.county:
        names |= {f"areas/{actor.county}"}
    return sorted(names - {""})


class DeskTransaction(Transaction):
    """What a handler of the desk reads, and what one of a fact writes."""

    policy: DeskPolicy
    keyed_by = "project"
    filed_under = ("projects", "applications")
    cards = collection(
        ProjectCard,
        "cards",
        index("readers", "by_next_day"),
        index("readers", "by_title"),
        index("readers", "by_budget"),
        index("readers", "by_changed"),
        index("readers", "stage", "by_next_day"),
        index("readers", "kind", "by_next_day"),
        index("county", "by_next_day"),
        index("county", "by_title"),
        index("county", "by_budget"),
        index("county", "by_changed"),
        index("county", "grams", "by_next_day"),
        index("parties", "by_next_day"),
        index("grams", "by_next_day"),
        # All that figures are made of: no card is read for them.
        index("county", "approved_at", "stage", "kind", "next_day", "money.budget_fen", "money.city_fen", "received", "spent"),
    )
    tasks = collection(
        Task,
        "tasks",
        index("who", "by_day"),
        index("starter", "by_day"),
        index("watchers", "by_day"),
        index("doers", "by_done"),
        index("project", "by_day"),
    )
    periods = collection(
        Period,
        "periods",
        index("watchers", "by_day"),
        index("watchers", "kind", "by_day"),
        index("watchers", "state", "by_day"),
        index("rules", "by_day"),
        index("readers", "state", "by_day"),
        index("bearer", "by_day"),
        index("project", "by_day"),
    )
    happenings = collection(Happening, "happenings", index("project", "_id"), index("project", "turns", "_id"))
    known = collection(Known, "known", index("grams", "_id"), index("organization", "_id"), index("area", "kind"))

    @property
    def principals(self) -> list[str]:
        """In whose names the caller acts."""
        return principals_of(self.actor)

    @property
    def not_too_late(self) -> dict[str, Any]:
        """The clause that leaves out tasks that nobody can do any more by now; of most no instant is kept."""
        return {"closes_at": {"$not": {"$lte": self.now}}}

    @property
    def reads_all(self) -> str:
        """The role by which the caller reads every project and application; "" for none."""
        return next((f"roles/{role}" for role in READS_ALL if role in self.actor.roles), "")

    @property
    def readable(self) -> dict[str, Any]:
        """The clause that leaves what the caller may read; by one key, for whoever reads all."""
        return {"$eq": self.reads_all} if self.reads_all else {"$in": self.principals}

    async def card_of(self, project: str) -> ProjectCard:
        """The project's card, new where no fact of it was known."""
        card = await self.cards.find(project)
        if card is None:
            card = ProjectCard(project)
            self.cards.create(card)
        return card

    async def task_of(self, name: str, kind: str, resource: str, project: str) -> Task:
        """A task, new where no fact of it was known."""
        task = await self.tasks.find(name)
        if task is None:
            task = Task(name=name, kind=kind, resource=resource, project=project)
            self.tasks.create(task)
        return task

    async def period_of(self, name: str, project: str) -> Period:
        """A deadline, new where no fact of it was known."""
        period = await self.periods.find(name)
        if period is None:
            period = Period(name=name, project=project)
            self.periods.create(period)
        return period

    async def known_as(self, name: str) -> Known:
        """Somebody, new where no fact of them was known."""
        known = await self.known.find(name)
        if known is None:
            known = Known(name)
            self.known.create(known)
        return known

    async def readable_card(self, project: str) -> ProjectCard:
        """A project that the caller may read. Refuses NOT_FOUND, for one that is not the caller's to know too."""
        card = await self.cards.read_or_none(project)
        if card is None or not set(card.readers) & set(self.principals):
            raise NotFound("NOT_FOUND", f"没有找到项目 {project}", resource=project)
        return card

    async def page_of_cards(self, asked: Sequence[Mapping[str, Any]], county: str, size: int, after: str, order: str) -> Page[ProjectCard]:
        """One page of those that the caller may read, as Repository.page has it. asked: clauses; county: "" for any."""
        size = size_of(size)
        pages = [await self.cards.page({"$and": [part, *asked]}, size, after, order) for part in self._parts(county)]
        key = attrgetter(order.removeprefix("-"))
        items = sorted((card for page in pages for card in page.items), key=key, reverse=order.startswith("-"))
        goes_on = len(items) > size or any(page.next_page_token for page in pages)
        return Page(items[:size], key(items[:size][-1]) if goes_on else "")

    def _parts(self, county: str) -> list[dict[str, Any]]:
        """Clauses for all that the caller may read of a county, "" for any; no card by two.

        A county's own are asked for by themselves: of both in one clause MongoDB reads and sorts the whole county.
        """
        own = self.actor.county
        if self.reads_all or not own:
            return [{"readers": self.readable} | ({"county": county} if county else {})]
        theirs = [name for name in self.principals if name != f"areas/{own}"]
        elsewhere = {"readers": {"$in": theirs}, "county": county or {"$ne": own}}
        return [{"county": own}, elsewhere] if not county else [{"county": own} if county == own else elsewhere]

    async def heard(self, places: Iterable[str]) -> dict[str, int]:
        """The last number that took effect, of keys of topics (`<topic>|<key>`)."""
        stages: list[dict[str, Any]] = [
            {"$match": {"of": {"$in": sorted(set(places))}}},
            {"$sort": {"of": 1, "sequence": -1}},
            {"$group": {"_id": "$of", "last": {"$first": "$sequence"}}},
        ]
        return {row["_id"]: row["last"] async for row in aggregated(self.mongo[INBOX], stages)}

    async def figures(self, county: str, spans: Mapping[str, tuple[str, str]]) -> list[dict[str, Any]]:
        """Projects and their money, by stage, county, kind and lamp. spans: the last days with each lamp."""
        branches = [{"case": {"$lt": ["$next_day", after]}, "then": lamp} for lamp, (_, after) in spans.items()]
        sums = {"budget_fen": "$money.budget_fen", "city_fen": "$money.city_fen", "received_fen": "$received", "spent_fen": "$spent"}
        group = {
            "_id": {"stage": "$stage", "county": "$county", "kind": "$kind", "lamp": {"$switch": {"branches": branches}}},
            "projects": {"$sum": 1},
            **{field: {"$sum": source} for field, source in sums.items()},
        }
        rows: list[dict[str, Any]] = []
        for where in self._counted(county):
            rows += [{**row.pop("_id"), **row} async for row in aggregated(self.mongo["cards"], [{"$match": where}, {"$group": group}])]
        return rows

    def _counted(self, county: str) -> list[dict[str, Any]]:
        """Clauses for all that the caller may read, no card by two: what an office reads as a whole is counted by an index alone."""
        area = {"county": county or {"$gte": ""}}
        if self.reads_all:
            return [area]
        whole = {f"roles/{role}" for role in self.actor.roles & READS_PROJECTS}
        if not whole:
            return self._parts(county)
        theirs = {"readers": {"$in": [name for name in self.principals if name not in whole]}} | ({"county": county} if county else {})
        return [area | {"approved_at": {"$gt": _EVER}}, theirs | {"approved_at": None}]
