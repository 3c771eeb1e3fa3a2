"""Who may sit on the panel of a milestone: nobody with a tie to the project, nobody who is barred (4.7, 7.5)."""

from dataclasses import dataclass

from chassis.errors import RuleViolated
from services.milestones.domain.card import ProjectCard


@dataclass(frozen=True)
class Candidate:
    """An expert proposed, with what the registry and supervision say of the person today. `grounds` bar; zh-CN."""

    person: str
    display_name: str
    organization: str
    barred: bool = False
    grounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Circle:
    """Those too close to a project to review its milestones."""

    card: ProjectCard
    lead_organization: str

    def check(self, candidates: list[Candidate]) -> None:
        """Refuse EXPERT_NOT_INDEPENDENT with every ground of every candidate in `failures`."""
        failures = [failure for candidate in candidates for failure in self._failures(candidate)]
        if failures:
            message = "评审专家不符合独立性要求：" + "；".join(failure["message"] for failure in failures)
            raise RuleViolated("EXPERT_NOT_INDEPENDENT", message, rule="4.7", failures=failures)

    def _failures(self, candidate: Candidate) -> list[dict[str, str]]:
        found = [("4.7", reason, words) for reason, words in self._ties(candidate)]
        if candidate.barred:
            grounds = "；".join(candidate.grounds)
            found.append(("7.5", "ON_NEGATIVE_LIST", "在负面清单限制期内" + (f"：{grounds}" if grounds else "")))
        who = f"{candidate.display_name}（{candidate.person}）"
        return [{"rule": rule, "reason": reason, "person": candidate.person, "message": who + words} for rule, reason, words in found]

    def _ties(self, candidate: Candidate) -> list[tuple[str, str]]:
        card, person, organization = self.card, candidate.person, candidate.organization
        checks = (
            (organization == card.undertaking_unit, "FROM_UNDERTAKING_UNIT", "来自项目承担单位"),
            (organization in card.owner_enterprises, "FROM_OWNER_ENTERPRISE", "来自业主企业"),
            (bool(organization) and organization == self.lead_organization, "FROM_LEADS_ORGANIZATION", "来自责任人所在单位"),
            (person in card.people_engaged, "ENGAGED_IN_PROJECT", "是或曾是本项目的项目经理人或技术总师"),
            (person in card.expert_group, "PROJECT_EXPERT", "是本项目专家组成员"),
            (person in card.commissioners, "COMMISSIONER", "是本项目的项目专员"),
        )
        return [(reason, words) for tied, reason, words in checks if tied]
