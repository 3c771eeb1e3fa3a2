"""Panels: independent experts, an odd number of them (4.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.errors import RuleViolated
from services.contracts.domain.check import CheckFailure
from services.contracts.domain.policy import PanelPolicy


@dataclass(frozen=True)
class Panelist:
    """A member as registry and supervision know them today. grounds: why the person is barred, empty if clear."""

    person: str
    organization: str
    grounds: tuple[CheckFailure, ...] = ()


def check_size(people: Sequence[str], policy: PanelPolicy) -> None:
    """Refuse PANEL_MEMBER_REPEATED, PANEL_TOO_SMALL, PANEL_EVEN (4.7)."""
    twice = sorted({person for person in people if people.count(person) > 1})
    if twice:
        raise RuleViolated("PANEL_MEMBER_REPEATED", f"专家组名单中 {'、'.join(twice)} 重复", rule="4.7", people=twice)
    if len(people) < policy.minimum:
        message = f"专家组只有 {len(people)} 人，至少需要 {policy.minimum} 人"
        raise RuleViolated("PANEL_TOO_SMALL", message, rule="4.7", members=len(people), minimum=policy.minimum)
    if policy.odd and len(people) % 2 == 0:
        raise RuleViolated("PANEL_EVEN", f"专家组有 {len(people)} 人，人数应为单数", rule="4.7", members=len(people))


def check_independence(panel: Sequence[Panelist], barred: Mapping[str, str]) -> None:
    """Refuse EXPERT_NOT_INDEPENDENT (4.7), EXPERT_BARRED (7.5).

    barred: organisations and people of whom nobody may sit there -> what they are here (zh-CN).
    """
    tied = [(member, barred.get(member.person) or barred.get(member.organization)) for member in panel]
    close = {member.person: why for member, why in tied if why}
    if close:
        who = "；".join(f"{person} 属于{why}" for person, why in close.items())
        raise RuleViolated("EXPERT_NOT_INDEPENDENT", f"专家应当独立：{who}", rule="4.7", people=sorted(close))
    listed = {member.person: member.grounds for member in panel if member.grounds}
    if listed:
        who = "；".join(f"{person}：{grounds[0].message}" for person, grounds in listed.items())
        raise RuleViolated("EXPERT_BARRED", f"负面清单限制期内不得担任专家：{who}", rule="7.5", people=sorted(listed))
