"""The two materials of a review, and their return for completion. Home of 4.1 and 4.4."""

from dataclasses import dataclass
from datetime import date, datetime

from chassis.errors import RuleViolated
from services.milestones.domain.files import StoredFile
from services.milestones.domain.terms import MaterialKind


@dataclass(frozen=True)
class Material:
    """A material that is in."""

    kind: MaterialKind
    file: StoredFile
    submitted_at: datetime
    submitted_by: str


@dataclass(frozen=True)
class Defect:
    """What is missing or wrong in a material."""

    material: MaterialKind
    description: str


@dataclass
class MaterialsReturn:
    """A return: every defect, and the last day of the period granted."""

    returned_at: datetime
    returned_by: str
    defects: list[Defect]
    complete_by: date
    completed_at: datetime | None = None


@dataclass(frozen=True)
class Timing:
    """When the materials of a review had to be in: the end of 4.1, and of a period granted after a return (4.4)."""

    end: datetime
    granted_end: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """After the day of 4.1, unless within the period granted."""
        return now >= self.end and (self.granted_end is None or now >= self.granted_end)


def check_no_repetition(kinds: list[MaterialKind]) -> None:
    """Refuse MATERIAL_REPEATED where one request has the same material twice."""
    twice = sorted({kind.label for kind in kinds if kinds.count(kind) > 1})
    if twice:
        raise RuleViolated("MATERIAL_REPEATED", f"同一次提交中{'、'.join(twice)}重复", rule="4.1")
