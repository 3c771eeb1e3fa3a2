"""How somebody gets to an act: from a task of theirs on the workbench, else by the navigation to what it is about."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from playwright.async_api import Locator, Page

from chassis.words import act_of
from cli.story.model import Act
from tests.browser.clicks.told import Body, Told

_ROLES = {"ENGAGED_ROLE_PROJECT_MANAGER": "项目经理人", "ENGAGED_ROLE_TECHNICAL_CHIEF": "技术总师"}


@dataclass(frozen=True)
class Wanted:
    """label: of the act. subject: the story's name of what it is about. about: how lists tell it from others."""

    label: str
    subject: str
    about: str
    method: str


def wanted(act: Act, body: Body, told: Told) -> Wanted:
    """Of an act of a story."""
    assert act.method is not None
    subject = str(body.get("name") or body.get("parent") or body.get("project") or "")
    return Wanted(act_of(act.method).label, subject, _about(subject, told), act.method.name)


def _about(subject: str, told: Told) -> str:
    if found := re.fullmatch(r"projects/[^/]+/nodes/([^/]+)", subject):
        return f"里程碑“{told(found[1])}”"
    if subject.startswith("organizations/"):
        return told(subject)
    return {"midtermCheck": "中期检查", "filing": "备案"}.get(subject.rpartition("/")[2], "")


class NoWay(Exception):
    """Somebody found no way to where an act would be."""


@dataclass(frozen=True)
class Blocked:
    """What a page says of an act that cannot be done now."""

    said: Locator


class Walk:
    """One person's way through the pages."""

    def __init__(self, page: Page, told: Told) -> None:
        self.page = page
        self._told = told

    async def to(self, act: Wanted) -> Blocked | None:
        """To the form of an act, unless a page says that it cannot be done now. Raises NoWay where it is nowhere offered."""
        task = await self._task(act)
        if task is not None:
            await self._click(task, act.label)
        else:
            await self.to_page_of(act)
        if act.method == "SignDocument":
            unsigned = self.page.locator("section", has=self.page.locator("#sign"))
            return None if await self.page.locator("form[data-sign]").count() else Blocked(unsigned)
        return None if task is not None else await self._from_list(act)

    async def _task(self, act: Wanted) -> Locator | None:
        link = self.page.locator("h2, h3").get_by_role("link", name=act.label, exact=True)
        tasks = self.page.locator(".first, .task").filter(has=link)
        for mark in filter(None, _marks(act.subject, self._told)):
            tasks = tasks.filter(has_text=mark)
        return tasks.first.locator("h2, h3").get_by_role("link", name=act.label, exact=True) if await tasks.count() else None

    async def to_page_of(self, act: Wanted) -> None:
        """By the navigation."""
        if act.method in _MADE_FROM:
            await self.menu(_MADE_FROM[act.method])
            return
        for pattern, steps in _WAYS:
            if found := re.fullmatch(pattern, act.subject):
                for step in steps:
                    await step(self, found[0])
                return
        raise NoWay(act.subject)

    async def menu(self, title: str) -> None:
        """A line of the navigation."""
        await self._click(self.page.locator("#nav").get_by_role("link", name=title, exact=True), title)

    async def _from_list(self, act: Wanted) -> Blocked | None:
        main = self.page.locator("main")
        folded = main.locator("details.acts-more:not([open]) > summary, .here details.why:not([open]) > summary")
        while await folded.count():
            await folded.first.click()
        about = f"：.*{re.escape(act.about)}.*" if act.about else "(：.*)?"
        link = main.get_by_role("link", name=re.compile(f"^{re.escape(act.label)}{about}$")).filter(visible=True)
        if await link.count():
            await link.first.click()
            return None
        blocked = main.locator(".acts-no, .here .why-body li").filter(has_text=act.label)
        if act.about and await blocked.filter(has_text=act.about).count():
            blocked = blocked.filter(has_text=act.about)
        if await blocked.count():
            return Blocked(blocked.first)
        raise NoWay(act.label)

    async def _click(self, link: Locator, what: str) -> None:
        if not await link.count():
            raise NoWay(what)
        async with self.page.expect_navigation(wait_until="domcontentloaded"):
            await link.first.click()


Step = Callable[[Walk, str], Awaitable[None]]


def _marks(subject: str, told: Told) -> Sequence[str]:
    """What a task says of what it is about: the project, the node, the document."""
    first = "/".join(subject.split("/")[:2])
    rest = [told(part) for part in re.findall(r"/(?:nodes|documents)/([^/]+)", subject)]
    return [told(first) if told(first) != first else "", *rest]


def _menu(title: str) -> Step:
    async def step(walk: Walk, subject: str) -> None:
        await walk.menu(title)

    return step


def _thing(pattern: str) -> Step:
    """A link that is called as the thing whose name begins as the subject does."""

    async def step(walk: Walk, subject: str) -> None:
        found = re.match(pattern, subject)
        assert found is not None
        title = walk._told(found[0])
        await walk._click(walk.page.locator("main").get_by_role("link", name=title, exact=True), title)

    return step


def _link(title: str) -> Step:
    async def step(walk: Walk, subject: str) -> None:
        await walk._click(walk.page.locator("main .head").get_by_role("link", name=title, exact=True), title)

    return step


async def _document(walk: Walk, subject: str) -> None:
    engagement, _, kind = subject.partition("/documents/")
    role = _ROLES[engagement.rpartition("/")[2]]
    table = walk.page.get_by_role("region", name=f"{role}合同，表格")
    await walk._click(table.get_by_role("link", name=walk._told(kind), exact=True), subject)


async def _finding(walk: Walk, subject: str) -> None:
    await walk._click(walk.page.locator("#f").locator("xpath=ancestor::section").get_by_role("link", name=walk._told(subject)), subject)


_PROJECT = (_menu("项目台账"), _thing(r"projects/[^/]+"))
_MADE_FROM = {
    "CreateGuide": "申报、受理、评审",
    "CreateApplication": "申报、受理、评审",
    "PublishHolidayNotice": "期限",
}
_WAYS: Sequence[tuple[str, Sequence[Step]]] = (
    (r"guides/[^/]+", (_menu("申报、受理、评审"), _thing(r"guides/[^/]+"))),
    (r"applications/[^/]+", (_menu("申报、受理、评审"), _thing(r"applications/[^/]+"))),
    (r"organizations/[^/]+", (_menu("单位与人员"),)),
    (r"people/[^/]+", (_menu("单位与人员"), _thing(r"people/[^/]+"))),
    (r"findings/[^/]+", (_menu("监督"), _finding)),
    (r"projects/[^/]+/(commission|deviations/.+)", (*_PROJECT, _link("监督"))),
    (r"projects/[^/]+/(evaluation|filing)", (*_PROJECT, _link("评价"))),
    (r"projects/[^/]+/engagements/.+", (*_PROJECT, _document)),
    (r"projects/[^/]+.*", _PROJECT),
)
