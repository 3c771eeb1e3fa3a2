"""Technology intelligence."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from plan.openness import OPEN

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class NoticePublished:
    """A notice for the fields that it concerns, codes of the field tree."""

    TYPE: ClassVar[str] = "notice.published.v1"
    name: str
    title: str
    source: str
    dated: date
    fields: tuple[str, ...]
    rule: str = "9.3"


@dataclass(frozen=True, kw_only=True)
class NoticePushed:
    """It was pushed to a project of one of its fields."""

    TYPE: ClassVar[str] = "notice.pushed.v1"
    name: str
    project: str
    notice: str
    title: str
    rule: str = "9.3"


@dataclass(frozen=True, kw_only=True)
class NoticeRead:
    """The project has read it."""

    TYPE: ClassVar[str] = "notice.read.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    notice: str
    read_by: str
    rule: str = "9.3"


@dataclass(frozen=True, kw_only=True)
class NoticeJudged:
    """The project says whether it was of use."""

    TYPE: ClassVar[str] = "notice.judged.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    notice: str
    useful: bool
    rule: str = "9.3"
