"""How far a subscription is by one of its ways."""

from dataclasses import dataclass
from datetime import datetime

from services.exchange.domain.words import Way


def delivery_name(subscription: str, way: Way) -> str:
    """`subscriptions/x/deliveries/feed`."""
    return f"{subscription}/deliveries/{way.value}"


@dataclass
class Delivery:
    """Places in the log. position: up to it the department has said that it has everything; asked: after which it last asked for more."""

    name: str
    subscription: str
    organization: str
    way: Way
    position: int = 0
    asked: int = 0
    moved_at: datetime | None = None
    seen_at: datetime | None = None
    version: int = 0

    @property
    def reached(self) -> int:
        """Up to where it has everything, by its word or by what it asked for."""
        return max(self.position, self.asked)

    def acknowledge(self, position: int, now: datetime) -> bool:
        """It has everything up to there; whether that is further than it was: a late word of an earlier place changes nothing."""
        if position <= self.position:
            return False
        self.position, self.moved_at, self.seen_at = position, now, now
        return True

    def see(self, now: datetime, after: int = 0) -> None:
        """It asks, for what comes after a place."""
        self.seen_at, self.asked = now, max(self.asked, after)

    def reset(self, position: int, now: datetime) -> None:
        """It is to be delivered from there, whatever it has said."""
        self.position = self.asked = position
        self.moved_at = now
