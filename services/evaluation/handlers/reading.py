"""What may be read, and by whom: who reviewed and what one expert wrote is the bureau's and the auditors' alone."""

from typing import Any

from chassis.access.views import Hidden, Shown, View
from chassis.store.files.ref import DownloadFile, Pieces
from services.evaluation.answers import DeadlinePage, EvaluationPage
from services.evaluation.commands import GetEvaluation, GetFiling, ListDeadlines, ListEvaluations
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.filing import FinanceFiling
from services.evaluation.store import EvaluationTransaction

SEE_THE_PANEL = frozenset({"science_bureau", "auditor"})
READ_ALL = SEE_THE_PANEL | {"finance_bureau", "department", "service"}


EVALUATION = View(
    Hidden("panel", "replacements", to=SEE_THE_PANEL),
    Hidden("assessments", to=SEE_THE_PANEL, own={"expert"}),  # a member of the panel sees the own one; counts are for everybody
    # 4.7: nobody sees what another found before all have assessed all.
    Hidden(
        "assessments.items",
        "assessments.funds",
        "assessments.seen",
        to=SEE_THE_PANEL,
        own={"expert"},
        once=lambda shown: shown.open_to_view,
    ),
)


def shown_to_actor(evaluation: Evaluation, tx: EvaluationTransaction) -> Shown[Evaluation]:
    """The evaluation as the caller may see it."""
    return tx.show(evaluation, EVALUATION)


async def get_evaluation(command: GetEvaluation, tx: EvaluationTransaction) -> Shown[Evaluation]:
    """One evaluation."""
    evaluation = await tx.evaluations.read(command.name)
    tx.require(on=await tx.standing_in(evaluation))
    return shown_to_actor(evaluation, tx)


async def list_evaluations(command: ListEvaluations, tx: EvaluationTransaction) -> EvaluationPage:
    """Evaluations of the projects that the caller may read."""
    where = await _readable(tx)
    if command.state:
        where["state"] = command.state
    if command.undertaking_unit:
        where["undertaking_unit"] = command.undertaking_unit
    page = await tx.evaluations.page(where, command.page_size, command.page_token)
    shown = [shown_to_actor(evaluation, tx) for evaluation in page.items]
    return EvaluationPage(shown, page.next_page_token)


async def get_filing(command: GetFiling, tx: EvaluationTransaction) -> FinanceFiling:
    """A filing record."""
    filing = await tx.filings.read(command.name)
    evaluation = await tx.evaluations.read(f"{filing.project}/evaluation")
    tx.require(on=await tx.standing_in(evaluation))
    return filing


async def download_file(command: DownloadFile, tx: EvaluationTransaction) -> Pieces:
    """A file of an evaluation."""
    evaluation = await tx.evaluations.read(command.name)
    tx.require(on=await tx.standing_in(evaluation))
    return await tx.files.download(evaluation.file_of(command.digest), command.offset)


async def list_deadlines(command: ListDeadlines, tx: EvaluationTransaction) -> DeadlinePage:
    """Deadlines of the projects that the caller may read; those of a page earliest end first."""
    clauses = [await _readable(tx)]
    if command.parent:
        clauses.append({"project": command.parent})
    if command.state:
        clauses.append({"state": command.state})
    if command.responsible:
        clauses.append({"responsible": command.responsible})
    page = await tx.deadlines.page({"$and": clauses}, command.page_size, command.page_token)
    return DeadlinePage(sorted(page.items, key=lambda deadline: (deadline.end, deadline.name)), page.next_page_token)


async def _readable(tx: EvaluationTransaction) -> dict[str, Any]:
    if tx.actor.roles & READ_ALL:
        return {}
    return {"project": {"$in": await tx.projects_of_actor()}}
