"""What milestones keeps of a project's parties, from others' facts; parts may come in any order."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from plan.parties import Engaged, Parties


@dataclass
class ProjectCard(Parties):
    """One project; `name` is "projects/{project}". `approved` is False while only early facts of it are known.

    readers: who has a role in it, people, organisations and "areas/{area}", for lists over all projects.
    """

    approved: bool = False
    title: str = ""
    readers: list[str] = field(default_factory=list)
    version: int = 0

    def approve(self, title: str, parties: Parties) -> None:
        """Take over what the approval says of the project and its parties."""
        self.approved, self.title, self.regime = True, title, parties.regime
        self.owners, self.owner_kinds = parties.owners, parties.owner_kinds
        self.undertaking_unit, self.county = parties.undertaking_unit, parties.county
        self._note_readers()

    def engage(self, engaged: Engaged) -> None:
        """As Parties.engage."""
        super().engage(engaged)
        self._note_readers()

    def name_commissioners(self, people: Iterable[str]) -> None:
        """As Parties.name_commissioners."""
        super().name_commissioners(people)
        self._note_readers()

    def _note_readers(self) -> None:
        active = {each.person for each in self.engaged if each.active}
        county = {f"areas/{self.county}"} if self.county else set()
        self.readers = sorted({*self.owners, self.undertaking_unit, *active, *self.commissioners, *county} - {""})
