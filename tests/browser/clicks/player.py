"""Plays a story in browsers: the clock is turned by the administrator, each act is done by its person, its refusals are read by them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from playwright.async_api import Locator, Page, expect

from chassis.calendar import CHINA
from cli.story.methods import is_mutation
from cli.story.model import Act, DeadlineExpected, ReadExpected, Story
from cli.story.references import resolve
from cli.story.wallet import Wallet
from tests.browser.clicks.forms import Form
from tests.browser.clicks.people import ADMINISTRATOR, People, register
from tests.browser.clicks.seen import look
from tests.browser.clicks.signing import sign
from tests.browser.clicks.told import Body, Told
from tests.browser.clicks.ways import NoWay, Walk, wanted

# Whoever is refused for such a reason is offered no way to the act, and so never comes to be refused.
NOT_OFFERED = {"ROLE_REQUIRED", "FINDING_NOT_PUBLIC", "ALREADY_DELIVERED"}


@dataclass
class Played:
    """How acts went: done; refused once sent; told beforehand why they cannot be done; not offered at all. seen: expectations on pages."""

    ways: Counter[str] = field(default_factory=Counter)
    seen: int = 0


class Clicker:
    """One story, played with the browsers of its people."""

    def __init__(self, story: Story, people: People, wallet: Wallet) -> None:
        self.story = story
        self.people = people
        self.wallet = wallet
        self.told = Told(story)
        self.played = Played()
        self._clock: Page | None = None

    async def begin(self) -> None:
        """The clock at the first act, and everybody on record."""
        await self.reach(self.story.acts[0].at)
        await register(self.people, self.story, self.told, self.wallet)

    async def reach(self, instant: datetime) -> None:
        """Lets the administrator turn the clock."""
        if self._clock is None:
            self._clock = await self.people.page_of(ADMINISTRATOR)
            await self._clock.locator("#nav").get_by_role("link", name="演练时钟", exact=True).click()
        shown = instant.astimezone(CHINA)
        await self._clock.get_by_label("走到", exact=True).fill(f"{shown:%Y-%m-%dT%H:%M}")
        await self._clock.get_by_role("button", name="走到这一时刻").click()
        await expect(self._clock.locator(".told")).to_contain_text(f"时钟走到 {shown:%Y-%m-%d %H:%M}", timeout=120_000)

    def take_in(self, act: Act) -> None:
        """An act that was carried out in another way."""
        if act.method is not None and act.refused is None:
            self.told.person = act.person
            self.told.learn(act, plain(resolve(act.body, self.told)))

    async def play(self, act: Act) -> None:
        """One act, from its time to what is to be seen of it."""
        await self.reach(act.at)
        if act.method is None or not is_mutation(act.method):
            await self._read(act)
            return
        self.told.person = act.person
        body: Body = plain(resolve(act.body, self.told))
        page = await self.people.page_of(self.told(act.person))
        how = await self._carry_out(act, body, page)
        if act.refused is None:
            assert how == "done", f"{act.told}: {how}"
            self.told.learn(act, body)
            if any(isinstance(each, ReadExpected | DeadlineExpected) for each in act.expectations):
                await self.reach(act.at)  # once all services have taken in what came of it
            self.played.seen += await look(act, page, self.people, self.told)
        self.played.ways[how] += 1
        await page.close()

    async def _read(self, act: Act) -> None:
        """What somebody only looks at: it is there, or it is not for them."""
        if act.method is not None:
            self.told.person = act.person
            body: Body = plain(resolve(act.body, self.told))
            page = await self.people.page_of(self.told(act.person))
            try:
                await Walk(page, self.told).to_page_of(wanted(act, body, self.told))
            except NoWay:
                assert act.refused is not None and act.refused.match["reason"] in NOT_OFFERED, act.told
            else:
                assert act.refused is None, act.told
            self.told.learn(act, body)
            await page.close()
        self.played.seen += await look(act, None, self.people, self.told)

    async def _carry_out(self, act: Act, body: Body, page: Page) -> str:
        assert act.method is not None
        request, match = wanted(act, body, self.told), act.refused.match if act.refused else {}
        try:
            blocked = await Walk(page, self.told).to(request)
        except NoWay as no_way:
            assert match.get("reason") in NOT_OFFERED, f"{act.told}: {act.note}: no way to {no_way}"
            return "not offered"
        if blocked is not None:
            assert act.refused is not None, f"{act.told}: {await blocked.said.inner_text()}"
            await self._told_why(match, blocked.said)
            return "told why not"
        if act.method.name == "SignDocument":
            done = await sign(page, self.wallet, body["signature"].decode())
        else:
            done = await Form(page, self.told).send(act.method.input_type, body)
        if act.refused is None:
            assert done, f"{act.told}: {await page.locator('.refusal').inner_text()}"
            return "done"
        assert not done, act.told
        if await page.locator(".refusal", has_text="请填写").count():
            return "refused by the form"  # which asks for it before it sends anything
        if not await page.locator(".refusal").count():
            return "refused by the page"  # it sends nothing: the story's refusal is met by whoever comes without a page
        await self._told_why(match, page.locator(".refusal"))
        return "refused"

    async def _told_why(self, match: Any, said: Locator) -> None:
        """The rules that stand in the way, those of each failure where there are several, and what a story expects to be said."""
        for rule in _rules(match):
            await expect(said.locator(f'a[href="/rules/{rule}"]').first).to_be_visible()
        if message := match.get("message"):
            await expect(said).to_contain_text(re.compile(re.escape(str(message))))


def _rules(match: Any) -> list[str]:
    failures = match.get("metadata", {}).get("failures", [])
    listed = [failures["$has"]] if "$has" in failures else failures
    return [str(each["rule"]) for each in listed if "rule" in each] or [str(match["rule"])] if "rule" in match else []


def plain(value: Any) -> Any:
    """Values of a story without their places."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value
