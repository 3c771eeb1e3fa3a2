"""Technology intelligence, and the fields that projects follow (9.3)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PublishNotice:
    """A notice for the fields that it concerns."""

    title: str
    source: str
    dated: date
    fields: tuple[str, ...]
    digest: str


@dataclass(frozen=True)
class FollowFields:
    """The fields that a project follows besides its own, all of them."""

    name: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadNotice:
    """A project has read it."""

    name: str
    project: str


@dataclass(frozen=True)
class JudgeNotice:
    """A project says whether it was of use."""

    name: str
    project: str
    useful: bool = False


@dataclass(frozen=True)
class GetNotice:
    """One notice."""

    name: str


@dataclass(frozen=True)
class ListNotices:
    """Notices pushed to a project, or all."""

    project: str = ""
    field: str = ""
    query: str = ""
    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class ListFields:
    """The tree of fields."""

    page_size: int = 0
    page_token: str = ""
