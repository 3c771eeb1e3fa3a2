"""Where the facts of a subscription are pushed to, and with which key they are signed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from plan.text import demand_reason
from services.exchange.domain import facts
from services.exchange.domain.states import ENDPOINT
from services.exchange.domain.words import EndpointState

Facts = list[Any]


def endpoint_name(subscription: str) -> str:
    """`subscriptions/x/endpoint`: there is one."""
    return f"{subscription}/endpoint"


@dataclass(frozen=True)
class EndpointKey:
    """A public key, "whpk_…", and its number, from which the service makes the private half. until: None for the last one."""

    number: int
    public: str
    since: datetime
    until: datetime | None = None

    def signs(self, now: datetime) -> bool:
        """Whether facts are signed with it."""
        return self.until is None or now < self.until


@dataclass
class Endpoint:
    """`turn` counts what the department has done to it: its receiver is tried at once after that, however often it has failed."""

    name: str
    subscription: str
    organization: str
    url: str
    registered_by: str
    registered_at: datetime
    state: EndpointState = EndpointState.ACTIVE
    keys: tuple[EndpointKey, ...] = ()
    paused_because: str = ""
    turn: int = 0
    version: int = 0

    def next_number(self) -> int:
        """Of the next key."""
        return max((key.number for key in self.keys), default=0) + 1

    def register(self, url: str, public: str, by: str, now: datetime) -> Facts:
        """The address, for the first time or another one; the key stays, where there is one. `public`: of the next number."""
        self.url, self.registered_by, self.registered_at = url, by, now
        if not self.keys:
            self.keys = (EndpointKey(1, public, now),)
        self.turn += 1
        return [facts.EndpointRegistered(**self._about(), url=url, public_key=self.keys[-1].public)]

    def pause(self, reason: str) -> Facts:
        """Nothing is sent until it is resumed. Refuses ENDPOINT_PAUSED, REASON_MISSING (2.5)."""
        after = ENDPOINT.after(self.state, "pause")
        demand_reason(reason, "2.5")
        self.state, self.paused_because = after, reason
        self.turn += 1
        return [facts.EndpointPaused(**self._about(), reason=reason)]

    def resume(self) -> Facts:
        """It goes on where it was; one that is not paused is tried at once."""
        self.state, self.paused_because = ENDPOINT.after(self.state, "resume"), ""
        self.turn += 1
        return [facts.EndpointResumed(**self._about())]

    def rotate(self, public: str, now: datetime, overlap: timedelta) -> Facts:
        """Sign with another key, and with the one before it until the overlap is over."""
        until = now + overlap
        kept = tuple(replace(key, until=min(key.until or until, until)) for key in self.keys if key.signs(now))
        self.keys = (*kept, EndpointKey(self.next_number(), public, now))
        self.turn += 1
        return [facts.EndpointKeyRotated(**self._about(), public_key=public, previous_until=until)]

    def signing(self, now: datetime) -> tuple[EndpointKey, ...]:
        """The keys that facts are signed with, the newest first."""
        return tuple(key for key in reversed(self.keys) if key.signs(now))

    def _about(self) -> dict[str, Any]:
        return {"name": self.subscription, "organization": self.organization}
