"""Whether a panel may sit: number and independence of its experts (4.7)."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.registry.domain.failures import Failure
from services.registry.domain.organizations import Organization
from services.registry.domain.people import Person
from services.registry.domain.words import OrganizationKind


@dataclass(frozen=True)
class Interests:
    """From whom a panel is independent. The bureau as owner is no enterprise."""

    unit: str
    owners: tuple[Organization, ...]
    lead: str
    lead_organization: str
    chief: str = ""

    def conflict(self, expert: Person) -> str:
        """Why the expert is not independent (zh-CN); empty if they are."""
        if expert.name == self.lead:
            return "是拟任责任人本人"
        if expert.name == self.chief:
            return "是拟任技术总师本人"
        if not expert.organization:
            return ""
        if expert.organization == self.unit:
            return "来自项目承担单位"
        enterprises = {owner.name for owner in self.owners if owner.kind == OrganizationKind.ENTERPRISE}
        if expert.organization in enterprises:
            return "来自业主企业"
        return "与拟任责任人同属一个单位" if expert.organization == self.lead_organization else ""


def size_failures(experts: Sequence[str], minimum: int) -> list[Failure]:
    """4.7: an odd number, at least `minimum`, nobody twice."""
    failures = []
    if len(experts) < minimum:
        failures.append(Failure("4.7", "PANEL_TOO_SMALL", f"评审专家{len(experts)}人，不少于{minimum}人"))
    elif len(experts) % 2 == 0:
        failures.append(Failure("4.7", "PANEL_EVEN", f"评审专家{len(experts)}人，人数须为单数"))
    twice = sorted({name for name in experts if list(experts).count(name) > 1})
    if twice:
        failures.append(Failure("4.7", "EXPERT_TWICE", f"{'、'.join(twice)}在专家名单中重复"))
    return failures


def independence_failures(experts: Sequence[Person], interests: Interests) -> list[Failure]:
    """4.7: every expert who is not independent."""
    return [
        Failure("4.7", "EXPERT_NOT_INDEPENDENT", f"专家{expert.display_name}{why}，不具有独立性")
        for expert in experts
        for why in [interests.conflict(expert)]
        if why
    ]
