"""What can be done with the resources of supervision, and by whom: the checks that each handler makes before it looks at its request."""

from chassis.rpc.acts import Act, ActsOn, Check, admits, may
from plan.parties import With
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.deviation import Deviation
from services.supervision.domain.finding import Finding
from services.supervision.handlers.commission import project_of
from services.supervision.handlers.deviations import require_direction
from services.supervision.handlers.findings import demand_not_subject, require_raiser
from services.supervision.store import SupervisionTransaction


async def _card(name: str, tx: SupervisionTransaction) -> ProjectCard:
    return await tx.approved_card(project_of(name))


async def _finding(name: str, tx: SupervisionTransaction) -> Finding:
    return await tx.findings.read(name)


async def _deviation(name: str, tx: SupervisionTransaction) -> Deviation:
    return await tx.deviations.read(name)


async def _in_project(card: ProjectCard, tx: SupervisionTransaction) -> With:
    return tx.standing_in(card)


async def _towards(finding: Finding, tx: SupervisionTransaction) -> With:
    card = await tx.cards.read_or_none(finding.project) if finding.project else None
    return tx.standing_in(card, finding.subject)


async def _of_deviation(deviation: Deviation, tx: SupervisionTransaction) -> With:
    return tx.standing_in(await tx.cards.read(deviation.project))


async def _direction_of(deviation: Deviation, tx: SupervisionTransaction) -> None:
    require_direction(await tx.cards.read(deviation.project), tx)


def _running(rule: str) -> Check:
    return lambda card, tx: card.demand_running(rule)


def _admits(act: str) -> Check:
    return lambda deviation, tx: deviation.admit(act, tx.actor.person)


PROJECT = ActsOn(
    "projects/*",
    _card,
    Act("OpenDeviation", may(_in_project, rule="7.2"), _running("7.2")),
    Act("AnalyseProgress", require_direction, _running("7.2")),
    Act("RaiseFinding", require_raiser),
)
COMMISSION = ActsOn(
    "projects/*/commission",
    _card,
    Act("NameCommissioner", may(_in_project, rule="7.1"), _running("7.1")),
    Act("ReleaseCommissioner", may(_in_project, rule="7.1")),
)
DEVIATION = ActsOn(
    "projects/*/deviations/*",
    _deviation,
    Act("AssignDeviation", _direction_of, _admits("assign")),
    Act("ReportCorrection", may(_of_deviation, rule="7.2"), _admits("report_correction")),
    Act("CloseDeviation", _direction_of, _admits("close")),
)
FINDING = ActsOn(
    "findings/*",
    _finding,
    Act("NotifyFinding", may(rule="7.4"), demand_not_subject, admits("notify")),
    Act("AnswerFinding", may(_towards, "subject", rule="7.4"), admits("answer")),
    Act("ConfirmFinding", may(rule="7.4"), demand_not_subject, admits("confirm")),
    Act("DismissFinding", may(rule="7.4"), demand_not_subject, admits("dismiss")),
    Act("LiftFinding", may(rule="7.4"), demand_not_subject, admits("lift")),
)
ACTS = (PROJECT, COMMISSION, DEVIATION, FINDING)
