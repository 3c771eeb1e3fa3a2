"""Two consoles at once on a real MongoDB and a real mail server: each person gets one digest a day."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from chassis.ids import new_id
from chassis.settings import Settings
from chassis.store.mongo import Mongo
from console.reminders.reminding import Reminding
from console.reminders.subscriptions import MOST_ASKED
from console.settings import ConsoleSettings
from tests.harness.parts import TestParts
from tests.integration.console.test_mail import Opened, opened
from tests.unit.console.test_digest import Played, told

__all__ = ["opened"]
NINE = datetime(2026, 9, 8, 1, 0, tzinfo=UTC)  # in China
PEOPLE = 40


@asynccontextmanager
async def console(parts: TestParts, database: str, mail: Any) -> AsyncIterator[Reminding]:
    """One process of the console, as far as it reminds."""
    mongo: Any = Mongo(parts.mongo.uri, database, "motor")
    nobody: Any = None  # the desk is played
    made = Reminding.of(ConsoleSettings.model_validate({"issuer": "https://sso.example"}), Settings(clock="system"), mongo, nobody)
    await made.prepare()
    desk: Any = Played(told(3))
    yield replace(made, rounds=replace(made.rounds, desk=desk, channels={"mail": mail}))
    await mongo.close()


async def test_two_consoles_at_once_send_each_person_one(parts: TestParts, opened: Opened) -> None:
    database = f"once_{new_id()}"
    async with opened("none") as (box, mail), console(parts, database, mail) as first, console(parts, database, mail) as second:
        for number in range(PEOPLE):
            token = await first.subscriptions.ask(f"people/p{number}", "mail", f"p{number}@example.org", NINE)
            assert await second.subscriptions.confirm(token, NINE)
        sent = await asyncio.gather(*(each.rounds.go(NINE) for each in (first, second, first, second)))
        assert sum(sent) == PEOPLE
        wanted = sorted(f"p{number}@example.org" for number in range(PEOPLE))
        assert sorted(envelope.rcpt_tos[0] for envelope, _ in box.came) == wanted
        assert await first.rounds.go(NINE) == 0
        tomorrow, box.answers = NINE.replace(day=9), ["451 later"] * PEOPLE
        assert await first.rounds.go(tomorrow) == 0
        again = await asyncio.gather(*(each.rounds.go(tomorrow.replace(minute=5)) for each in (first, second)))
        assert sum(again) == PEOPLE and len(box.came) == 2 * PEOPLE


async def test_who_ends_it_from_a_mail_gets_no_more_from_any_console(parts: TestParts, opened: Opened) -> None:
    database = f"stop_{new_id()}"
    async with opened("none") as (box, mail), console(parts, database, mail) as first, console(parts, database, mail) as second:
        await first.subscriptions.confirm(await first.subscriptions.ask("people/li", "mail", "li@example.org", NINE), NINE)
        assert await first.rounds.go(NINE) == 1
        found = await second.subscriptions.stopped_by(box.mails[0]["list-unsubscribe"].strip("<>").rpartition("/")[2])
        assert found is not None
        await second.subscriptions.end(found.person, found.channel)
        assert await first.rounds.go(NINE.replace(day=9)) == 0


async def test_who_asks_for_confirmations_all_at_once_gets_no_more_of_them(parts: TestParts, opened: Opened) -> None:
    """They go to an address that may be anybody's."""
    database = f"asked_{new_id()}"
    async with opened("none") as (_, mail), console(parts, database, mail) as first, console(parts, database, mail) as second:
        both = (first.subscriptions, second.subscriptions)
        asked = await asyncio.gather(*(each.ask("people/li", "mail", "wang@example.org", NINE) for each in both * 15))
        assert len([token for token in asked if token]) == MOST_ASKED
        await first.subscriptions.end("people/li", "mail")
        assert await second.subscriptions.ask("people/li", "mail", "wang@example.org", NINE) == ""
