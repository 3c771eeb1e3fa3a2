"""What can be done with the resources of evaluation, and by whom: the checks that each handler makes before it looks at its request."""

from chassis.rpc.acts import Act, ActsOn, Check, admits, by_state, may
from plan.parties import With
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.filing import FinanceFiling
from services.evaluation.domain.pay import PayPart
from services.evaluation.domain.rating import RatingEntry, person_of_rating, rating_name
from services.evaluation.domain.states import EVALUATION as STATES
from services.evaluation.domain.states import FILING as FILING_STATES
from services.evaluation.handlers.panel import demand_fit
from services.evaluation.handlers.pay import demand_clear, may_score
from services.evaluation.handlers.rating import demand_not_rated
from services.evaluation.neighbours import demand_paid
from services.evaluation.store import EvaluationTransaction as Tx


async def _evaluation(name: str, tx: Tx) -> Evaluation:
    return await tx.evaluations.read(name)


async def _filing(name: str, tx: Tx) -> FinanceFiling:
    return await tx.filings.read(name)


async def _entry(name: str, tx: Tx) -> RatingEntry:
    return (await tx.ratings.read(rating_name(person_of_rating(name)))).entry(name)


async def _rated(entry: RatingEntry, tx: Tx) -> With:
    return await tx.rated(entry.name)


async def _pay_part(name: str, tx: Tx) -> PayPart:
    return (await tx.pay_with(name))[1]


async def _paid_in(part: PayPart, tx: Tx) -> With:
    return await tx.paid_in((await tx.pay_with(part.name))[0])


async def _scoring(part: PayPart, tx: Tx) -> None:
    await may_score(part, (await tx.pay_with(part.name))[0], tx)


async def _scored(part: PayPart, tx: Tx) -> None:
    pay, _ = await tx.pay_with(part.name)
    part.admit("score")
    await demand_paid(pay.scored_tenure(part).chief, pay.project, tx)
    pay.demand_not_oneself(part, tx.actor.person)


async def _clear(part: PayPart, tx: Tx) -> None:
    await demand_clear(part, (await tx.pay_with(part.name))[0], tx)
    await _not_oneself(part, tx)


async def _not_oneself(part: PayPart, tx: Tx) -> None:
    (await tx.pay_with(part.name))[0].demand_not_oneself(part, tx.actor.person)


def by_act(act: str) -> Check:
    """What a part's state says of an act."""
    return lambda part, tx: part.admit(act)


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
    Act("AnswerRatingObjection", may(rule="3.6"), lambda entry, tx: demand_not_rated(entry.name, tx), admits("uphold")),
)
PAY_PART = ActsOn(
    "projects/*/pay/parts/*",
    _pay_part,
    Act("ScoreChief", _scoring, _scored),
    Act("ConfirmChiefScore", may(_paid_in, rule="3.7"), by_act("confirm"), _clear),
    Act("RefuseChiefScore", may(_paid_in, rule="3.7"), by_act("refuse"), _not_oneself),
    Act("RecordBonusPayment", may(_paid_in, rule="3.7"), by_act("pay"), _clear),
)
ACTS = (EVALUATION, FILING, RATING_ENTRY, PAY_PART)
