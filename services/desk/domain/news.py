"""A fact as the desk reads it, from whichever service."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class News:
    """`id`: of the fact, a UUIDv7, by which the desk orders what came from different topics. `kind`: "registry.project.approved".

    `at`: by the suite's clock, which may stand still in a rehearsal. `actor`: who did it, "people/…"; "services/…" where it came about.
    """

    id: str
    kind: str
    at: datetime
    actor: str
    subject: str
    data: Mapping[str, Any]

    @property
    def project(self) -> str:
        """The project that it is of, "" for none."""
        return str(self.data.get("project", ""))

    @property
    def person(self) -> str:
        """Who did it, where that is a person."""
        return self.actor if self.actor.startswith("people/") else ""

    @property
    def rules(self) -> list[str]:
        """Rules by which."""
        return [rule for rule in str(self.data.get("rule", "")).split(",") if rule]

    def text(self, field: str) -> str:
        """A field of it, "" where there is none."""
        value = self.data.get(field)
        return "" if value is None else str(value)

    def names(self, field: str) -> tuple[str, ...]:
        """A field that lists names."""
        return tuple(str(each) for each in self.data.get(field) or ())

    def node(self) -> str:
        """The resource name of the node that it is of, "" for none: facts give its id, or its name."""
        node = self.text("node")
        return node if "/" in node or not node else f"{self.project}/nodes/{node}"
