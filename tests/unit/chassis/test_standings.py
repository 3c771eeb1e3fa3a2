"""Who is let in beyond the token: known, still here, of the organisation that they say (2.5)."""

import asyncio
import logging
from collections import Counter

import pytest

from chassis.access import standings
from chassis.access.roles import Actor
from chassis.access.standing import Standing, admitted, confirms
from chassis.access.standings import ASK_SECONDS, KEPT_SECONDS, Standings
from chassis.errors import PermissionDenied, Refusal, Unavailable

pytestmark = pytest.mark.rule("2.5")
ADMIN = "people/admin"
LI = Standing("people/li", True, False, "organizations/foundry", "enterprise", "yuci", ("expert",))
TOKEN = Actor("people/li", "organizations/foundry", "enterprise", "yuci", frozenset({"expert"}))


class Clock:
    """Seconds that pass when a test says so, and a hair with each look."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        self.seconds += 1e-6
        return self.seconds


class Registry:
    """Who is on record; `away`: how questions fail; `gate`: questions wait for it."""

    def __init__(self, *people: Standing) -> None:
        self.people = {person.name: person for person in people}
        self.asked: Counter[str] = Counter()
        self.away: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, person: str) -> Standing:
        self.asked[person] += 1
        found = self.people.get(person, Standing(person))
        await self.gate.wait()
        if self.away is not None:
            raise self.away
        return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(standings, "monotonic", made)
    return made


def door(registry: Registry) -> Standings:
    return Standings(registry, {ADMIN: "administrator"})


async def reason(made: Standings, actor: Actor) -> str:
    try:
        await made.admit(actor)
    except Refusal as refusal:
        return refusal.reason
    return "OK"


@pytest.mark.parametrize(
    ("actor", "standing", "outcome"),
    [
        (TOKEN, LI, "OK"),
        (TOKEN, Standing("people/li"), "PERSON_UNKNOWN"),
        (Actor("people/li", roles=frozenset({"administrator"})), Standing("people/li"), "PERSON_UNKNOWN"),
        (TOKEN, Standing("people/li", True, True, "organizations/foundry"), "PERSON_LEFT"),
        (TOKEN, Standing("people/li", True, False, "organizations/college"), "ORGANIZATION_NOT_THEIRS"),
        (TOKEN, Standing("people/li", True), "ORGANIZATION_NOT_THEIRS"),
        (Actor("people/li"), LI, "OK"),
    ],
    ids=["as on record", "unknown", "unknown administrator", "left", "moved", "of none", "token says little"],
)
async def test_the_token_is_held_against_the_record(actor: Actor, standing: Standing, outcome: str) -> None:
    assert await reason(door(Registry(standing)), actor) == outcome


@pytest.mark.parametrize(
    "claims",
    [
        {"area": "taigu"},
        {"organization_kind": "county_department"},
        {"roles": frozenset({"county", "expert"})},
        {"roles": frozenset({"science_bureau"})},
        {"roles": frozenset({"administrator", "auditor"})},
        {"organization": "", "area": "taigu", "roles": frozenset({"county"})},
    ],
    ids=["area", "kind", "county", "bureau", "administrator", "county of none"],
)
def test_what_is_not_on_record_of_them_is_not_theirs(claims: dict) -> None:
    actor = Actor(**{"person": TOKEN.person, "organization": TOKEN.organization, "roles": TOKEN.roles} | claims)
    assert not confirms(LI, actor)
    found = admitted(LI, actor)
    assert (found.organization, found.organization_kind, found.area) == (LI.organization, LI.organization_kind, LI.area)
    assert found.roles <= {"expert"}


def test_whoever_names_no_organisation_acts_for_theirs() -> None:
    """Else a token that says little would make somebody independent of their own house."""
    assert admitted(LI, Actor("people/li")).organization == "organizations/foundry"


async def test_a_first_officer_need_not_be_on_record_and_has_one_duty_and_nothing_else() -> None:
    made = door(registry := Registry())
    roles = frozenset({"administrator", "security_administrator", "auditor", "science_bureau"})
    found = await made.admit(Actor(ADMIN, area="yuci", roles=roles))
    assert (found.roles, found.area) == ({"administrator"}, "")
    assert await reason(made, Actor(ADMIN, "organizations/bureau", roles=roles)) == "ORGANIZATION_NOT_THEIRS"
    registry.people[ADMIN] = Standing(ADMIN, True, True)
    assert await reason(made, Actor(ADMIN, area="yuci", roles=roles)) == "PERSON_LEFT"


async def test_a_service_is_not_looked_up() -> None:
    made = door(registry := Registry())
    service = Actor("services/contracts", roles=frozenset({"service"}))
    assert await made.admit(service) is service and not registry.asked


def test_a_departure_is_noticed_within_a_minute() -> None:
    assert KEPT_SECONDS + ASK_SECONDS < 60


async def test_a_good_answer_is_kept_and_asked_for_anew(clock: Clock) -> None:
    made = door(registry := Registry(LI))
    for _ in range(5):
        assert await made.admit(TOKEN)
    assert registry.asked["people/li"] == 1
    registry.people["people/li"] = Standing("people/li", True, True)
    clock.seconds += KEPT_SECONDS - 1
    assert await reason(made, TOKEN) == "OK"
    clock.seconds += 1.1
    assert await reason(made, TOKEN) == "PERSON_LEFT" and registry.asked["people/li"] == 2


async def test_nobody_is_refused_from_memory(clock: Clock) -> None:
    """Registered, back, moved, or given a role a moment ago: the next call gets in."""
    made = door(registry := Registry())
    assert await reason(made, TOKEN) == "PERSON_UNKNOWN"
    registry.people["people/li"] = LI
    assert await reason(made, TOKEN) == "OK"
    moved = Actor("people/li", "organizations/college", roles=frozenset({"auditor"}))
    registry.people["people/li"] = Standing("people/li", True, False, "organizations/college", "university", "", ("auditor",))
    assert (await made.admit(moved)).roles == {"auditor"}
    assert await reason(made, TOKEN) == "ORGANIZATION_NOT_THEIRS"  # the old token, at once
    registry.people["people/li"] = Standing("people/li", True, True)
    clock.seconds += KEPT_SECONDS
    assert await reason(made, moved) == "PERSON_LEFT"
    registry.people["people/li"] = LI
    assert await reason(made, TOKEN) == "OK"


async def test_many_calls_of_one_person_ask_once() -> None:
    made = door(registry := Registry(LI))
    registry.gate.clear()
    calls = [asyncio.create_task(made.admit(TOKEN)) for _ in range(200)]
    await asyncio.sleep(0)
    registry.gate.set()
    assert len(await asyncio.gather(*calls)) == 200 and registry.asked["people/li"] == 1


async def test_a_refusal_rests_on_a_question_that_is_no_older_than_the_call(clock: Clock) -> None:
    made = door(registry := Registry())
    registry.gate.clear()
    early = asyncio.create_task(reason(made, TOKEN))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    registry.people["people/li"] = LI  # registered while the question is under way, whose answer has been read already
    late = asyncio.create_task(reason(made, TOKEN))
    await asyncio.sleep(0)
    registry.gate.set()
    assert (await early, await late) == ("PERSON_UNKNOWN", "OK")


async def test_a_caller_who_gives_up_does_not_spoil_it_for_the_others() -> None:
    made = door(registry := Registry(LI))
    registry.gate.clear()
    first, second = (asyncio.create_task(made.admit(TOKEN)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    registry.gate.set()
    assert (await second).person == "people/li"


@pytest.mark.parametrize("away", [Unavailable("NEIGHBOUR_UNAVAILABLE", "…"), TimeoutError(), RuntimeError("odd")], ids=repr)
async def test_while_nobody_answers_the_last_good_answer_serves_on(clock: Clock, caplog: pytest.LogCaptureFixture, away: Exception) -> None:
    made = door(registry := Registry(LI))
    await made.admit(TOKEN)
    registry.away = away
    clock.seconds += 3600
    for _ in range(3):
        assert await reason(made, TOKEN) == "OK"
    told = [each for each in caplog.records if each.levelno == logging.WARNING]
    assert len(told) == 1
    assert await reason(made, Actor("people/new")) == "STANDING_UNAVAILABLE"  # never seen: comes again
    assert await reason(made, Actor("people/li", "organizations/college")) == "STANDING_UNAVAILABLE"  # what is known does not let it in
    assert await reason(made, Actor(ADMIN, roles=frozenset({"administrator"}))) == "OK"  # whoever has to put it right


async def test_an_outage_holds_up_nobody_who_is_known_and_its_end_is_noticed(clock: Clock) -> None:
    made = door(registry := Registry(LI))
    await made.admit(TOKEN)
    clock.seconds += KEPT_SECONDS
    registry.away = Unavailable("NEIGHBOUR_UNAVAILABLE", "…")
    assert await reason(made, TOKEN) == "OK"
    registry.away, registry.people["people/li"] = None, Standing("people/li", True, True)
    registry.gate.clear()
    assert await asyncio.wait_for(reason(made, TOKEN), 1) == "OK"  # asked for beside the call
    registry.gate.set()
    await asyncio.sleep(0.01)
    assert await reason(made, TOKEN) == "PERSON_LEFT"


async def test_who_was_refused_last_is_not_let_in_by_an_outage(clock: Clock) -> None:
    made = door(registry := Registry(LI))
    await made.admit(TOKEN)
    registry.people["people/li"] = Standing("people/li", True, True)
    clock.seconds += KEPT_SECONDS
    assert await reason(made, TOKEN) == "PERSON_LEFT"
    registry.away = TimeoutError()
    assert await reason(made, TOKEN) == "STANDING_UNAVAILABLE"


async def test_a_question_without_an_answer_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standings, "ASK_SECONDS", 0.01)
    made = door(registry := Registry(LI))
    registry.gate.clear()
    assert await asyncio.wait_for(reason(made, TOKEN), 5) == "STANDING_UNAVAILABLE"


async def test_what_is_kept_is_bounded_and_strangers_take_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standings, "_MOST", 3)
    made = door(registry := Registry(*(Standing(f"people/p{number}", True) for number in range(5))))
    for number in range(5):
        await made.admit(Actor(f"people/p{number}"))
    for number in range(20):
        assert await reason(made, Actor(f"people/unknown-{number}")) == "PERSON_UNKNOWN"
    assert list(made._kept) == ["people/p2", "people/p3", "people/p4"]
    await made.admit(Actor("people/p2"))
    await made.admit(Actor("people/p0"))
    assert list(made._kept) == ["people/p4", "people/p2", "people/p0"]
    assert registry.asked["people/p2"] == 1


def test_refusals_are_of_the_plan_and_in_chinese() -> None:
    for standing in (Standing("people/li"), Standing("people/li", True, True), Standing("people/li", True)):
        with pytest.raises(PermissionDenied) as refused:
            admitted(standing, TOKEN)
        assert refused.value.rule == "2.5" and "，" in refused.value.message
