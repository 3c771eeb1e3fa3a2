"""What can be done with the resources of milestones, and by whom: the checks that each handler makes before it looks at its request.

Where only the act itself says it, it is done to the copy that a check gets, with an answer beyond reproach.
"""

from datetime import timedelta

from chassis.rpc.acts import Act, ActsOn, Check, admits, may
from plan.deadlines import Extension, ProjectDeadline
from plan.parties import With
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.dispatch_report import DispatchReport
from services.milestones.domain.integrated_plan import IntegratedPlan
from services.milestones.domain.materials import MaterialsReturn
from services.milestones.domain.midterm import MidtermCheck
from services.milestones.domain.node import Node
from services.milestones.domain.progress_report import ProgressReport
from services.milestones.domain.remedy import OwnerChoice
from services.milestones.domain.words import RemedyChoice, Vote
from services.milestones.handlers.extensions import answer, spoken_for
from services.milestones.handlers.panels import require_objector
from services.milestones.neighbours import checked
from services.milestones.store import MilestonesTransaction as Tx

_REASON = "理由"


async def _node(name: str, tx: Tx) -> Node:
    return await tx.nodes.read(name)


async def _midterm_check(name: str, tx: Tx) -> MidtermCheck:
    return await tx.midterm_checks.read(name)


async def _deadline(name: str, tx: Tx) -> ProjectDeadline:
    return await tx.deadlines.read(name)


async def _report(name: str, tx: Tx) -> ProgressReport:
    return await tx.reports.read(name)


async def _card(name: str, tx: Tx) -> ProjectCard:
    return await tx.cards.read(name)


async def _plan(name: str, tx: Tx) -> IntegratedPlan:
    return await tx.integrated_plans.read(name)


async def _dispatch(name: str, tx: Tx) -> DispatchReport:
    return await tx.dispatch_reports.read(name)


async def _of_project(card: ProjectCard, tx: Tx) -> With:
    return tx.standing(card)


async def _under_way(card: ProjectCard, tx: Tx) -> None:
    (await tx.schedules.read(f"{card.name}/schedule")).demand_going_on()


async def _plan_under_way(plan: IntegratedPlan, tx: Tx) -> None:
    (await tx.schedules.read(f"{plan.project}/schedule")).demand_going_on()


async def _parties(resource: Node | MidtermCheck | ProjectDeadline | ProgressReport | IntegratedPlan | DispatchReport, tx: Tx) -> With:
    return tx.standing(await tx.cards.read(resource.project), resource if isinstance(resource, Node) else None)


def _in(act: str) -> Check:
    return lambda node, tx: node.admit(act)


async def _returned(node: Node, tx: Tx) -> None:
    node.return_materials(MaterialsReturn(tx.now, tx.actor.person, [], tx.today), tx.policy, await tx.calendar())


async def _objector(node: Node, tx: Tx) -> None:
    require_objector(await tx.cards.read(node.project), tx)


def _objected(node: Node, tx: Tx) -> None:
    panel = node.review.convened_panel()
    for member in (panel.open_to_objection or panel.seated)[:1]:
        panel.object_to(member.person, tx.actor.person, _REASON, tx.now)


async def _voted(node: Node, tx: Tx) -> None:
    await checked([tx.actor.person], await tx.cards.read(node.project), tx)
    node.record_vote(tx.actor.person, Vote.PASS, _REASON, tx.now)


async def _concluded(node: Node, tx: Tx) -> None:
    _, panel = node.conclusion()
    await checked(sorted(panel.people), await tx.cards.read(node.project), tx)


async def _chosen(subject: Node | MidtermCheck, tx: Tx) -> None:
    (await tx.schedules.read(f"{subject.project}/schedule")).demand_not_ended()
    actor = tx.actor
    subject.choose_remedy(OwnerChoice(actor.organization, actor.person, RemedyChoice.CONTINUE, None, _REASON, tx.now))


async def _not_evaluated(check: MidtermCheck, tx: Tx) -> None:
    (await tx.schedules.read(f"{check.project}/schedule")).demand_not_evaluated("作中期检查判断", "4.6")


async def _going_on(report: ProgressReport, tx: Tx) -> None:
    (await tx.schedules.read(f"{report.project}/schedule")).demand_not_ended()


async def _responsible(deadline: ProjectDeadline, tx: Tx) -> None:
    tx.require(deadline.responsible_role, on=await _parties(deadline, tx))


async def _asked(deadline: ProjectDeadline, tx: Tx) -> None:
    required = (await tx.cards.read(deadline.project)).consent_of_owners()
    later = deadline.last_day + timedelta(days=1)
    deadline.request_extension(Extension(later, _REASON, tx.actor.person, tx.now, required))


async def _consented(deadline: ProjectDeadline, tx: Tx) -> None:
    deadline.consent_to_extension(spoken_for(tx), answer(tx), await tx.calendar())


def _refused(deadline: ProjectDeadline, tx: Tx) -> None:
    deadline.refuse_extension(spoken_for(tx), answer(tx, _REASON))


NODE = ActsOn(
    "projects/*/nodes/*",
    _node,
    Act("SubmitMaterials", may(_parties), _in("submit_materials")),
    Act("ReturnMaterials", may(_parties), _returned),
    Act("ConvenePanel", may(_parties), lambda node, tx: node.admit("convene_panel")),
    Act("ObjectToPanelMember", may(_parties), _objector, _in("object_to_panel_member"), _objected),
    Act("ReplacePanelMember", may(_parties), _in("replace_panel_member"), lambda node, tx: node.review.convened_panel()),
    Act("RecordVote", may(_parties), _in("record_vote"), _voted),
    Act("SubmitMilestoneReport", may(_parties), _concluded),
    Act("ChooseRemedy", may(_parties), _chosen),
)
MIDTERM = ActsOn(
    "projects/*/midtermCheck",
    _midterm_check,
    Act("JudgeMidterm", may(), _not_evaluated, admits("judge_midterm")),
    Act("ReportMidterm", may(), admits("report_midterm")),
    Act("ChooseRemedy", may(_parties), _chosen),
)
DEADLINE = ActsOn(
    "projects/*/deadlines/*",
    _deadline,
    Act("RequestExtension", _responsible, _asked),
    Act("ConsentToExtension", may(_parties), _consented),
    Act("RefuseExtension", may(_parties), _refused),
)
REPORT = ActsOn(
    "projects/*/progressReports/*",
    _report,
    Act("SubmitProgressReport", may(_parties), admits("submit")),
    Act("CorrectProgressReport", may(_parties), admits("correct"), _going_on),
    Act("TakeInProgressReport", may(_parties), admits("take_in")),
    Act("AskForMore", may(_parties), admits("ask_for_more"), _going_on),
)
PROJECT = ActsOn(
    "projects/*",
    _card,
    Act("RecordInspection", may(_of_project), _under_way),
    Act("SubmitIntegratedPlan", may(_of_project), lambda card, tx: card.demand_chief_beside_lead(), _under_way),
)
PLAN = ActsOn(
    "projects/*/integratedPlan",
    _plan,
    Act("AgreeToIntegratedPlan", may(_parties), admits("agree"), _plan_under_way),
    Act("RefuseIntegratedPlan", may(_parties), admits("refuse")),
)
DISPATCH = ActsOn("projects/*/dispatchReports/*", _dispatch, Act("SubmitDispatchReport", may(_parties), admits("submit")))
ACTS = (PROJECT, NODE, MIDTERM, DEADLINE, REPORT, PLAN, DISPATCH)
