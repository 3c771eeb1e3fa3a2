"""Who has which role in a project, and whose consent an act of the owner needs (1.1, 1.3, 1.9, 1.11, 2.5, 4.7). Home of 1.11."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from plan import hats
from plan.consents import JointAct
from plan.independence import Circle

ENTERPRISE = "enterprise"
SCIENCE_BUREAU = "science_bureau"


class Regime(StrEnum):
    """Who leads: the project manager, or the technical chief. Home of 1.4."""

    MANAGER = "manager"
    CHIEF_RESPONSIBLE = "chief_responsible"


@dataclass(frozen=True)
class Engaged:
    """A person engaged in a project, now or earlier. `effective_at` is None where only the end was seen."""

    engagement: str
    person: str
    role: str
    is_lead: bool
    active: bool
    effective_at: datetime | None = None


@dataclass
class Parties:
    """The parties of a project, as far as they are known. A service's card of the project inherits it."""

    name: str
    regime: Regime = Regime.MANAGER
    owners: list[str] = field(default_factory=list)
    owner_kinds: dict[str, str] = field(default_factory=dict)
    undertaking_unit: str = ""
    county: str = ""
    nominated_lead: str = ""
    engaged: list[Engaged] = field(default_factory=list)
    commissioners: list[str] = field(default_factory=list)
    expert_group: list[str] = field(default_factory=list)

    def engage(self, engaged: Engaged) -> None:
        """Note that an engagement took effect or ended; one that ended stays known as one (4.7)."""
        self.engaged = [each for each in self.engaged if each.engagement != engaged.engagement] + [engaged]

    def release(self, engagement: str, person: str, role: str, *, is_lead: bool) -> None:
        """Note that an engagement ended, also where its beginning was not seen (1.9)."""
        known = {each.engagement: each for each in self.engaged}.get(engagement)
        since = known.effective_at if known else None
        self.engage(Engaged(engagement, person, role, is_lead, active=False, effective_at=since))

    def form_expert_group(self, members: Iterable[str]) -> None:
        """The chief has formed the project's expert group, or formed it anew; who was of it once has worked on the project (2.4, 4.7)."""
        self.expert_group = sorted({*self.expert_group, *members})

    def name_commissioners(self, people: Iterable[str]) -> None:
        """The commissioners are named, or named anew (7.1)."""
        self.commissioners = sorted(set(people))

    @property
    def lead(self) -> str:
        """The lead whose engagement is in effect; empty while there is none (1.9)."""
        return next((each.person for each in reversed(self.engaged) if each.is_lead and each.active), "")

    @property
    def last_lead(self) -> str:
        """Who leads, else who last did: that person still assists after the project's end (2.5)."""
        return self.lead or next((each.person for each in reversed(self.engaged) if each.is_lead), "")

    @property
    def people_engaged(self) -> frozenset[str]:
        """Everybody who is or was manager or chief."""
        return frozenset(each.person for each in self.engaged)

    @property
    def owner_enterprises(self) -> tuple[str, ...]:
        """Owners that are enterprises (7.1)."""
        return tuple(owner for owner in self.owners if self.owner_kinds.get(owner) == ENTERPRISE)

    @property
    def bureau_is_owner(self) -> bool:
        """Whether the science bureau is among the owners (1.1)."""
        return SCIENCE_BUREAU in self.owner_kinds.values()

    @property
    def unit_is_owner(self) -> bool:
        """Whether an owner is the undertaking unit as well (1.11)."""
        return self.undertaking_unit in self.owners

    @property
    def bureau_objects(self) -> bool:
        """Whether the bureau objects to panel members in the owner's place (4.7 under 1.4 and 1.11)."""
        return self.regime is Regime.CHIEF_RESPONSIBLE or self.unit_is_owner

    def consent_of_owners(self, bureau: str = SCIENCE_BUREAU) -> JointAct:
        """An act that all owners consent to (1.1), and the bureau too where an owner is the unit (1.11).

        `bureau`: how the bureau is called where it is no owner, its organisation's name where that is known.
        """
        besides = [bureau] if self.unit_is_owner and not self.bureau_is_owner and bureau not in self.owners else []
        return JointAct([*self.owners, *besides])

    def circle(self, lead: str, lead_organization: str) -> Circle:
        """Those too close to the project to judge it under this lead (4.7)."""
        return Circle(
            undertaking_unit=self.undertaking_unit,
            owners=frozenset(self.owners),
            lead=lead,
            lead_organization=lead_organization,
            engaged=self.people_engaged,
            expert_group=frozenset(self.expert_group),
            commissioners=frozenset(self.commissioners),
            bureau=frozenset(owner for owner in self.owners if self.owner_kinds.get(owner) == SCIENCE_BUREAU),
        )

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """Roles of a person who acts for an organisation of an area (2.5), without those that they cannot use beside another.

        "county" says whose area it is; that only a county department's people act as one is the access check's to see.
        """
        held = self.hats_of(person, organization, area)
        return held - hats.set_aside(held).keys()

    def set_aside(self, person: str, organization: str, area: str) -> dict[str, hats.TwoHats]:
        """Roles that somebody has and cannot use, each with why."""
        return hats.set_aside(self.hats_of(person, organization, area))

    def hats_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """Every role that somebody has, whether they can be used together or not."""
        roles = {each.role for each in self.engaged if each.active and each.person == person != ""}
        held = {
            "lead": person == self.lead != "",
            "owner": organization != "" and organization in self.owners,
            "undertaking_unit": organization == self.undertaking_unit != "",
            "county": area == self.county != "",
            "commissioner": person != "" and person in self.commissioners,
            "expert_group": person != "" and person in self.expert_group,
        }
        return frozenset(roles | {role for role, yes in held.items() if yes})


@dataclass(frozen=True)
class With:
    """Roles in a project, with those that follow from the matter at hand: a panel's experts, a finding's subject, a row's party."""

    parties: Parties
    besides: dict[str, frozenset[str]]

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """As the project's, with each role of `besides` whose people or organisations the caller is one of."""
        mine = {name for name in (person, organization) if name}
        return self.parties.roles_of(person, organization, area) | {role for role, who in self.besides.items() if who & mine}

    def set_aside(self, person: str, organization: str, area: str) -> dict[str, hats.TwoHats]:
        """As the project's."""
        return self.parties.set_aside(person, organization, area)


def with_experts(parties: Parties, people: Iterable[str]) -> With:
    """The parties of a project, with the experts of the panel at hand."""
    return With(parties, {"expert": frozenset(people)})
