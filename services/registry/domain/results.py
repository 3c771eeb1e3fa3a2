"""Filed results of projects, shown at later reviews of the same unit or lead. Home of 6.5."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.registry.domain.dossiers import SharedResult


@dataclass
class FiledResult:
    """What evaluation concluded on a project. It counts once it is filed; the two facts may come in either order.

    `name` is "projects/{project}/filedResult", its own: a fact tells the version of the aggregate whose name is its subject.
    """

    name: str
    project: str
    title: str = ""
    undertaking_unit: str = ""
    lead: str = ""
    conclusion: str = ""
    degree: Decimal = Decimal(0)
    filed_at: datetime | None = None
    version: int = 0

    def conclude(self, conclusion: str, degree: Decimal, unit: str, lead: str) -> None:
        """What evaluation concluded."""
        self.conclusion, self.degree, self.undertaking_unit, self.lead = conclusion, degree, unit, lead

    def file(self, title: str, filed_at: datetime) -> None:
        """It is filed with the finance bureau."""
        self.title, self.filed_at = title, filed_at

    def shared_with(self, unit: str, lead: str) -> SharedResult | None:
        """What it has in common with an application, if it is filed and has anything."""
        same = {"undertaking_unit": self.undertaking_unit == unit, "lead": self.lead == lead}
        shared = tuple(role for role, yes in same.items() if yes)
        if self.filed_at is None or not shared:
            return None
        return SharedResult(
            project=self.project,
            title=self.title,
            conclusion=self.conclusion,
            degree=self.degree,
            filed_at=self.filed_at,
            shared=shared,
        )


def result_name(project: str) -> str:
    """The name of a project's filed result."""
    return f"{project}/filedResult"
