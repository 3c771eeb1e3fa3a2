"""A project, its node and its deadlines, as the tests of milestones start from."""

from datetime import date, datetime
from typing import Any

from chassis.calendar import CHINA, Calendar
from plan.files import FileRef
from plan.panels import PanelPolicy
from plan.parties import Engaged, Parties, Regime
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.materials import Defect, Material, MaterialsReturn, Timing
from services.milestones.domain.node import Node
from services.milestones.domain.panel import MilestonePanel, PanelMember
from services.milestones.domain.policy import (
    DispatchPolicy,
    MaterialsPolicy,
    MilestonesPolicy,
    RectificationPolicy,
    ReportsPolicy,
    ReturnPolicy,
    ReviewPolicy,
)
from services.milestones.domain.remedy import OwnerChoice, Remedy
from services.milestones.domain.review import MilestoneReport
from services.milestones.domain.words import MaterialKind, RemedyChoice, Vote

PROJECT = "projects/valves"
UNIT, POSTER, BUREAU = "organizations/taigu-hydraulics", "organizations/yuci-hydraulics", "organizations/bureau"
LEAD, CHIEF = "people/lead", "people/chief"
EXPERTS = ("people/zhang", "people/li", "people/wang")
POLICY = MilestonesPolicy(
    materials=MaterialsPolicy(30, True),
    review=ReviewPolicy(30),
    returns=ReturnPolicy(1, 5),
    panel=PanelPolicy(3),
    rectification=RectificationPolicy(1),
    reports=ReportsPolicy(10, 5, (5, 1)),
    dispatch=DispatchPolicy(3, (1,)),
    warn_days=(15, 7, 1),
)
CALENDAR = Calendar()
SELF, AUDIT = MaterialKind.SELF_EVALUATION_REPORT, MaterialKind.SPECIAL_AUDIT_REPORT
FILE = FileRef("sha256:" + "0" * 64, "报告.pdf", 9, "application/pdf")


def at(text: str, hour: int = 10) -> datetime:
    """A morning in China."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), CHINA).replace(hour=hour)


def card() -> ProjectCard:
    """An open bid under the manager regime, with a chief."""
    made = ProjectCard(PROJECT)
    kinds = {BUREAU: "science_bureau", POSTER: "enterprise"}
    made.approve("高压液压阀体铸件", Parties(PROJECT, Regime.MANAGER, [BUREAU, POSTER], kinds, UNIT, "taigu"))
    made.engage(Engaged(f"{PROJECT}/engagements/manager", LEAD, "project_manager", True, True, at("2023-02-01")))
    made.engage(Engaged(f"{PROJECT}/engagements/chief", CHIEF, "technical_chief", False, True, at("2023-02-01")))
    return made


def chief_card() -> ProjectCard:
    """The chief-responsible regime."""
    made = ProjectCard(PROJECT)
    made.approve("", Parties(PROJECT, Regime.CHIEF_RESPONSIBLE, [BUREAU], {BUREAU: "science_bureau"}, UNIT))
    made.engage(Engaged(f"{PROJECT}/engagements/chief", CHIEF, "technical_chief", True, True, at("2023-02-01")))
    return made


def planned() -> Node:
    return Node(f"{PROJECT}/nodes/n1", PROJECT, "n1", "样件设计", date(2024, 1, 12))


def awaiting() -> Node:
    node = planned()
    node.wake()
    return node


def timing(end: str = "2024-02-19", granted: str = "") -> Timing:
    return Timing(at(end, 0), at(granted, 0) if granted else None)


def material(kind: MaterialKind, when: str = "2024-02-05") -> Material:
    return Material(kind, FILE, at(when), "people/clerk")


def submit(node: Node, *kinds: MaterialKind, when: str = "2024-02-05", due: Timing | None = None) -> Any:
    return node.submit_materials([material(kind, when) for kind in kinds], due or timing(), at(when), "lead")


def under_review(when: str = "2024-02-05") -> Node:
    node = awaiting()
    submit(node, SELF, AUDIT, when=when)
    return node


def give_back(node: Node, when: str = "2024-02-06", complete_by: str = "2024-03-01", *kinds: MaterialKind) -> Any:
    defects = [Defect(kind, "缺少签章页") for kind in kinds or (AUDIT,)]
    returned = MaterialsReturn(at(when), LEAD, defects, date.fromisoformat(complete_by))
    return node.return_materials(returned, POLICY, CALENDAR)


def returned() -> Node:
    node = under_review()
    give_back(node)
    return node


def member(person: str) -> PanelMember:
    return PanelMember(person=person, organization="organizations/university")


def panel(*people: str) -> MilestonePanel:
    members = [member(person) for person in people or EXPERTS]
    return MilestonePanel(at("2024-02-20"), LEAD, members, len(members))


def convened() -> Node:
    node = under_review()
    node.convene_panel(panel())
    return node


def voted(*votes: Vote) -> Node:
    node = convened()
    for person, vote in zip(EXPERTS, votes, strict=False):
        node.record_vote(person, vote, "资料齐全", at("2024-02-21"))
    return node


def report(node: Node, when: str = "2024-03-01", late: bool = False, rectifiable: bool = True) -> Any:
    passed, seated = node.conclusion()
    made = MilestoneReport(FILE, "", at(when), LEAD, passed, seated.votes_for, seated.votes_against, late)
    return node.submit_milestone_report(made, Remedy(node.name, PROJECT, "n1", [BUREAU, POSTER], rectifiable))


def passed() -> Node:
    node = voted(Vote.PASS, Vote.PASS, Vote.FAIL)
    report(node)
    return node


def failed() -> Node:
    node = voted(Vote.FAIL, Vote.PASS, Vote.FAIL)
    report(node)
    return node


def cancelled() -> Node:
    node = awaiting()
    node.cancel("项目终止", "1.10")
    return node


def choice(owner: str, what: RemedyChoice, rectify_by: str = "", when: str = "2024-03-05") -> OwnerChoice:
    by = date.fromisoformat(rectify_by) if rectify_by else None
    return OwnerChoice(owner, "people/official", what, by, "专家意见属实", at(when))
