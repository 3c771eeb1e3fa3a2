"""Records of use, and adoption counted from them, by sector and place (8.2)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chassis.errors import InvalidArgument, PermissionDenied
from services.sharing.domain import facts
from services.sharing.domain.licences import Licence
from services.sharing.domain.words import Purpose

Facts = list[Any]


@dataclass
class Use:
    """How a licensee uses a result; `name` is "projects/{project}/results/{result}/uses/{number}". benefit_fen: 0 where it is not told."""

    name: str
    project: str
    result: str
    licence: str
    organization: str
    purpose: Purpose
    description: str
    since: date
    sector: str
    area: str
    benefit_fen: int
    reported_by: str
    reported_at: datetime
    version: int = 0

    def report(self, licence: Licence, today: date) -> Facts:
        """Say how it is used. Refuses NOT_THE_LICENSEE, DATE_IN_FUTURE, USE_OUTSIDE_LICENCE (8.2)."""
        if licence.organization != self.organization:
            message = f"该许可属于 {licence.organization}，只能由其报告使用情况"
            raise PermissionDenied("NOT_THE_LICENSEE", message, rule="8.2")
        if self.since > today:
            raise InvalidArgument("DATE_IN_FUTURE", f"开始使用的日期{self.since}晚于今日{today}", rule="8.2", field="since")
        if not licence.holds_on(self.since):
            message = f"许可自{licence.since}至{licence.until}，{self.since}不在其内"
            raise InvalidArgument("USE_OUTSIDE_LICENCE", message, rule="8.2", field="since")
        used: dict[str, Any] = {"organization": self.organization, "purpose": self.purpose, "sector": self.sector, "area": self.area}
        return [facts.UseReported(name=self.name, project=self.project, result=self.result, **used, since=self.since)]


@dataclass(frozen=True)
class Count:
    """How many organisations use results in one sector or place."""

    key: str
    organizations: int
    uses: int


@dataclass(frozen=True)
class Adoption:
    """Adoption as the records of use show it."""

    organizations: int
    uses: int
    benefit_fen: int
    by_sector: Sequence[Count]
    by_area: Sequence[Count]


def adoption_of(uses: Iterable[Use]) -> Adoption:
    """Count it; an organisation counts once in each sector and place (8.2)."""
    known = list(uses)
    return Adoption(
        organizations=len({use.organization for use in known}),
        uses=len(known),
        benefit_fen=sum(use.benefit_fen for use in known),
        by_sector=_counts((use.sector, use.organization) for use in known),
        by_area=_counts((use.area, use.organization) for use in known),
    )


def _counts(pairs: Iterable[tuple[str, str]]) -> list[Count]:
    known = list(pairs)
    uses = Counter(key for key, _ in known)
    return [Count(key, len({organization for each, organization in known if each == key}), uses[key]) for key in sorted(uses)]
