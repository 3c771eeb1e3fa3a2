"""Facts about the materials of a node (4.1, 4.4)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from plan.files import FileRef
from plan.openness import OPEN, OnRequest
from services.milestones.domain.words import MaterialKind

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class MaterialSubmitted:
    """One of the two materials is in (4.1)."""

    TYPE: ClassVar[str] = "material.submitted.v1"
    name: str
    project: str
    node: str
    round: int
    kind: MaterialKind
    file: FileRef
    submitted_at: datetime
    rule: str = "4.1"


@dataclass(frozen=True, kw_only=True)
class MaterialsReceived:
    """Both are in; after a return, complete. `late`: after the deadline and not within a period granted."""

    TYPE: ClassVar[str] = "materials.received.v1"
    name: str
    project: str
    node: str
    round: int
    received_at: datetime
    late: bool
    completed: bool
    files: tuple[FileRef, ...]
    received_by: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class Defect:
    """What is missing or wrong in a material, in MaterialsReturned."""

    material: MaterialKind
    description: OnRequest[str]


@dataclass(frozen=True, kw_only=True)
class MaterialsReturned:
    """The lead returned incomplete materials; the review clock has stopped (4.4)."""

    TYPE: ClassVar[str] = "materials.returned.v1"
    name: str
    project: str
    node: str
    round: int
    returned_at: datetime
    defects: tuple[Defect, ...]
    complete_by: date
    rule: str = "4.4"
