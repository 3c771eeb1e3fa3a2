"""What of a resource a caller is shown: stated once a resource, applied to the answer (2.5).

    NODE = View(Hidden("reviews.panel.members.vote", to={"science_bureau", "owner"}, own=("person",)))
    return tx.show(node, NODE, tx.roles_in(standing))

Fields are those of the proto, so that what the resource counts of what it hides is counted first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")
ITSELF = "."
ANYBODY = "any"


@dataclass(frozen=True, init=False)
class Hidden:
    """Fields, as paths in the answer ("review.sheets"; through a repeated field, in each of its items), that not everybody sees.

    to: roles that see them (ANYBODY: all). own: fields beside the hidden one, or of the hidden item itself where it is a message, that hold
    a person or an organisation: who is named there sees it too (ITSELF: the hidden text is such a name). once: of the resource,
    whether those roles see it already; what is a caller's own is seen before that. until: a bool of a message on the way to the
    fields that says that here they are hidden no longer.
    """

    fields: tuple[str, ...]
    to: frozenset[str]
    own: tuple[str, ...]
    once: Callable[[Any], bool] | None
    until: str

    def __init__(
        self,
        *fields: str,
        to: Iterable[str] = (),
        own: Iterable[str] = (),
        once: Callable[[Any], bool] | None = None,
        until: str = "",
    ) -> None:
        for name, value in (("fields", fields), ("to", frozenset(to)), ("own", tuple(own)), ("once", once), ("until", until)):
            object.__setattr__(self, name, value)


@dataclass(frozen=True, init=False)
class View:
    """All that is hidden of a resource."""

    hidden: tuple[Hidden, ...]

    def __init__(self, *hidden: Hidden) -> None:
        object.__setattr__(self, "hidden", hidden)


@dataclass(frozen=True)
class Shown(Generic[T]):
    """A resource with the view of it, for a caller with these roles.

    tried: it was only tried whether an act would do, and nothing is kept. What the act would open to view stays hidden: by trying out
    the last vote nobody learns what the others have voted before giving it (4.7).
    """

    resource: T
    view: View
    roles: frozenset[str]
    person: str = ""
    organization: str = ""
    tried: bool = False

    @property
    def hidden(self) -> list[Hidden]:
        """What this caller does not see, unless it is the caller's own."""
        return [each for each in self.view.hidden if self._closed(each) or (self.roles.isdisjoint(each.to) and ANYBODY not in each.to)]

    def _closed(self, each: Hidden) -> bool:
        return each.once is not None and (self.tried or not each.once(self.resource))

    @property
    def caller(self) -> frozenset[str]:
        """Whose own things are shown."""
        return frozenset({self.person, self.organization} - {""})

    @property
    def whole(self) -> bool:
        """Whether nothing of it is hidden from this caller."""
        return all(any(getattr(self.resource, name, None) in self.caller for name in each.own) for each in self.hidden)
