"""A paper before it is printed: a title, and parts made of fields, words, tables and fine print. All text is for people, zh-CN."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Fields:
    """Labels and values, one under the other."""

    rows: Sequence[tuple[str, str]]
    kind: Literal["fields"] = "fields"


@dataclass(frozen=True)
class Words:
    """Running text."""

    paragraphs: Sequence[str]
    kind: Literal["words"] = "words"


@dataclass(frozen=True)
class Table:
    """A table whose head is repeated on each page. widths: shares of the page; right: columns of numbers."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    right: Sequence[int] = ()
    kind: Literal["table"] = "table"

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in self.rows) or len(self.widths) != len(self.head):
            raise ValueError(f"rows and widths of a table with {len(self.head)} columns")


@dataclass(frozen=True)
class Fine:
    """Digests, keys, names for machines: small, and broken where it must be."""

    lines: Sequence[str]
    kind: Literal["fine"] = "fine"


Block = Fields | Words | Table | Fine


@dataclass(frozen=True)
class Part:
    """A section; the first one may go without a heading."""

    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Paper:
    """title: what it is; about: of what; issuer: who has it printed; foot: what stands below each page."""

    title: str
    about: str
    foot: str
    parts: Sequence[Part] = field(default_factory=tuple)
    issuer: str = ""
