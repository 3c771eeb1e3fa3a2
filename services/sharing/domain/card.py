"""What sharing keeps of a project, from others' facts: who is who, its field, and what its task book promises."""

from dataclasses import dataclass, field

from chassis.errors import InvalidArgument
from plan.parties import Parties, With


@dataclass(frozen=True)
class Promise:
    """A target of the task book, as people read it (6.1)."""

    id: str
    metric: str


@dataclass
class ProjectCard(Parties):
    """One project; `name` is "projects/{project}". `approved` is False while only early facts of it are known."""

    approved: bool = False
    title: str = ""
    research_field: str = ""
    promises: list[Promise] = field(default_factory=list)
    results: int = 0
    version: int = 0

    def approve(self, title: str, research_field: str, owner_kinds: dict[str, str], unit: str, county: str) -> None:
        """Take over what the approval says."""
        self.approved, self.title, self.research_field = True, title, research_field
        self.owners, self.owner_kinds = list(owner_kinds), owner_kinds
        self.undertaking_unit, self.county = unit, county

    def promise(self, promises: list[Promise]) -> None:
        """The targets of the task book in force (1.8)."""
        self.promises = promises

    def demand_promise(self, target: str) -> None:
        """Refuse NOT_IN_TASK_BOOK for a target that the task book does not have (8.1, 6.1)."""
        if target and target not in (each.id for each in self.promises):
            message = f"项目“{self.title}”的任务书中没有绩效目标“{target}”"
            raise InvalidArgument("NOT_IN_TASK_BOOK", message, rule="8.1", target=target)

    def next_result(self) -> str:
        """The name of the next result."""
        self.results += 1
        return f"{self.name}/results/{self.results}"

    def standing(self) -> With:
        """Who is who: the last lead still registers results after the project's end (2.5)."""
        return With(self, {"lead": frozenset({self.last_lead} - {""})})
