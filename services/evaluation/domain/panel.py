"""The panel of an evaluation: odd, big enough, technical and financial together, and independent (4.7, 6.2, 7.5)."""

from dataclasses import dataclass, field
from datetime import datetime

from chassis.errors import RuleViolated
from services.evaluation.domain.policy import PanelPolicy
from services.evaluation.domain.terms import Expertise


@dataclass(frozen=True)
class Panelist:
    """A member and what the member is there for."""

    person: str
    expertise: Expertise


@dataclass(frozen=True)
class PanelReplacement:
    """One member went, another came."""

    member: str
    successor: str
    reason: str
    replaced_at: datetime


@dataclass(frozen=True)
class Candidate:
    """Who is proposed, with what the registry and supervision say of the person today."""

    panelist: Panelist
    display_name: str
    organization: str
    barred: bool
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Circle:
    """Who is too close to a project to sit on its panel (4.7)."""

    undertaking_unit: str
    owner_enterprises: frozenset[str]
    lead: str
    lead_organization: str
    engaged: frozenset[str] = frozenset()
    commissioners: frozenset[str] = frozenset()
    expert_group: frozenset[str] = frozenset()

    def ties(self, candidate: Candidate) -> list[tuple[str, str]]:
        """Each tie of a candidate to the project: reason and words."""
        person, organization = candidate.panelist.person, candidate.organization
        checks = (
            (organization == self.undertaking_unit, "FROM_UNDERTAKING_UNIT", "来自项目承担单位"),
            (organization in self.owner_enterprises, "FROM_OWNER_ENTERPRISE", "来自业主企业"),
            (bool(organization) and organization == self.lead_organization, "FROM_LEADS_ORGANIZATION", "来自责任人所在单位"),
            (person == self.lead or person in self.engaged, "ENGAGED_IN_PROJECT", "是本项目的项目经理人或技术总师"),
            (person in self.commissioners, "COMMISSIONER", "是本项目的项目专员"),
            (person in self.expert_group, "PROJECT_EXPERT", "是本项目专家组成员"),
        )
        return [(reason, words) for tied, reason, words in checks if tied]


@dataclass
class Failures:
    """Every ground on which candidates are refused, so that all are named at once."""

    found: list[dict[str, str]] = field(default_factory=list)

    def add(self, rule: str, reason: str, candidate: Candidate, words: str) -> None:
        """Note one ground."""
        message = f"{candidate.display_name}（{candidate.panelist.person}）{words}"
        self.found.append({"rule": rule, "reason": reason, "person": candidate.panelist.person, "message": message})


def check_composition(members: list[Panelist], policy: PanelPolicy) -> None:
    """Refuse a panel that is too small, even, names someone twice, or lacks an expertise."""
    count = len(members)
    if count < policy.minimum:
        message = f"评价专家组应不少于{policy.minimum}人，现为{count}人"
        raise RuleViolated("PANEL_TOO_SMALL", message, rule="4.7", limit=policy.minimum, members=count)
    if count % 2 == 0:
        raise RuleViolated("PANEL_EVEN", f"评价专家组人数应为单数，现为{count}人", rule="4.7", members=count)
    people = [member.person for member in members]
    twice = sorted({person for person in people if people.count(person) > 1})
    if twice:
        raise RuleViolated("PANEL_MEMBER_REPEATED", f"专家{'、'.join(twice)}重复列入", rule="4.7")
    minimum = ((Expertise.TECHNICAL, policy.minimum_technical, "技术"), (Expertise.FINANCIAL, policy.minimum_financial, "财务"))
    for expertise, least, label in minimum:
        have = sum(member.expertise is expertise for member in members)
        if have < least:
            message = f"综合评价技术与财务一并进行，{label}专家应不少于{least}人，现为{have}人"
            raise RuleViolated("PANEL_EXPERTISE_MISSING", message, rule="6.2", limit=least, members=have)


def check_independence(candidates: list[Candidate], circle: Circle) -> None:
    """Refuse EXPERT_NOT_INDEPENDENT, with every ground of every candidate in `failures`."""
    failures = Failures()
    for candidate in candidates:
        for reason, words in circle.ties(candidate):
            failures.add("4.7", reason, candidate, words)
        if candidate.barred:
            grounds = "；".join(candidate.grounds)
            failures.add("7.5", "ON_NEGATIVE_LIST", candidate, "在负面清单限制期内" + (f"：{grounds}" if grounds else ""))
    if failures.found:
        message = "评价专家不符合独立性要求：" + "；".join(failure["message"] for failure in failures.found)
        raise RuleViolated("EXPERT_NOT_INDEPENDENT", message, rule="4.7", failures=failures.found)
