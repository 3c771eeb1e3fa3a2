"""Subscriptions by their tokens, remembered for a moment: whoever drains the feed comes a hundred times a second with the same token.

What this replica commits of any subscription makes it forget at once; what another commits shows after SECONDS. Whether a subscription
is in force, and its token still holds, is reckoned anew each time.
"""

import time

from chassis.store.unit import Written
from services.exchange.domain.subscription import Subscription

SECONDS = 1.0
_MOST = 1000


class Known:
    """Of one replica. `tell` after each of its commits."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[float, Subscription]] = {}
        self._age = 0

    @property
    def age(self) -> int:
        """What is read at one age may be kept at no other."""
        return self._age

    def tell(self, written: Written) -> None:
        """A fact of our own is one of a subscription; those of the log are others'."""
        if any(not row.get("handed_on") for row in written.facts):
            self._age += 1
            self._found.clear()

    def of(self, digest: str) -> Subscription | None:
        """By the digest of its token; None where it has to be read."""
        asked_at, subscription = self._found.get(digest, (0.0, None))
        return subscription if time.monotonic() < asked_at + SECONDS else None

    def keep(self, digest: str, subscription: Subscription, age: int, asked_at: float) -> None:
        """What was asked for at this time of the monotonic clock, and at this age."""
        if age == self._age:
            if len(self._found) >= _MOST:
                self._found.clear()
            self._found[digest] = (asked_at, subscription)
