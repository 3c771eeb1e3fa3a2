"""What milestones keeps of a project's parties, from others' facts; parts may come in any order."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from chassis.errors import RuleViolated
from plan.parties import Engaged, Parties, Regime


@dataclass
class ProjectCard(Parties):
    """One project; `name` is "projects/{project}". `approved` is False while only early facts of it are known.

    readers: who has a role in it, people, organisations and "areas/{area}", for lists over all projects.
    """

    approved: bool = False
    title: str = ""
    readers: list[str] = field(default_factory=list)
    inspections: int = 0
    version: int = 0

    @property
    def chief(self) -> str:
        """The chief who does not lead (5.2); empty where there is none, or the chief leads."""
        beside = (each for each in reversed(self.engaged) if each.role == "technical_chief" and each.active and not each.is_lead)
        return next((each.person for each in beside), "")

    def demand_chief_beside_lead(self) -> None:
        """Refuse CHIEF_LEADS: who is the lead manages by 5.1, and writes no plan for another to agree to (1.4, 5.2)."""
        if self.regime is Regime.CHIEF_RESPONSIBLE:
            raise RuleViolated("CHIEF_LEADS", "实行技术总师负责制的项目由技术总师负责管理，不另编制一体化组织实施工作方案", rule="5.2")

    def next_inspection(self) -> str:
        """The name of the next inspection."""
        self.inspections += 1
        return f"{self.name}/inspections/{self.inspections:04d}"

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
