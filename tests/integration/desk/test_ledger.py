"""The ledger page by page: whatever is asked, each that the caller may read comes once, in the order asked for (2.5)."""

import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bench.desk_grown import grower
from chassis.access.roles import Actor
from chassis.policy import Policies
from chassis.store.executor import Executor
from chassis.store.mongo import Document, Mongo
from chassis.store.transaction import Context, Origin
from chassis.time.clock import Clock
from cli.stack.parts_for_tests import Parts
from services.desk.commands import ListProjects
from services.desk.domain.policy import DeskPolicy
from services.desk.domain.words import ProjectOrder, Stage
from services.desk.handlers import list_projects
from services.desk.store import DeskTransaction, principals_of

PROJECTS, SIZE = 200, 7
WORD = "攻关"
BUREAU = Actor("people/zhao-ming", "organizations/kjj", roles=frozenset({"science_bureau"}))
FINANCE = Actor("people/qian-hong", "organizations/czj", roles=frozenset({"finance_bureau"}))
COUNTY = Actor("people/ma-li", "organizations/yuci-kj", area="yuci", roles=frozenset({"county"}))
KEYS = {
    ProjectOrder.NEXT_DAY: ("by_next_day", False),
    ProjectOrder.TITLE: ("by_title", False),
    ProjectOrder.BUDGET: ("by_budget", True),
    ProjectOrder.CHANGED: ("by_changed", True),
}


class Ledger:
    """A grown desk, and all that lies in it."""

    def __init__(self, mongo: Mongo, cards: list[Document]) -> None:
        self._executor = Executor(
            Context("desk", mongo, Policies.load("desk", DeskPolicy), lambda stub: stub, "grown"), Clock(mongo, "system"), DeskTransaction
        )
        self.cards = cards

    async def pages(self, actor: Actor, **asked: Any) -> list[list[str]]:
        """All of them, from the first to the last."""
        found: list[list[str]] = []
        token = ""
        while token or not found:
            tx: Any = await self._executor.begin(actor, Origin("test", "c", "c"))
            page = await list_projects(ListProjects(page_size=SIZE, page_token=token, **asked), tx)
            found.append([project.name for project in page.projects])
            token = page.next_page_token
        return found

    def expected(self, actor: Actor, order: ProjectOrder, **asked: str) -> list[str]:
        """By what the cards say."""
        key, down = KEYS[order]
        who, word = set(principals_of(actor)), asked.pop("query", "")
        mine = [card for card in self.cards if who & set(card["readers"]) and (not word or word in card["by_title"])]
        mine = [card for card in mine if all(card[field] == value for field, value in asked.items())]
        return [card["_id"] for card in sorted(mine, key=lambda card: str(card[key]), reverse=down)]


@pytest.fixture
async def ledger(parts: Parts) -> AsyncIterator[Ledger]:
    name = f"t{uuid.uuid4().hex[:10]}"
    mongo, aside = Mongo(parts.mongo.uri, name), Mongo(parts.mongo.uri, f"{name}p")
    try:
        await (await grower(aside)).grow(mongo, PROJECTS)
        yield Ledger(mongo, await mongo["cards"].find({}).to_list(None))
    finally:
        for each in (mongo, aside):
            await each.client.drop_database(each.database.name)
            await each.close()


@pytest.mark.rule("2.5")
async def test_every_page_of_every_list_in_every_order(ledger: Ledger) -> None:
    owner = next(card["owners"][0] for card in ledger.cards if card["owners"] and card["county"] == "lingshi")
    at_home = Actor("people/ma-li", owner, area="yuci", roles=frozenset({"county"}))  # and named in another county's projects
    askers = (BUREAU, FINANCE, COUNTY, at_home, Actor("people/nobody", owner), Actor("people/nobody"))
    questions: tuple[dict[str, Any], ...] = ({}, {"county": "yuci"}, {"county": "lingshi"}, {"stage": Stage.RUNNING}, {"query": WORD})
    pages = 0
    for asker in askers:
        for asked in (*questions, {"query": WORD, "county": "yuci", "stage": Stage.CLOSED}):
            for order in ProjectOrder:
                found = await ledger.pages(asker, order=order, **asked)
                assert [name for page in found for name in page] == ledger.expected(asker, order, **asked), (asker, asked, order)
                assert all(len(page) == SIZE for page in found[:-1])
                pages += len(found)
    theirs, elsewhere = ledger.expected(COUNTY, ProjectOrder.TITLE), ledger.expected(at_home, ProjectOrder.TITLE)
    assert SIZE < len(theirs) < len(elsewhere), "somebody reads a county's, and more"
    assert pages > len(askers) * len(questions) * len(ProjectOrder)
