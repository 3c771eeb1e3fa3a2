"""Who may sit on a panel: nobody with a tie to the project or to who is judged, nobody who is barred (4.7, 7.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

from chassis.errors import RuleViolated


@dataclass(frozen=True)
class Candidate:
    """An expert, with what registry and supervision say of the person today. `grounds` bar (zh-CN)."""

    person: str
    display_name: str
    organization: str
    barred: bool = False
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unfit:
    """One ground on which one person may not sit: rule, reason for programs, and what is said (zh-CN)."""

    rule: str
    reason: str
    person: str
    message: str


@dataclass(frozen=True)
class Circle:
    """Those too close to a project to judge it.

    owners: organisations, the bureau among them where it is one (1.1); `bureau` says which. lead: who leads or is to. engaged: who is
    or was manager or chief. nominated_chief: who is to be chief, before a project. expert_group and commissioners sit neither on a
    milestone's nor on an evaluation's panel; elsewhere empty.
    """

    undertaking_unit: str
    owners: frozenset[str]
    lead: str = ""
    lead_organization: str = ""
    engaged: frozenset[str] = field(default_factory=frozenset)
    expert_group: frozenset[str] = field(default_factory=frozenset)
    commissioners: frozenset[str] = field(default_factory=frozenset)
    bureau: frozenset[str] = field(default_factory=frozenset)
    nominated_chief: str = ""

    def check(self, candidates: Iterable[Candidate]) -> None:
        """Refuse EXPERT_NOT_INDEPENDENT (4.7) or, where all are independent, EXPERT_BARRED (7.5); `failures` has every ground."""
        refuse_unfit([unfit for candidate in candidates for unfit in self.unfit(candidate)])

    def unfit(self, candidate: Candidate) -> list[Unfit]:
        """Every ground on which somebody may not sit, as things stand today."""
        found = [("4.7", reason, words) for reason, words in self._ties(candidate)]
        if candidate.barred:
            grounds = "；".join(candidate.grounds)
            found.append(("7.5", "EXPERT_BARRED", "在负面清单限制期内" + (f"：{grounds}" if grounds else "")))
        who = f"专家{candidate.display_name}"
        return [Unfit(rule, reason, candidate.person, who + words) for rule, reason, words in found]

    def _ties(self, candidate: Candidate) -> list[tuple[str, str]]:
        person, organization = candidate.person, candidate.organization
        ties = [
            (person == self.lead != "", "IS_THE_LEAD", "是责任人（或拟任责任人）本人"),
            (person == self.nominated_chief != "" and person != self.lead, "IS_THE_NOMINATED_CHIEF", "是拟任技术总师本人"),
            (person in self.engaged and person != self.lead, "ENGAGED_IN_PROJECT", "是或曾是本项目的项目经理人或技术总师"),
            (person in self.expert_group, "PROJECT_EXPERT", "是本项目专家组成员"),
            (person in self.commissioners, "COMMISSIONER", "是本项目的项目专员"),
        ]
        if organization:
            ties += [
                (organization == self.undertaking_unit, "FROM_UNDERTAKING_UNIT", "来自项目承担单位"),
                (organization in self.owners - self.bureau, "FROM_OWNER_ENTERPRISE", "来自业主企业"),
                (organization in self.owners & self.bureau, "FROM_OWNER_BUREAU", "来自作为业主的市科技局"),
                (organization == self.lead_organization, "FROM_LEADS_ORGANIZATION", "与责任人（或拟任责任人）同属一个单位"),
            ]
        return [(reason, words) for tied, reason, words in ties if tied]


def refuse_unfit(found: Sequence[Unfit]) -> None:
    """Refuse EXPERT_NOT_INDEPENDENT or EXPERT_BARRED if there is any ground, naming all of them."""
    if not found:
        return
    tied = [unfit for unfit in found if unfit.rule == "4.7"]
    reason, rule = ("EXPERT_NOT_INDEPENDENT", "4.7") if tied else ("EXPERT_BARRED", "7.5")
    message = "评审专家不符合要求：" + "；".join(unfit.message for unfit in found)
    raise RuleViolated(reason, message, rule=rule, failures=[asdict(unfit) for unfit in found])
