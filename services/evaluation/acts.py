"""What can be done with the resources of evaluation, and by whom: the checks that each handler makes before it looks at its request."""

from chassis.rpc.acts import Act, ActsOn, admits, by_state, may
from plan.parties import With
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.filing import FinanceFiling
from services.evaluation.domain.rating import RatingEntry, person_of_rating, rating_name
from services.evaluation.domain.states import EVALUATION as STATES
from services.evaluation.domain.states import FILING as FILING_STATES
from services.evaluation.handlers.panel import demand_fit
from services.evaluation.store import EvaluationTransaction as Tx


async def _evaluation(name: str, tx: Tx) -> Evaluation:
    return await tx.evaluations.read(name)


async def _filing(name: str, tx: Tx) -> FinanceFiling:
    return await tx.filings.read(name)


async def _entry(name: str, tx: Tx) -> RatingEntry:
    return (await tx.ratings.read(rating_name(person_of_rating(name)))).entry(name)


async def _rated(entry: RatingEntry, tx: Tx) -> With:
    return await tx.rated(entry.name)


async def _parties(evaluation: Evaluation, tx: Tx) -> With:
    return await tx.standing_in(evaluation)


async def _panel(evaluation: Evaluation, tx: Tx) -> None:
    deadline = await tx.deadlines.read_or_none(evaluation.deadline)
    evaluation.admit_panel(deadline is not None and deadline.has_passed(tx.now))


async def _assessed(evaluation: Evaluation, tx: Tx) -> None:
    evaluation.admit_assessment(tx.actor.person)
    await demand_fit(evaluation, frozenset({tx.actor.person}), tx)


async def _concluded(evaluation: Evaluation, tx: Tx) -> None:
    evaluation.admit_conclusion()
    await demand_fit(evaluation, evaluation.members, tx)


EVALUATION = ActsOn(
    "projects/*/evaluation",
    _evaluation,
    Act("SubmitSelfEvaluation", may(_parties), lambda evaluation, tx: evaluation.admit_self_evaluation()),
    Act("RecordMissingNode", may(), by_state(STATES, "record_missing_node")),
    Act("ConveneEvaluationPanel", may(), _panel),
    Act("ReplacePanelMember", may(), by_state(STATES, "replace_panel_member")),
    Act("AssessItems", may(_parties), _assessed),
    Act("ConcludeEvaluation", may(), _concluded),
    Act("FileWithFinance", may(), by_state(STATES, "file")),
)
FILING = ActsOn("projects/*/filing", _filing, Act("AcknowledgeFiling", may(), by_state(FILING_STATES, "acknowledge")))
RATING_ENTRY = ActsOn(
    "people/*/rating/entries/*",
    _entry,
    Act("ObjectToRatingEntry", may(_rated, rule="3.6"), admits("object")),
    Act("AnswerRatingObjection", may(rule="3.6"), admits("uphold")),
)
ACTS = (EVALUATION, FILING, RATING_ENTRY)
