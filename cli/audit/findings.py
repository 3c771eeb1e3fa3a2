"""What can be wrong with an audit log, and how it is said."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A kind of finding; the word is what people read."""

    ALTERED = "记录被改动"
    DELETED = "记录被删除"
    INSERTED = "记录是插入的"
    REORDERED = "记录被换位"
    SEAL = "封印不符"
    SEAL_MISSING = "封印缺失"
    CUT = "末尾被截去"
    TWO_HISTORIES = "两套历史"
    NOT_SEALED = "长时间未封存"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    kind: Kind
    what: str
