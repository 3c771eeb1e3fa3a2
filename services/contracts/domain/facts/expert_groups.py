"""The expert group of a project."""

from dataclasses import dataclass
from typing import ClassVar

from plan.openness import OPEN

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class ExpertGroupFormed:
    """The technical chief who is not the lead has formed the project's expert group, or formed it anew."""

    TYPE: ClassVar[str] = "expert_group.formed.v1"
    name: str
    project: str
    members: tuple[str, ...]
    formed_by: str
    rule: str = "2.4"
