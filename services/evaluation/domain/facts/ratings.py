"""Facts about the standing rating of a lead (3.6). Not for other departments."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from services.evaluation.domain.words import RatingCause


@dataclass(frozen=True, kw_only=True)
class RatingEntered:
    """An entry in a lead's rating (3.6). `corrects`: the entry whose place it takes, "" for none. Not for other departments."""

    TYPE: ClassVar[str] = "rating.entered.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    entry: str
    cause: str
    kind: RatingCause
    about: str
    entered_on: date
    points: int
    corrects: str
    rule: str = "3.6"


@dataclass(frozen=True, kw_only=True)
class RatingEntryWithdrawn:
    """The finding behind an entry was lifted: it does not count from that day on (3.6, 7.4)."""

    TYPE: ClassVar[str] = "rating.withdrawn.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    entry: str
    cause: str
    withdrawn_on: date
    rule: str = "3.6,7.4"


@dataclass(frozen=True, kw_only=True)
class RatingObjected:
    """The rated person objected to an entry (3.6)."""

    TYPE: ClassVar[str] = "rating.objected.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    entry: str
    cause: str
    objected_at: datetime
    rule: str = "3.6"


@dataclass(frozen=True, kw_only=True)
class RatingObjectionAnswered:
    """The bureau answered; `sustained`: the entry is set aside from that day on (3.6)."""

    TYPE: ClassVar[str] = "rating.objection_answered.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    person: str
    entry: str
    cause: str
    sustained: bool
    reason: str
    answered_at: datetime
    rule: str = "3.6"
