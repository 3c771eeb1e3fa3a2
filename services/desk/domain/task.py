"""A task: whose act something waits for. What several topics tell of one may come in any order, so each part is a register that the later
fact has, by its id; what is shown follows from them (2.5).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from services.desk.domain.card import FAR, ProjectCard
from services.desk.domain.holders import resolved
from services.desk.domain.news import News

# Who may see who reviews, who answers to what is not confirmed yet (as chassis/access/record.py has it).
SEES_INTERNAL = ("roles/auditor", "roles/science_bureau")


@dataclass
class Share:
    """Somebody's part. `holder`: a name, or "lead", "owners" … of the project. asked, done: ids of facts, "" for none."""

    holder: str
    asked: str = ""
    done: str = ""


@dataclass
class Hold:
    """Something that has to come first, by a word. since, over: ids of facts, "" for none."""

    what: str
    since: str = ""
    over: str = ""


@dataclass(frozen=True)
class Doing:
    """Who did a part, by which fact, when."""

    fact: str
    person: str
    at: datetime


@dataclass(kw_only=True)
class Task:
    """One kind of task about one resource. `closed`: id of the fact since which nobody is asked, unless by a later one.

    who: principals who have it; doers: people who did a part; starter: whose act it waits since, as long as it is open.
    window: the instant or day, in ISO 8601, at which what it is for closes, "" where no fact told; closes_at: since then nobody can do it.
    holds: what has to come first, or had to; freed: id of the fact since which nothing of before has to.
    """

    name: str
    kind: str
    resource: str
    project: str
    project_title: str = ""
    node_title: str = ""
    shares: list[Share] = field(default_factory=list)
    closed: str = ""
    asked: str = ""
    since: datetime | None = None
    started_by: str = ""
    about: str = ""
    dated: str = ""
    last_day: str = ""
    provisional: bool = False
    deadline: str = ""
    window: str = ""
    closes_at: datetime | None = None
    holds: list[Hold] = field(default_factory=list)
    freed: str = ""
    doings: list[Doing] = field(default_factory=list)
    who: list[str] = field(default_factory=list)
    starter: str = ""
    watchers: list[str] = field(default_factory=list)
    doers: list[str] = field(default_factory=list)
    by_day: str = ""
    by_done: str = ""
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it waits for anybody."""
        return bool(self.who)

    @property
    def is_held(self) -> bool:
        """Whether something has to come first."""
        return any(each.since > max(each.over, self.freed) for each in self.holds)

    def waits_at(self, now: datetime) -> bool:
        """Whether it waits for anybody who could still do it."""
        return self.is_open and (self.closes_at is None or now < self.closes_at)

    def ask(self, news: News, holders: Iterable[str], about: str) -> None:
        """They are asked, besides those who are."""
        for holder in holders:
            share = self._share(holder)
            share.asked = max(share.asked, news.id)
        if news.id > self.asked:
            self.asked, self.since, self.started_by, self.about = news.id, news.at, news.person, about or self.about

    def ask_only(self, news: News, holders: Iterable[str], about: str) -> None:
        """They are asked, and nobody else any more."""
        self.closed = max(self.closed, news.id)
        self.ask(news, holders, about)

    def leave(self, news: News, holders: Iterable[str]) -> None:
        """Somebody did their part; these are left. Since when it waits, and since whose act, stays."""
        self.closed = max(self.closed, news.id)
        for holder in holders:
            share = self._share(holder)
            share.asked = max(share.asked, news.id)
        self.credit(news)

    def finish(self, news: News, holder: str) -> None:
        """One has done it."""
        share = self._share(holder)
        share.done = max(share.done, news.id)
        self.credit(news)

    def close(self, news: News) -> None:
        """Nobody has to do it any more."""
        self.closed = max(self.closed, news.id)

    def hold(self, what: str, since: str) -> None:
        """This has to come first."""
        hold = self._hold(what)
        hold.since = max(hold.since, since)

    def bring(self, what: str, over: str) -> None:
        """This has come; with no word for it, nothing of before has to come any more."""
        if what:
            hold = self._hold(what)
            hold.over = max(hold.over, over)
        else:
            self.freed = max(self.freed, over)

    def credit(self, news: News) -> None:
        """By this act somebody did a part of it."""
        if news.person and all(each.fact != news.id for each in self.doings):
            self.doings = sorted([*self.doings, Doing(news.id, news.person, news.at)], key=lambda each: each.fact)

    def date(self, news: News, last_day: str, provisional: bool, deadline: str) -> None:
        """Until when."""
        if news.id > self.dated:
            self.dated, self.last_day, self.provisional, self.deadline = news.id, last_day, provisional, deadline

    def note_window(self, instant: str) -> None:
        """What it is for closes then, as each fact that says so tells it; "" where one does not."""
        self.window = instant or self.window

    def close_at(self, instant: datetime | None) -> None:
        """From then on nobody can do it; None: as long as it waits somebody can."""
        self.closes_at = instant

    def settle(self, card: ProjectCard | None, over: str, *, private: bool, while_held: bool = False) -> None:
        """Who has it now, and who may see that. over: id of the fact since which the project asks nothing of the kind, "" for none.

        while_held: it is asked for only while something has to come first, and otherwise only while nothing has.
        """
        floor, names = max(self.closed, over), dict[str, str]()
        done = {share.holder: share.done for share in self.shares}
        for share in self.shares:
            if share.asked >= floor and share.asked > share.done:
                # Of those whom a role stands for, one may have done it already.
                names |= {name: share.holder for name in resolved(share.holder, card) if share.asked > done.get(name, "")}
        self.who = sorted(names) if self.is_held is while_held else []
        if card is not None:
            self.project_title, self.node_title = card.shown_title, card.node_title(self.resource)
        self.starter = self.started_by if self.who else ""
        readers = card.readers if card and not private else list(SEES_INTERNAL)
        self.watchers = sorted({*readers, *self.who}) if self.who else []
        self.doers = sorted({each.person for each in self.doings})
        since = self.since.isoformat() if self.since else ""
        self.by_day = f"{self.last_day or FAR}|{since}|{self.name}"
        self.by_done = f"{self.doings[-1].fact if self.doings else ''}|{self.name}"

    def _hold(self, what: str) -> Hold:
        found = next((hold for hold in self.holds if hold.what == what), None)
        if found is None:
            found = Hold(what)
            self.holds = sorted([*self.holds, found], key=lambda each: each.what)
        return found

    def _share(self, holder: str) -> Share:
        found = next((share for share in self.shares if share.holder == holder), None)
        if found is None:
            found = Share(holder)
            self.shares = sorted([*self.shares, found], key=lambda each: each.holder)
        return found
