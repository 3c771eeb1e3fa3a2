"""What milestones keeps of a project's parties, from others' facts; parts may come in any order."""

from dataclasses import dataclass, field
from datetime import datetime

from services.milestones.domain.terms import Regime

ENTERPRISE = "enterprise"
BUREAU = "science_bureau"


@dataclass(frozen=True)
class Engaged:
    """A person engaged in the project, now or earlier. `effective_at` is None where only the end was seen."""

    engagement: str
    person: str
    role: str
    is_lead: bool
    active: bool
    effective_at: datetime | None = None


@dataclass
class ProjectCard:
    """One project; `name` is "projects/{project}". `approved` is False while only early facts of it are known."""

    name: str
    approved: bool = False
    title: str = ""
    regime: Regime = Regime.MANAGER
    owners: list[str] = field(default_factory=list)
    owner_kinds: dict[str, str] = field(default_factory=dict)
    undertaking_unit: str = ""
    county: str = ""
    engaged: list[Engaged] = field(default_factory=list)
    commissioners: list[str] = field(default_factory=list)
    expert_group: list[str] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    version: int = 0

    def engage(self, engaged: Engaged) -> None:
        """Note that an engagement took effect."""
        self.engaged = [each for each in self.engaged if each.engagement != engaged.engagement] + [engaged]
        self.note_readers()

    def release(self, engagement: str, person: str, role: str, is_lead: bool) -> None:
        """Note that an engagement ended, also where its beginning was not seen."""
        known = {each.engagement: each for each in self.engaged}.get(engagement)
        since = known.effective_at if known else None
        self.engage(Engaged(engagement, person, role, is_lead, active=False, effective_at=since))

    def note_readers(self) -> None:
        """Keep who has a role in the project, for lists over all projects."""
        active = {each.person for each in self.engaged if each.active}
        county = {f"areas/{self.county}"} if self.county else set()
        self.readers = sorted({*self.owners, self.undertaking_unit, *active, *self.commissioners, *county} - {""})

    @property
    def lead(self) -> str:
        """The lead whose engagement is in effect; empty while a lead is being replaced (1.9)."""
        return next((each.person for each in reversed(self.engaged) if each.is_lead and each.active), "")

    @property
    def owner_enterprises(self) -> frozenset[str]:
        """Owners that are enterprises (4.7)."""
        return frozenset(owner for owner in self.owners if self.owner_kinds.get(owner) == ENTERPRISE)

    @property
    def people_engaged(self) -> frozenset[str]:
        """Everybody who is or was manager or chief."""
        return frozenset(each.person for each in self.engaged)

    @property
    def unit_is_owner(self) -> bool:
        """Whether an owner is the undertaking unit (1.11)."""
        return self.undertaking_unit in self.owners

    @property
    def bureau_objects(self) -> bool:
        """Whether the bureau objects to panel members in the owner's place (4.7 under 1.4 and 1.11)."""
        return self.regime is Regime.CHIEF_RESPONSIBLE or self.unit_is_owner

    @property
    def extension_consents(self) -> list[str]:
        """Whose consent an extension needs: all owners (1.1), and the bureau where an owner is the unit (1.11)."""
        bureau_owns = any(self.owner_kinds.get(owner) == BUREAU for owner in self.owners)
        return [*self.owners, BUREAU] if self.unit_is_owner and not bureau_owns else list(self.owners)

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """Roles of a person who acts for an organisation; area: whose county department it is."""
        roles = {each.role for each in self.engaged if each.active and each.person == person}
        if person and person == self.lead:
            roles.add("lead")
        if organization and organization in self.owners:
            roles.add("owner")
        if organization and organization == self.undertaking_unit:
            roles.add("undertaking_unit")
        if area and area == self.county:
            roles.add("county")
        if person in self.commissioners:
            roles.add("commissioner")
        return frozenset(roles)


@dataclass(frozen=True)
class Standing:
    """Roles in a project and on a panel of it."""

    card: ProjectCard
    members: frozenset[str] = frozenset()

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """As ProjectCard.roles_of, with the panel."""
        roles = self.card.roles_of(person, organization, area)
        return roles | {"expert"} if person in self.members else roles
