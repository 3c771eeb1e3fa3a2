"""An inspection by the lead, regular or not: who, when, what was found (5.1)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chassis.calendar import china_date
from chassis.errors import InvalidArgument, RuleViolated
from plan.files import FileRef
from services.milestones.domain import facts
from services.milestones.domain.words import IssueAspect


@dataclass(frozen=True)
class Issue:
    """Something that was found. `deviates`: it departs from the task book, and supervision opens a deviation (7.2)."""

    aspect: IssueAspect
    description: str
    deviates: bool = False


@dataclass
class Inspection:
    """`name` is "projects/{project}/inspections/{number}", four digits. `inspectors`: who went, "people/{person}"."""

    name: str
    project: str
    inspected_on: date
    regular: bool
    inspectors: tuple[str, ...]
    place: str
    found: str
    issues: tuple[Issue, ...]
    files: tuple[FileRef, ...]
    recorded_by: str
    recorded_at: datetime
    version: int = 0

    def record(self, effective_on: date) -> list[Any]:
        """Put it on record. Refuses INSPECTION_DATE_IMPOSSIBLE for a day ahead or before the contracts' effect, LISTED_TWICE."""
        today = china_date(self.recorded_at)
        if not effective_on <= self.inspected_on <= today:
            message = f"检查日{self.inspected_on}须在合同生效日{effective_on}与今日{today}之间"
            raise RuleViolated("INSPECTION_DATE_IMPOSSIBLE", message, rule="5.1")
        if len(set(self.inspectors)) < len(self.inspectors):
            raise InvalidArgument("LISTED_TWICE", "参加检查的人员有重复", rule="5.1", field="inspectors")
        common: dict[str, Any] = {"name": self.name, "project": self.project, "inspected_on": self.inspected_on}
        deviating = sum(issue.deviates for issue in self.issues)
        issues = tuple(facts.IssueFound(aspect=each.aspect, description=each.description, deviates=each.deviates) for each in self.issues)
        return [
            facts.InspectionRecorded(
                **common, regular=self.regular, recorded_by=self.recorded_by, issues=len(self.issues), deviations=deviating
            ),
            *([facts.InspectionFound(**common, found_at=self.recorded_at, issues=issues)] if issues else []),
        ]
