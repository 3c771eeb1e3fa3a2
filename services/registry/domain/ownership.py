"""Owners and recommending county of a project, derived and never typed in (1.1, 2.7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.registry.domain.organizations import Organization
from services.registry.domain.words import ProjectKind


@dataclass(frozen=True)
class Ownership:
    """The organisations of one application. `poster` posted the challenge, or initiates the project."""

    bureau: Organization
    unit: Organization
    poster: Organization | None

    def owners(self, kind: ProjectKind) -> list[Organization]:
        """1.1, in all its cases."""
        if kind == ProjectKind.OPEN_BID:
            return [self.bureau] if self.poster is None else [self.bureau, self.poster]
        if kind == ProjectKind.ENTERPRISE_INITIATED:
            return [self.poster] if self.poster else []
        return [self.bureau]

    def county(self, site_area: str, areas: Mapping[str, str]) -> str:
        """2.2, 2.7: the unit's area, else the poster's, else the site's, else none: the bureau receives it directly. Home of 2.7."""
        candidates = (self.unit.area, self.poster.area if self.poster else "", site_area)
        return next((area for area in candidates if area in areas), "")
