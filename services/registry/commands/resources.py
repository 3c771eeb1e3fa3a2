"""Any resource: one by its name, a page of all, a decision on one, a file that comes along."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GetResource:
    """One resource, by its name."""

    name: str


@dataclass(frozen=True)
class Accept:
    """What is accepted as it was seen."""

    name: str
    etag: str = ""


@dataclass(frozen=True)
class ListPage:
    """A page of all."""

    page_size: int = 0
    page_token: str = ""


@dataclass(frozen=True)
class Decide:
    """A decision that may say why."""

    name: str
    reason: str = ""
    etag: str = ""


@dataclass(frozen=True)
class DecideWithReason:
    """A decision that has to say why."""

    name: str
    reason: str
    etag: str = ""
