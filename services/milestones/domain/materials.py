"""The two materials of a review, and their return for completion. Home of 4.1 and 4.4."""

from dataclasses import dataclass
from datetime import date, datetime

from chassis.errors import InvalidArgument, RuleViolated
from plan.files import FileRef
from services.milestones.domain.words import MaterialKind


@dataclass(frozen=True)
class Material:
    """A material that is in."""

    kind: MaterialKind
    file: FileRef
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

    def complete(self, now: datetime) -> None:
        """What it named has come in anew."""
        self.completed_at = self.completed_at or now


@dataclass(frozen=True)
class Timing:
    """When the materials of a review had to be in: the end of 4.1, and of a period granted after a return (4.4)."""

    end: datetime
    granted_end: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """After the day of 4.1, unless within the period granted."""
        return now >= self.end and (self.granted_end is None or now >= self.granted_end)


def check_no_repetition(kinds: list[MaterialKind]) -> None:
    """Refuse LISTED_TWICE where one request has the same material twice."""
    twice = sorted({kind.label for kind in kinds if kinds.count(kind) > 1})
    if twice:
        raise InvalidArgument("LISTED_TWICE", f"同一次提交中{'、'.join(twice)}重复", rule="4.1")


def defects_of(given: tuple[Defect, ...]) -> list[Defect]:
    """The defects of a return, each with words. Refuses DEFECT_UNNAMED."""
    if not given or any(not defect.description.strip() for defect in given):
        raise RuleViolated("DEFECT_UNNAMED", "退回材料须逐项列明缺漏", rule="4.4")
    return list(given)
