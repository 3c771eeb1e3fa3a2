"""Random acts of anybody on a project, over all services: done, said and in the pictures, or refused with a reason."""

import base64
import random
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from chassis.run.progress import progress
from cli.services import SERVICES
from tests.conftest import Running
from tests.harness.looked import looked_through
from tests.harness.suite import ADMINISTRATOR, Person, Refused, Suite, service
from tests.integration.contracts.played import RPC
from tests.integration.contracts.test_with_neighbours import LEAD_KINDS, Hands, row
from tests.integration.registry.city import BUREAU, EXPERTS, LEAD, NAME, POSTER, PROJECT, UNIT, City
from tests.integration.walk.acts import ACTS, CAST, FINANCE, WATCHER, Act
from tests.integration.walk.pictures import collections_of, known, leads_to, states_of
from tests.integration.walk.requests import BOOK, Filler

TYPED = {"FAILED_PRECONDITION", "PERMISSION_DENIED", "INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS"}
STEPS = 180
# So many of them, then time passes.
TOGETHER = 12
# What says how something is to be from now on, which it may be already.
SETTINGS = {"FollowFields"}
Documents = dict[tuple[str, str], dict[str, Any]]


class Walk:
    """One walk; the seed says which. `states`: the last known of every aggregate, with its picture; `things`: those that have none."""

    def __init__(self, suite: Suite, hands: Hands, seed: int) -> None:
        self.suite, self.hands = suite, hands
        self.dice = random.Random(seed)
        self.filler = Filler(self.dice)
        self.states: dict[str, tuple[str, str]] = {}
        self.things: dict[str, str] = {}
        self.done: list[str] = []
        self.refused: set[str] = set()

    async def step(self) -> None:
        """An act, by somebody whose it is, as a rule."""
        acts = ACTS if self.dice.random() < 0.1 else [each for each in ACTS if self.can_be_meant(each)]
        act = self.dice.choices(acts, [each.weight for each in acts])[0]
        who = self.dice.choice(act.people if self.dice.random() < 0.85 else CAST)
        body = self.filler.request(act, self.name(act))
        if act.rpc == "SignDocument":
            body |= await self.signature(body["name"], who)
        before = await self.documents(act.service)
        request = str(uuid.uuid4())
        shown = f"{act.method} by {who.name}: {body}"
        try:
            await self.suite.call(act.method, body, who, request)
        except Refused as refused:
            assert refused.code.name in TYPED, f"{shown}: {refused}"
            assert refused.reason and any("一" <= letter <= "鿿" for letter in refused.message), f"{shown}: {refused}"
            self.refused.add(refused.reason)
            return
        self.done.append(f"{act.service}.{act.rpc}")
        await self.changed(act, request, before, shown)
        await self.look(act.service)

    def can_be_meant(self, act: Act) -> bool:
        """Whether there is something that it could be about."""
        return not act.on or "/" in act.on or bool(self.names(act.on))

    def names(self, collection: str) -> list[str]:
        """The resources of a collection."""
        in_pictures = (name for name, (picture, _) in self.states.items() if picture == collection)
        return sorted([*in_pictures, *(name for name, kind in self.things.items() if kind == collection)])

    def name(self, act: Act) -> str:
        """A resource that the act is about, seldom one that there is not."""
        names = self.names(act.on)
        if self.dice.random() < 0.03:
            return str(self.dice.choice(["projects/none", f"{PROJECT}/nodes/none", "//", PROJECT]))
        return str(self.dice.choice(names)) if names else act.on if "/" in act.on else f"{PROJECT}/none"

    async def signature(self, document: str, who: Person) -> dict[str, Any]:
        """Somebody's signature, for the organisation where it is a party."""
        try:
            shown = await self.suite.call(RPC + "GetDocument", {"name": document}, BUREAU)
        except Refused:
            return {}
        signed = self.hands.keys[who.name].sign(base64.b64decode(shown["signing_payload"])) if who.name in self.hands.keys else b"-" * 64
        party = who.organization if who.organization in shown["awaiting"] else ""
        return {"signature": base64.b64encode(signed).decode(), "key_id": "k1", "on_behalf_of": party}

    async def changed(self, act: Act, request: str, before: Documents, shown: str) -> None:
        """What was done is on record and was said, or can be seen."""
        mongo = self.suite.apps[act.service].mongo
        entries = await mongo["audit"].find({"request_id": request, "outcome": "OK"}).to_list(None)
        assert len(entries) == 1 and entries[0]["resources"], f"{shown}: not on record"
        after = await self.documents(act.service)
        touched = [key for key in after if key[1] in entries[0]["resources"] and after[key] != before.get(key)]
        facts = await mongo["outbox"].find({"attributes.correlationid": entries[0]["correlation_id"]}).to_list(None)
        without = [fact["attributes"]["type"] for fact in facts if "aggregateversion" not in fact["attributes"]]
        assert not without, f"{shown}: facts of no aggregate"
        assert facts or touched or act.rpc in SETTINGS, f"{shown}: a silent no-op"

    async def documents(self, name: str) -> Documents:
        """The aggregates of a service, without their versions."""
        found = {}
        for collection in collections_of(service(name)):
            for document in await self.suite.apps[name].mongo[collection].find({}, {"version": 0}).to_list(None):
                found[(collection, document["_id"])] = document
        return found

    async def look(self, name: str) -> None:
        """Every state is one of the pictures, and the pictures lead there from the last one known."""
        for (collection, _), document in (await self.documents(name)).items():
            found = states_of(f"{name}.{collection}", document)
            self.things |= {} if found else {document["_id"]: f"{name}.{collection}"}
            for aggregate, (picture, state) in found.items():
                last = self.states.get(aggregate, (picture, state))[1]
                assert state in known(picture) and state in leads_to(picture, last), f"{aggregate}: {last} → {state}"
                self.states[aggregate] = (picture, state)

    async def go_on(self) -> None:
        """Time passes."""
        self.filler.today += timedelta(days=self.dice.choice([2, 20, 60, 90]))
        now = (await self.suite.apps["registry"].clock.read()).now
        day = self.filler.today
        await self.suite.advance(max(now, now.replace(year=day.year, month=day.month, day=day.day, hour=2)))
        for name in SERVICES:
            await self.look(name)


async def running_project(suite: Suite) -> Hands:
    """Everybody on record, a project whose lead is engaged: its contracts are in effect."""
    city = City(suite)
    hands = Hands(suite, city)
    await city.submit(chief_needed=False, chief_hired_by="CHIEF_HIRED_BY_UNSPECIFIED", task_book=BOOK)
    finance = {"organization_id": "finance", "display_name": "市财政局", "kind": "ORGANIZATION_KIND_FINANCE_BUREAU", "area": "jinzhong"}
    await city.call("RegisterOrganization", finance, ADMINISTRATOR)
    for person in (FINANCE, WATCHER):
        body = {"person_id": person.name.removeprefix("people/"), "display_name": person.name, "organization": person.organization}
        await city.register(body)
    await city.review()
    for expert in EXPERTS:
        await city.score(expert, "80", "80", "80")
    await city.call("ApproveApplication", {"name": NAME}, BUREAU)
    await suite.quiet()
    for who, party in ((BUREAU, BUREAU.organization), (POSTER, POSTER.organization), (LEAD, ""), (UNIT, UNIT.organization)):
        await hands.give(who, party)
    selection = {"parent": PROJECT, "person": LEAD.name, "method": "SELECTION_METHOD_GOVERNMENT_PROCUREMENT"}
    selection |= {"selected_on": "2024-01-01", "reference": "晋中采2024-01", "decision": "选定"}
    recorded = await suite.call(RPC + "RecordSelection", selection, BUREAU)
    await suite.call(RPC + "ConsentToSelection", {"name": recorded["name"]}, POSTER)
    manager = await suite.call(RPC + "DrawUpEngagement", row("PROJECT_MANAGER", LEAD, LEAD_KINDS), POSTER)
    for who, party in ((BUREAU, BUREAU.organization), (POSTER, POSTER.organization), (LEAD, "")):
        await hands.sign(manager, who, party)
    await suite.quiet()
    return hands


@pytest.fixture
async def all_services(running: Running) -> AsyncIterator[Suite]:
    async with running(*(service(name) for name in SERVICES), people="record") as suite:
        yield suite


@pytest.mark.timeout(3600)  # half a minute with nothing else to do, two to four at a load of forty
@pytest.mark.parametrize("seed", [3, 8])
async def test_no_sequence_of_acts_meets_the_unknown(all_services: Suite, seed: int) -> None:
    walk = Walk(all_services, await running_project(all_services), seed)
    for name in SERVICES:
        await walk.look(name)
    assert walk.states[f"{PROJECT}/contractSet"][1] == "in_effect"
    for turn in range(STEPS):
        await walk.step()
        if turn % TOGETHER == TOGETHER - 1:
            await walk.go_on()
    await all_services.quiet()
    for name, app in all_services.apps.items():
        await walk.look(name)
        found = await progress(app.mongo, await app.clock.read(), app.meter)
        assert (found.dead_letters, found.failing_timers, found.busy) == (0, [], []), name
        assert looked_through(all_services, service(name)) == []
    assert len(walk.done) > 8 and len({done.partition(".")[0] for done in walk.done}) > 2, f"did not get anywhere: {walk.done}"
    assert len(walk.refused) > 15, walk.refused
