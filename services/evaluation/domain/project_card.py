"""What evaluation keeps of a project, from others' facts: who is who, and what came before its parts were all there."""

from dataclasses import dataclass, field
from datetime import date

from services.evaluation.domain.nodes import NodeConclusion
from services.evaluation.domain.terms import OpeningGround

ENTERPRISE = "enterprise"


@dataclass(frozen=True)
class Engaged:
    """A person engaged in the project, now or earlier."""

    engagement: str
    person: str
    role: str
    is_lead: bool
    active: bool


@dataclass
class ProjectCard:
    """One project; `name` is "projects/{project}". `approved` is False while only early facts of it are known."""

    name: str
    approved: bool = False
    owners: list[str] = field(default_factory=list)
    owner_kinds: dict[str, str] = field(default_factory=dict)
    undertaking_unit: str = ""
    county: str = ""
    nominated_lead: str = ""
    engaged: list[Engaged] = field(default_factory=list)
    commissioners: list[str] = field(default_factory=list)
    expert_group: list[str] = field(default_factory=list)
    node_conclusions: list[NodeConclusion] = field(default_factory=list)
    ground: OpeningGround | None = None
    ended_on: date | None = None
    version: int = 0

    def approve(self, owners: list[str], kinds: dict[str, str], unit: str, county: str, nominated_lead: str) -> None:
        """Take over what the approval says of the parties."""
        self.approved, self.owners, self.owner_kinds = True, owners, kinds
        self.undertaking_unit, self.county, self.nominated_lead = unit, county, nominated_lead

    def engage(self, engaged: Engaged) -> None:
        """Note that an engagement took effect or ended; an engagement that ended stays known as one."""
        self.engaged = [each for each in self.engaged if each.engagement != engaged.engagement] + [engaged]

    def note_node(self, conclusion: NodeConclusion) -> None:
        """Keep the last word on a node."""
        self.node_conclusions = [each for each in self.node_conclusions if each.node != conclusion.node] + [conclusion]

    def end(self, ground: OpeningGround, ended_on: date) -> None:
        """Note that the term is over or the project terminated; the first of the two counts (6.2: nothing twice)."""
        if self.ground is None:
            self.ground, self.ended_on = ground, ended_on

    @property
    def lead(self) -> str:
        """The lead: who is engaged as one, else who last was, else who was nominated."""
        return self.engaged_lead or self.nominated_lead

    @property
    def engaged_lead(self) -> str:
        """Who is engaged as lead, else who last was: that person still assists the evaluation after the project's end (2.5)."""
        leads = [each for each in self.engaged if each.is_lead]
        active = [each.person for each in leads if each.active]
        return (active or [each.person for each in leads] or [""])[-1]

    @property
    def owner_enterprises(self) -> frozenset[str]:
        """Owners that are enterprises (4.7)."""
        return frozenset(owner for owner in self.owners if self.owner_kinds.get(owner) == ENTERPRISE)

    @property
    def people_engaged(self) -> frozenset[str]:
        """Everybody who is or was engaged."""
        return frozenset(each.person for each in self.engaged)

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """Roles of a person who acts for an organisation; area: whose county department it is."""
        roles = {each.role for each in self.engaged if each.active and each.person == person}
        if person and person == self.engaged_lead:
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
    """Roles in a project and on its panel, for a caller whose token says whether it is a county department's."""

    card: ProjectCard
    members: frozenset[str]

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """As ProjectCard.roles_of, with the panel."""
        roles = self.card.roles_of(person, organization, area)
        return roles | {"expert"} if person in self.members else roles
