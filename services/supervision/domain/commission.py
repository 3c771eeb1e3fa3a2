"""The commissioners of a project. Home of 7.1."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chassis.errors import PermissionDenied, RuleViolated
from plan.hats import conflict, demand_one_hat
from services.supervision.domain import facts
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.clearance import Clearance
from services.supervision.domain.words import CommissionerKind, NamingSide

Facts = list[Any]
# Who releases where nobody does: the rule itself.
SYSTEM = "services/supervision"


@dataclass(frozen=True)
class Commissioner:
    """Who, as what, and named by which organisation on whose behalf."""

    person: str
    organization: str
    kind: CommissionerKind
    named_by: str
    side: NamingSide
    named_at: datetime


@dataclass(frozen=True)
class Release:
    """Who is a commissioner no longer, and why."""

    person: str
    reason: str
    released_by: str
    released_at: datetime


@dataclass
class Commission:
    """`name` is "projects/{project}/commission"."""

    name: str
    project: str
    commissioners: list[Commissioner] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    version: int = 0

    @property
    def people(self) -> list[str]:
        """Who they are."""
        return [each.person for each in self.commissioners]

    def name_commissioner(self, commissioner: Commissioner, card: ProjectCard, clearance: Clearance) -> Facts:
        """Add one. Whoever carries the project out does not watch it, and nobody is engaged who is barred."""
        person = commissioner.person
        if person in self.people:
            raise RuleViolated("COMMISSIONER_NAMED_ALREADY", f"{person} 已是本项目的项目专员", rule="7.1", person=person)
        demand_one_hat(person, card.hats_of(person, commissioner.organization, ""), "commissioner")
        clearance.demand("COMMISSIONER_BARRED", "不能聘为项目专员")
        self.commissioners.append(commissioner)
        return [self._named(added=person)]

    def release_commissioner(self, release: Release, organization: str, by_bureau: bool) -> Facts:
        """Take one off; an organisation that did not name the person may not, the bureau excepted."""
        person = release.person
        found = next((each for each in self.commissioners if each.person == person), None)
        if found is None:
            raise RuleViolated("NOT_A_COMMISSIONER", f"{person} 不是本项目的项目专员", rule="7.1", person=person)
        if not by_bureau and found.named_by != organization:
            raise PermissionDenied("NAMED_BY_ANOTHER", f"{person} 由 {found.named_by} 确定，只能由其或市科技局解除", rule="7.1")
        self.commissioners.remove(found)
        self.releases.append(release)
        return [self._named(released=person)]

    def follow(self, card: ProjectCard, now: datetime) -> Facts:
        """Whoever has come to carry the project out watches it no longer: such commissioners are released by that (7.1)."""
        told: Facts = []
        for each in list(self.commissioners):
            why = conflict(card.hats_of(each.person, "", ""), "commissioner")
            if why is not None:
                self.commissioners.remove(each)
                self.releases.append(Release(each.person, why.why, SYSTEM, now))
                told.append(self._named(released=each.person))
        return told

    def missing(self, card: ProjectCard) -> list[str]:
        """What 7.1 still asks for, zh-CN."""
        designated = {each.side for each in self.commissioners if each.kind is CommissionerKind.DESIGNATED}
        kinds = {each.kind for each in self.commissioners}
        wanted = [
            ("科技部门尚未确定专人", not designated & {NamingSide.SCIENCE_BUREAU, NamingSide.COUNTY}),
            ("业主企业尚未确定专人", bool(card.owner_enterprises) and NamingSide.OWNER_ENTERPRISE not in designated),
            ("尚未聘请技术人才", CommissionerKind.TECHNICAL_EXPERT not in kinds),
            ("尚未聘请管理人才", CommissionerKind.MANAGEMENT_EXPERT not in kinds),
        ]
        return [text for text, is_missing in wanted if is_missing]

    def _named(self, added: str = "", released: str = "") -> facts.CommissionNamed:
        members = tuple(
            facts.CommissionMember(
                person=each.person, organization=each.organization, kind=each.kind, named_by=each.named_by, side=each.side
            )
            for each in self.commissioners
        )
        return facts.CommissionNamed(name=self.name, project=self.project, commissioners=members, added=added, released=released)
