"""What support keeps of a project, from others' facts: who is who, what it is, how far it is, and which fields it follows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from plan.parties import Parties, With
from services.support.domain.words import ProjectStage

_ORDER = list(ProjectStage)


@dataclass
class ProjectCard(Parties):
    """One project; `name` is "projects/{project}". `approved` is False while only early facts of it are known.

    own_fields: codes of the tree that its own word for its field means; followed: those that it follows besides (9.3).
    """

    approved: bool = False
    title: str = ""
    kind: str = ""
    category: str = ""
    stage: ProjectStage = ProjectStage.APPROVED
    own_fields: list[str] = field(default_factory=list)
    followed: list[str] = field(default_factory=list)
    claims: int = 0
    requests: int = 0
    version: int = 0

    def approve(self, title: str, owner_kinds: dict[str, str], unit: str, county: str) -> None:
        """Take over what the approval says of the parties."""
        self.approved, self.title = True, title
        self.owners, self.owner_kinds = list(owner_kinds), owner_kinds
        self.undertaking_unit, self.county = unit, county

    def describe(self, kind: str, category: str, own_fields: Sequence[str]) -> None:
        """Take over what the approval says of the project itself."""
        self.kind, self.category, self.own_fields = kind, category, list(own_fields)

    def follow(self, fields: Sequence[str]) -> None:
        """Follow these fields besides its own, and no others (9.3)."""
        self.followed = sorted(set(fields))

    def reach(self, stage: ProjectStage) -> None:
        """A project only goes on, in whatever order its facts come."""
        self.stage = max(self.stage, stage, key=_ORDER.index)

    @property
    def fields(self) -> list[str]:
        """The fields of which notices are pushed to it."""
        return sorted({*self.own_fields, *self.followed})

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.stage in (ProjectStage.CLOSED, ProjectStage.TERMINATED)

    def next_claim(self) -> str:
        """The name of the next claim."""
        self.claims += 1
        return f"{self.name}/claims/{self.claims}"

    def next_request(self) -> str:
        """The name of the next service request."""
        self.requests += 1
        return f"{self.name}/serviceRequests/{self.requests}"

    def standing(self) -> With:
        """Who is who: the last lead still acts for the project after its end (2.5)."""
        return With(self, {"lead": frozenset({self.last_lead} - {""})})
