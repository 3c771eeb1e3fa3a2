"""Facts about a chief's floating pay (3.7)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class PayShare:
    """A part of the pool, in PayPoolSet."""

    part: str
    share_fen: int


@dataclass(frozen=True, kw_only=True)
class PayPoolSet:
    """A version of the task book gave pool and shares of the chief's floating pay (3.7). Not for other departments."""

    TYPE: ClassVar[str] = "pay.pool_set.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    task_book_version: int
    pool_fen: int
    parts: tuple[PayShare, ...]
    rule: str = "3.7,1.8"


@dataclass(frozen=True, kw_only=True)
class ChiefScored:
    """Whoever engaged the chief scored a part; owners are waited for (3.7)."""

    TYPE: ClassVar[str] = "pay.scored.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    chief: str
    score: Decimal
    amount_fen: int
    scored_by: str
    waiting_for: tuple[str, ...]
    rule: str = "3.7"


@dataclass(frozen=True, kw_only=True)
class ChiefScoreConfirmed:
    """An owner confirmed a score; with the last one the amount stands (3.7, 1.1)."""

    TYPE: ClassVar[str] = "pay.confirmed.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    chief: str
    amount_fen: int
    confirmed_for: str
    waiting_for: tuple[str, ...]
    rule: str = "3.7,1.1"


@dataclass(frozen=True, kw_only=True)
class ChiefScoreDropped:
    """A score does not count any more: refused by an owner (1.1), or the chief is barred (7.5)."""

    TYPE: ClassVar[str] = "pay.score_dropped.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    chief: str
    reason: str
    rule: str = "3.7,7.5"


@dataclass(frozen=True, kw_only=True)
class BonusPaid:
    """The payment of a part is on record (3.7)."""

    TYPE: ClassVar[str] = "pay.paid.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    chief: str
    amount_fen: int
    paid_on: date
    reference: str
    rule: str = "3.7"
