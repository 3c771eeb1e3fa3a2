"""The project's expert group, which the technical chief forms who is not the lead. Home of 2.4."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import InvalidArgument, RuleViolated
from plan.panels import LARGEST
from plan.parties import Regime
from services.contracts.domain.contract_set import ContractSet
from services.contracts.domain.facts.expert_groups import ExpertGroupFormed


@dataclass
class ExpertGroup:
    """Members of the group; forming it anew replaces them."""

    name: str
    project: str
    members: list[str]
    formed_by: str
    formed_at: datetime
    version: int = 0

    def form(self, members: list[str], formed_by: str, now: datetime) -> list[ExpertGroupFormed]:
        """Set the members. Refuses EXPERT_GROUP_EMPTY, TOO_MANY_ENTRIES, LISTED_TWICE (2.4)."""
        if not members:
            raise InvalidArgument("EXPERT_GROUP_EMPTY", "项目专家组没有成员", rule="2.4", field="members")
        if len(members) > LARGEST:
            message = f"项目专家组应不超过{LARGEST}人，现为{len(members)}人"
            raise InvalidArgument("TOO_MANY_ENTRIES", message, rule="2.4", field="members", limit=LARGEST)
        twice = sorted({person for person in members if members.count(person) > 1})
        if twice:
            message = f"项目专家组名单中 {'、'.join(twice)} 重复"
            raise InvalidArgument("LISTED_TWICE", message, rule="2.4", field="members")
        self.members, self.formed_by, self.formed_at = list(members), formed_by, now
        return [ExpertGroupFormed(name=self.name, project=self.project, members=tuple(members), formed_by=formed_by)]


def demand_chief(contracts: ContractSet, person: str) -> None:
    """Refuse CHIEF_IS_LEAD, CHIEF_NOT_IN_EFFECT (2.4)."""
    if contracts.regime == Regime.CHIEF_RESPONSIBLE:
        message = "技术总师负责制项目不设由技术总师组建的项目专家组"
        raise RuleViolated("CHIEF_IS_LEAD", message, rule="2.4", project=contracts.project)
    if contracts.technical_chief != person:
        raise RuleViolated("CHIEF_NOT_IN_EFFECT", f"{person} 不是聘任生效的技术总师", rule="2.4", person=person)
