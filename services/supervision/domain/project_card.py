"""What supervision keeps of a project, from others' facts: who is who, its budget, and which deviations are open."""

from dataclasses import dataclass, field

from chassis.errors import RuleViolated

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
    """One project; `name` is "projects/{project}". `approved` is False while only early facts of it are known.

    concerned: people nominated, selected or to be engaged, engaged or not. open_deviations: names.
    """

    name: str
    approved: bool = False
    over: bool = False
    title: str = ""
    owners: list[str] = field(default_factory=list)
    owner_kinds: dict[str, str] = field(default_factory=dict)
    undertaking_unit: str = ""
    county: str = ""
    budget_fen: int = 0
    engaged: list[Engaged] = field(default_factory=list)
    concerned: list[str] = field(default_factory=list)
    commissioners: list[str] = field(default_factory=list)
    open_deviations: list[str] = field(default_factory=list)
    reported_deviations: int = 0
    analyses: int = 0
    version: int = 0

    def approve(self, title: str, owner_kinds: dict[str, str], unit: str, county: str) -> None:
        """Take over what the approval says of the parties; an early end of the project stays known."""
        self.approved, self.title = True, title
        self.owners, self.owner_kinds = list(owner_kinds), owner_kinds
        self.undertaking_unit, self.county = unit, county

    def concern(self, *people: str) -> None:
        """Remember people whom the project concerns."""
        self.concerned = sorted({*self.concerned, *filter(None, people)})

    def engage(self, engaged: Engaged) -> None:
        """Note that an engagement took effect or ended; one that ended stays known as one."""
        self.engaged = [each for each in self.engaged if each.engagement != engaged.engagement] + [engaged]
        self.concern(engaged.person)

    @property
    def lead(self) -> str:
        """Who leads now, "" where nobody does (1.9)."""
        return next((each.person for each in reversed(self.engaged) if each.is_lead and each.active), "")

    @property
    def owner_enterprises(self) -> list[str]:
        """Owners that are enterprises (7.1)."""
        return [owner for owner in self.owners if self.owner_kinds.get(owner) == ENTERPRISE]

    def is_engaged(self, person: str) -> bool:
        """Whether the person is manager or chief now."""
        return any(each.person == person and each.active for each in self.engaged)

    def role_of(self, person: str) -> str:
        """As what the person is or last was engaged, "" if never."""
        return next((each.role for each in reversed(self.engaged) if each.person == person), "")

    def demand_party(self, person: str, organization: str) -> None:
        """Refuse ASSIGNEE_NOT_OF_PROJECT unless the person belongs to an owner or the undertaking unit (7.2)."""
        if not organization or organization not in (*self.owners, self.undertaking_unit):
            message = f"{person}（{organization or '无所属单位'}）不属于本项目的业主、承担单位、聘任人员或项目专员"
            raise RuleViolated("ASSIGNEE_NOT_OF_PROJECT", message, rule="7.2", assignee=person)

    def demand_running(self, rule: str) -> None:
        """Refuse PROJECT_OVER once the project is closed or terminated."""
        if self.over:
            raise RuleViolated("PROJECT_OVER", f"项目“{self.title}”已经结束", rule=rule, project=self.name)

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """Roles of a person who acts for an organisation; area: whose county department it is."""
        roles = {each.role for each in self.engaged if each.active and each.person == person}
        if self.lead and self.lead == person:
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
    """Roles in a project, and towards a finding.

    subject: whom the finding at hand is about, "" where there is none.
    """

    card: ProjectCard
    subject: str = ""

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """As ProjectCard.roles_of; a project answers by lead or unit (7.4)."""
        roles = self.card.roles_of(person, organization, area)
        if self.subject == person or (self.subject == self.card.name and roles & {"lead", "undertaking_unit"}):
            roles |= {"subject"}
        return roles


@dataclass(frozen=True)
class Locality:
    """An area as such: the county department of it, where no project is at hand (7.4)."""

    area: str

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """Nobody but who acts for a department of this area has a role."""
        return frozenset({"county"} if area and area == self.area else ())
