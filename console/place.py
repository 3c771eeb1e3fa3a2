"""What a running console has at hand, for every page."""

from dataclasses import dataclass
from typing import Any

from chassis.policy import Laws
from console.calls import Calls
from console.drafts import Drafts
from console.imports.kept import Imports
from console.live import Live
from console.names import Names
from console.oidc import Provider
from console.reminders.reminding import Reminding
from console.sessions import Sessions
from console.settings import ConsoleSettings


@dataclass(frozen=True)
class Place:
    """Put together once, in app.py."""

    settings: ConsoleSettings
    sessions: Sessions
    provider: Provider
    calls: Calls
    names: Names
    laws: Laws
    live: Live
    drafts: Drafts
    imports: Imports
    reminding: Reminding
    is_rehearsal: bool = False  # whether the suite's clock is one that is turned by hand


def place_of(request: Any) -> Place:
    """Of a request."""
    place: Place = request.app.state.place
    return place
