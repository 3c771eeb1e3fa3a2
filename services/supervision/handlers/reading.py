"""What may be read, and by whom: of a finding that is not the caller's own, only what is confirmed, without the detail."""

from typing import Any

from chassis.access.views import Hidden, Shown, View
from chassis.errors import PermissionDenied
from chassis.store.files.ref import DownloadFile, Pieces
from plan.files import find_file
from services.supervision.answers import ClearanceAsked, DeviationPage, FindingPage
from services.supervision.commands import CheckClearance, GetDeviation, GetFinding, ListDeviations, ListFindings
from services.supervision.domain.clearance import check_clearance as check
from services.supervision.domain.deviation import Deviation
from services.supervision.domain.finding import Finding
from services.supervision.domain.words import FindingState
from services.supervision.store import SupervisionTransaction

READ_ALL = ("science_bureau", "finance_bureau", "department", "auditor", "service")
PARTIES = ("county", "owner", "undertaking_unit", "project_manager", "technical_chief", "lead", "commissioner")
WHOLE = frozenset({"science_bureau", "auditor"})
# For its subject once notified, and for who raised it or on whose behalf, it is whole.
FINDING = View(
    Hidden(
        "description",
        "occurred_on",
        "evidence",
        "raised_by",
        "raised_for",
        "notified_at",
        "answer_last_day",
        "answer_provisional",
        "answers",
        "grounds",
        to={*WHOLE, "subject"},
        own={"raised_by", "raised_for"},
    )
)


async def get_deviation(command: GetDeviation, tx: SupervisionTransaction) -> Deviation:
    """One deviation."""
    deviation = await tx.deviations.read(command.name)
    tx.require(on=tx.standing_in(await tx.cards.read_or_none(deviation.project)))
    return deviation


async def list_deviations(command: ListDeviations, tx: SupervisionTransaction) -> DeviationPage:
    """Deviations of the projects that the caller may read, and the caller's own tasks."""
    clauses: list[dict[str, Any]] = []
    if not tx.actor.roles & set(READ_ALL):
        projects = [card.name for card in await tx.cards_of_actor()]
        clauses.append({"$or": [{"project": {"$in": projects}}, {"assignee": tx.actor.person}]})
    clauses += [{name: value} for name, value in _asked(command, parent="project", state="state", assignee="assignee")]
    page = await tx.deviations.page({"$and": clauses} if clauses else {}, command.page_size, command.page_token)
    return DeviationPage(page.items, page.next_page_token)


async def get_finding(command: GetFinding, tx: SupervisionTransaction) -> Shown[Finding]:
    """One finding, as far as it is the caller's to know."""
    finding = await tx.findings.read(command.name)
    shown = _shown(finding, await _subjects_of_actor(tx), tx)
    if not shown.whole and finding.state is not FindingState.CONFIRMED:
        raise PermissionDenied("FINDING_NOT_PUBLIC", "负面清单记录在确认之前和终止之后不对外公开", rule="2.5")
    return shown


async def list_findings(command: ListFindings, tx: SupervisionTransaction) -> FindingPage:
    """Findings that are confirmed or the caller's own business."""
    subjects = await _subjects_of_actor(tx)
    clauses: list[dict[str, Any]] = []
    if not tx.actor.roles & WHOLE:
        clauses.append({"$or": _visible(subjects, tx)})
    clauses += [{name: value} for name, value in _asked(command, subject="subject", project="project", state="state")]
    page = await tx.findings.page({"$and": clauses} if clauses else {}, command.page_size, command.page_token)
    shown = [_shown(found, subjects, tx) for found in page.items]
    return FindingPage(shown, page.next_page_token)


async def check_clearance(command: CheckClearance, tx: SupervisionTransaction) -> ClearanceAsked:
    """Whether a person is clear now, with the grounds if not (7.5)."""
    card = await tx.cards.read_or_none(command.project) if command.project else None
    tx.require(on=tx.standing_in(card))
    clearance = check(command.subject, await tx.confirmed_findings(command.subject), tx.now)
    return ClearanceAsked(clearance, command.purpose, tx.policy_version)


async def download_file(command: DownloadFile, tx: SupervisionTransaction) -> Pieces:
    """A file of a deviation or finding."""
    holder: Deviation | Finding
    if command.name.startswith("findings/"):
        holder = await tx.findings.read(command.name)
        if not _shown(holder, await _subjects_of_actor(tx), tx).whole:
            raise PermissionDenied("FINDING_NOT_PUBLIC", "负面清单记录的材料只供市科技局、当事人和提出人查阅", rule="2.5")
    else:
        holder = await tx.deviations.read(command.name)
        tx.require(*READ_ALL, *PARTIES, on=tx.standing_in(await tx.cards.read_or_none(holder.project)))
    return await tx.files.download(find_file(holder.all_files, command.digest), command.offset)


async def _subjects_of_actor(tx: SupervisionTransaction) -> list[str]:
    """For whom the caller answers: the own person, and projects as lead or unit."""
    if tx.actor.roles & WHOLE:
        return []
    actor, cards = tx.actor, await tx.cards_of_actor()
    answering = [card for card in cards if card.roles_of(actor.person, actor.organization, "") & {"lead", "undertaking_unit"}]
    return [actor.person, *(card.name for card in answering)]


def _shown(finding: Finding, subjects: list[str], tx: SupervisionTransaction) -> Shown[Finding]:
    is_subject = finding.subject in subjects and finding.state is not FindingState.RAISED
    return tx.show(finding, FINDING, tx.roles_in(None) | ({"subject"} if is_subject else set()))


def _visible(subjects: list[str], tx: SupervisionTransaction) -> list[dict[str, Any]]:
    visible: list[dict[str, Any]] = [
        {"state": FindingState.CONFIRMED},
        {"raised_by": tx.actor.person},
        {"subject": {"$in": subjects}, "state": {"$ne": FindingState.RAISED}},
    ]
    return [*visible, {"raised_for": tx.actor.organization}] if tx.actor.organization else visible


def _asked(command: Any, **fields: str) -> list[tuple[str, Any]]:
    return [(stored, getattr(command, asked)) for asked, stored in fields.items() if getattr(command, asked)]
