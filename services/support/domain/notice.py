"""Technology intelligence: notices pushed to the projects whose fields they concern, with receipts. Home of 9.3."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.errors import InvalidArgument, NotFound, RuleViolated
from plan.grams import grams_of
from services.support.domain import facts

Facts = list[Any]


@dataclass(frozen=True)
class Receipt:
    """That a project has read it, and whether it was of use. useful: None while nobody has said."""

    project: str
    read_by: str
    read_at: datetime
    useful: bool | None = None


@dataclass
class Notice:
    """`name` is "notices/{notice}". source: where it is from, as an address or a name with a number; no second notice has the same."""

    name: str
    title: str
    source: str
    source_key: str
    dated: date
    fields: tuple[str, ...]
    digest: str
    published_by: str
    published_at: datetime
    pushed_to: list[str] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    grams: list[str] = field(default_factory=list)
    version: int = 0

    def publish(self, projects: list[str], today: date) -> Facts:
        """Push it to the projects that it concerns. Refuses DATE_IN_FUTURE (9.3)."""
        if self.dated > today:
            raise InvalidArgument("DATE_IN_FUTURE", f"信息日期{self.dated}晚于今日{today}", rule="9.3", field="dated")
        self.grams = grams_of([self.title, self.source, self.digest])
        said: Facts = [facts.NoticePublished(name=self.name, title=self.title, source=self.source, dated=self.dated, fields=self.fields)]
        return said + self.push(projects)

    def push(self, projects: list[str]) -> Facts:
        """Push it to projects that do not have it yet."""
        new = [project for project in projects if project not in self.pushed_to]
        self.pushed_to += new
        return [facts.NoticePushed(name=f"{project}/{self.name}", project=project, notice=self.name, title=self.title) for project in new]

    def receipt(self, project: str) -> Receipt | None:
        """A project's receipt."""
        return next((each for each in self.receipts if each.project == project), None)

    def read(self, project: str, by: str, now: datetime) -> Facts:
        """A project has read it, once. Refuses NOTICE_NOT_PUSHED, NOTICE_READ_ALREADY (9.3)."""
        self.demand_pushed(project)
        if self.receipt(project) is not None:
            raise RuleViolated("NOTICE_READ_ALREADY", f"该项目已经签收信息“{self.title}”", rule="9.3", project=project)
        self.receipts.append(Receipt(project, by, now))
        return [facts.NoticeRead(name=f"{project}/{self.name}", project=project, notice=self.name, read_by=by)]

    def judge(self, project: str, useful: bool, by: str, now: datetime) -> Facts:
        """A project says whether it was of use; it may change its mind. Who says so has read it."""
        self.demand_pushed(project)
        said = self.read(project, by, now) if self.receipt(project) is None else []
        known = self.receipt(project)
        assert known is not None
        self.receipts[self.receipts.index(known)] = Receipt(project, known.read_by, known.read_at, useful)
        return [*said, facts.NoticeJudged(name=f"{project}/{self.name}", project=project, notice=self.name, useful=useful)]

    def demand_pushed(self, project: str) -> None:
        """Refuse NOTICE_NOT_PUSHED to a project that it was not pushed to (9.3)."""
        if project not in self.pushed_to:
            raise NotFound("NOTICE_NOT_PUSHED", f"信息“{self.title}”没有推送给该项目", rule="9.3", project=project)


def source_key(source: str) -> str:
    """What two ways of writing one source have in common: case, width, scheme, a slash at the end do not count (9.3)."""
    folded = unicodedata.normalize("NFKC", source).casefold().strip()
    return re.sub(r"\s+", " ", re.sub(r"^https?://(www\.)?", "", folded)).rstrip("/")
