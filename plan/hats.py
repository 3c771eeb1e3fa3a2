"""Roles that one person does not have together: in a project (1.1, 1.3, 7.1), and offices over all organisations (2.5). Two tables, asked
whenever a role is given or used.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chassis.errors import PermissionDenied, RuleViolated


@dataclass(frozen=True)
class TwoHats:
    """`stays` keeps its role, `yields` is not given, or not used, beside it, but for who has `unless` as well. `why`: zh-CN."""

    stays: str
    yields: str
    rule: str
    why: str
    unless: str = ""


LABELS = {
    "project_manager": "项目经理人",
    "technical_chief": "技术总师",
    "undertaking_unit": "项目承担单位人员",
    "owner": "业主代表",
    "commissioner": "项目专员",
    "expert_group": "项目专家组成员",
}
INCOMPATIBLE = (
    TwoHats("project_manager", "technical_chief", "1.3", "两者互相聘任、分别签约，须为两人"),
    TwoHats("technical_chief", "project_manager", "1.3", "两者互相聘任、分别签约，须为两人"),
    TwoHats("project_manager", "owner", "1.1", "受聘实施项目的人不能代表业主表示同意或作出决定"),
    TwoHats("technical_chief", "owner", "1.1", "受聘实施项目的人不能代表业主表示同意或作出决定"),
    TwoHats("project_manager", "commissioner", "7.1", "实施项目的人不能监督本项目"),
    TwoHats("technical_chief", "commissioner", "7.1", "实施项目的人不能监督本项目"),
    # An owner enterprise names its own; where it is the unit as well (1.11), those are the unit's people.
    TwoHats("undertaking_unit", "commissioner", "7.1", "承担单位的人员不能监督本项目", unless="owner"),
    TwoHats("expert_group", "commissioner", "7.1", "参与项目技术工作的人不能监督本项目"),
)


def conflict(held: Iterable[str], asked: str) -> TwoHats | None:
    """What keeps somebody with these roles from having another; None where nothing does."""
    roles = set(held)
    return next((each for each in INCOMPATIBLE if each.yields == asked and each.stays in roles and each.unless not in roles), None)


def demand_one_hat(who: str, held: Iterable[str], asked: str) -> None:
    """Refuse ROLES_INCOMPATIBLE where somebody with these roles is to be given another beside them. `who`: as users know them."""
    found = conflict(held, asked)
    if found is not None:
        message = f"{who}是本项目的{LABELS[found.stays]}，不能同时任{LABELS[asked]}：{found.why}"
        raise RuleViolated("ROLES_INCOMPATIBLE", message, rule=found.rule, held=found.stays, asked=asked)


def demand_not_oneself(by: str, about: str, rule: str, whom: str = "") -> None:
    """Refuse ROLES_INCOMPATIBLE to who would decide on themselves, for a party or for an office. about, whom: "" for nobody, no party."""
    if about and by == about:
        message = f"{by}是当事人，不能{f'代表{whom}' if whom else ''}就本人的事项作出决定或表示意见"
        raise PermissionDenied("ROLES_INCOMPATIBLE", message, rule=rule, person=by)


def set_aside(roles: Iterable[str]) -> dict[str, TwoHats]:
    """Roles that somebody has come to by circumstances, and cannot use beside those that they hold: each with why."""
    held = set(roles)
    found = {role: conflict(held, role) for role in sorted(held)}
    # A manager who is chief as well is neither's fault alone: both signed, and both stand until one ends.
    return {role: why for role, why in found.items() if why is not None and why.rule != "1.3"}


@dataclass(frozen=True)
class Apart:
    """Two offices that one person does not have, of whatever organisations. `why`: zh-CN."""

    one: str
    other: str
    why: str


SIGNATORY = "signatory"
OFFICES = {
    "administrator": "系统管理员",
    "security_administrator": "安全管理员",
    "auditor": "审计人员",
    "science_bureau": "市科技局工作人员",
    "county": "县级科技部门工作人员",
    "finance_bureau": "市财政局工作人员",
    "department": "其他部门工作人员",
    "expert": "入库专家",
    SIGNATORY: "单位签字人",
}
_RUNS, _GRANTS, _AUDITS = "administrator", "security_administrator", "auditor"
_BUSINESS = ("science_bureau", "county", "finance_bureau", "department", "expert", SIGNATORY)
APART = (
    Apart(_RUNS, _GRANTS, "三员分立，管理系统的人不能决定谁任何职"),
    Apart(_RUNS, _AUDITS, "三员分立，管理系统的人不能审计自己"),
    Apart(_GRANTS, _AUDITS, "三员分立，授予职务的人不能审计自己"),
    Apart(_RUNS, SIGNATORY, "管理系统的人不能代表单位签字"),
    *(Apart(_GRANTS, each, "安全管理员须专职，不办理业务") for each in _BUSINESS),
    *(Apart(_AUDITS, each, "审计人员不办理被审计的业务") for each in _BUSINESS),
)


def apart(held: Iterable[str], asked: str) -> tuple[str, Apart] | None:
    """The office that keeps somebody from another one, and why; None where none does."""
    for one in held:
        found = next((each for each in APART if {each.one, each.other} == {one, asked}), None)
        if found is not None:
            return one, found
    return None


def demand_apart(who: str, held: Mapping[str, str], asked: str) -> None:
    """Refuse ROLES_INCOMPATIBLE where an office is to be given beside another. held: each with its organisation, "" for none (2.5)."""
    found = apart(held, asked)
    if found is not None:
        one, why = found
        at = f"（{held[one]}）" if held[one] else ""
        message = f"{who}是{OFFICES[one]}{at}，不能同时任{OFFICES[asked]}：{why.why}"
        raise RuleViolated("ROLES_INCOMPATIBLE", message, rule="2.5", held=one, asked=asked)
