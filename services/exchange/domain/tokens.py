"""Tokens of the feed: shown once, kept as a digest alone, replaced by another one with a time in which both hold."""

import hashlib
from dataclasses import dataclass
from datetime import datetime


def digest_of(token: str) -> str:
    """As it is kept. A token has so much chance in it that a plain hash cannot be turned round."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class FeedToken:
    """`until`: when it stops to hold, once there is another one; None while it is the last."""

    digest: str
    issued_by: str
    issued_at: datetime
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether it can be used."""
        return self.until is None or now < self.until
