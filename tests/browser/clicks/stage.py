"""A stage on which some acts of a story are done in their people's browsers, and all others by calls, as ever.

What a page says of a refusal is held against what the service says of it to a call; what a story expects is looked for as on any stage.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from google.protobuf.message import Message
from playwright.async_api import Error, Locator, Page, expect

from cli.observer import Seen
from cli.refused import Refused
from cli.story.model import Act, ResponseExpected, Story
from cli.story.requests import request_id_of
from cli.story.suite import Suite
from cli.tokens import ADMINISTRATOR, SECURITY
from tests.browser.clicks.forms import Form
from tests.browser.clicks.people import People
from tests.browser.clicks.seen import look
from tests.browser.clicks.told import Body, Told
from tests.browser.clicks.ways import NoWay, Walk, wanted
from tests.browser.pictures import shown

BUREAU = "people/zhao-ming"  # reads all that an act can have changed, which experts do not


class PartlyByClicks:
    """by_clicks: what is to be done in a browser, by the notes of its acts. done: how each of them went. wrong: what was not."""

    administrator = ADMINISTRATOR
    security = SECURITY

    def __init__(self, suite: Suite, people: People, run: str, by_clicks: Sequence[tuple[Story, tuple[str, ...]]]) -> None:
        self.done: dict[str, str] = {}
        self.wrong: list[str] = []
        self._suite = suite
        self._people = people
        self._acts = {
            request_id_of(run, str(story.path), str(act.number)): (act, told, act.note in notes)
            for story, notes in by_clicks
            for told in [Told(story)]
            for act in story.acts
        }
        missing = {note for _, notes in by_clicks for note in notes} - {act.note for act, *_ in self._acts.values()}
        assert not missing, missing

    async def call(self, method: str, body: Body, person: str, service: str = "") -> Message:
        """The answer to a person; of an act that was done in a browser, what is there to be read now. Raises Refused."""
        act, told, is_clicked = self._acts.get(body.get("request_id", ""), (None, None, False))
        if act is None or told is None or act.call != method:  # whoever is registered beforehand is numbered as acts are
            return await self._suite.call(method, body, person, service)
        if is_clicked:
            answer = await self._clicked_or_told(act, told, body, person)
        else:
            answer = await self._suite.call(method, body, person, service)
        told.take_in(body)
        return answer

    async def _clicked_or_told(self, act: Act, told: Told, body: Body, person: str) -> Message:
        """The story goes on where clicks did not lead there, so that all that is wrong is told at once."""
        try:
            return await self._clicked(act, told, body, person)
        except (AssertionError, NoWay, Error) as error:
            self.wrong.append(f"{act.told} {act.note}: {error}")
            return await self._suite.call(act.call, body, person, act.service)

    async def _clicked(self, act: Act, told: Told, body: Body, person: str) -> Message:
        assert act.method is not None
        page = await self._people.page_of(told(person))
        try:
            blocked = await Walk(page, told).to(wanted(act, body, told))
            if blocked is not None:
                assert act.refused is not None, f"{act.told}: {await blocked.said.inner_text()}"
                self.done[act.note] = "told why not"
                return await self._refused(act, body, person, blocked.said)
            done = await Form(page, told).send(act.method.input_type, body)
            self._suite.note(act.call, body)
            if act.refused is not None:
                assert not done, act.told
                self.done[act.note] = "refused"
                if len(act.refused.match.get("metadata", {}).get("failures", ())) > 1:
                    await shown(page, "refusal")
                return await self._refused(act, body, person, page.locator(".refusal"))
            assert done, f"{act.told}: {await page.locator('.refusal').inner_text()}"
            self.done[act.note] = "done"
            return await self._done(act, told, body, page)
        finally:
            await page.close()

    async def _done(self, act: Act, told: Told, body: Body, page: Page) -> Message:
        assert act.method is not None
        shown = tuple(each for each in act.expectations if isinstance(each, ResponseExpected))
        await look(replace(act, expectations=shown), page, self._people, told)
        made = act.method.output_type
        name = f"holidayNotices/{body['year']}" if made.name == "HolidayNotice" else body["name"]
        name = name.replace("/evaluation", "/filing") if made.name == "FinanceFiling" else name
        read = f"Get{ {'FinanceFiling': 'Filing'}.get(made.name, made.name) }"
        return await self._suite.call(f"{act.method.containing_service.full_name}/{read}", {"name": name}, BUREAU)

    async def _refused(self, act: Act, body: Body, person: str, said: Locator) -> Message:
        """The same call is refused too, and the page has said all that this says."""
        try:
            answer = await self._suite.call(act.call, body, person, act.service)
        except Refused as refused:
            await _told_all(refused, said)
            raise
        return answer

    async def now(self) -> datetime:
        """The suite's time."""
        return await self._suite.now()

    async def advance_to(self, instant: datetime) -> None:
        """Let time go on."""
        await self._suite.advance_to(instant)

    async def quiet(self) -> None:
        """Wait until nothing is under way."""
        await self._suite.quiet()

    async def facts(self) -> list[Seen]:
        """What Kafka has shown."""
        return await self._suite.facts()


async def _told_all(refused: Refused, said: Locator) -> None:
    """Each failure, with its rule; what is in brackets may stand beside, as the clause that it quotes."""
    failures: list[dict[str, Any]] = json.loads(refused.metadata.get("failures", "[]"))
    for each in failures or [{"message": refused.message, "rule": refused.rule}]:
        await expect(said).to_contain_text(each["message"].partition("（")[0])
        if each["rule"]:
            await expect(said.locator(f'a[href="/rules/{each["rule"]}"]').first).to_be_visible()
    if failures and await said.locator(".refusal-list").count():
        await expect(said.locator(".refusal-list > li")).to_have_count(len(failures))
