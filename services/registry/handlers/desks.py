"""Roles of those who act in their own right, outside any one project (2.5)."""

from dataclasses import dataclass

from chassis.access.roles import Actor


@dataclass(frozen=True)
class Desk:
    """The roles that the caller has here. An auditor changes nothing."""

    actor: Actor
    roles: tuple[str, ...]

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """The caller's, whoever asks; none for an auditor."""
        return frozenset() if "auditor" in self.actor.roles else frozenset(self.roles)
