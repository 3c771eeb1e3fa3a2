"""The conclusion and its filing (6.3, 6.4)."""

from services.evaluation.commands import AcknowledgeFiling, ConcludeEvaluation, FileWithFinance
from services.evaluation.domain.conclusion import conclude
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.filing import FinanceFiling
from services.evaluation.domain.filing import file_with_finance as file_evaluation
from services.evaluation.handlers.deadlines import keep
from services.evaluation.handlers.paid import conclude_pay
from services.evaluation.handlers.panel import demand_fit
from services.evaluation.handlers.rated import rate_evaluation
from services.evaluation.store import EvaluationTransaction

NO_LONGER_ASKED = "评价已作出结论，不再要求提交自评价"


async def conclude_evaluation(command: ConcludeEvaluation, tx: EvaluationTransaction) -> Evaluation:
    """The bureau concludes by the rule of the policy version in force."""
    tx.require()
    evaluation = await tx.evaluations.get(command.name)
    evaluation.admit_conclusion()
    await demand_fit(evaluation, evaluation.members, tx)
    card = await tx.cards.get(evaluation.project)
    tx.publish(
        *conclude(evaluation, tx.actor.person, command.remarks, card.evaluated_lead, tx.policy.realisation, tx.policy_version, tx.now)
    )
    await tx.evaluations.save(evaluation)
    await rate_evaluation(evaluation, card.evaluated_lead, tx)
    await conclude_pay(evaluation.project, tx.now, tx)
    deadline = await tx.deadlines.get(evaluation.deadline)
    if deadline.is_pending:
        await keep(deadline, deadline.cancel(NO_LONGER_ASKED, "6.2"), tx)
    return evaluation


async def file_with_finance(command: FileWithFinance, tx: EvaluationTransaction) -> FinanceFiling:
    """The bureau files the result; from now on nothing changes."""
    tx.require()
    evaluation = await tx.evaluations.get(command.name)
    card = await tx.cards.read(evaluation.project)
    filing, published = file_evaluation(evaluation, command.reference, tx.actor.person, card.evaluated_lead, tx.now)
    tx.filings.create(filing)
    tx.publish(*published)
    await tx.evaluations.save(evaluation)
    return filing


async def acknowledge_filing(command: AcknowledgeFiling, tx: EvaluationTransaction) -> FinanceFiling:
    """The finance bureau confirms receipt."""
    tx.require()
    filing = await tx.filings.get(command.name)
    tx.publish(*filing.acknowledge(tx.actor.person, command.receipt_reference, tx.now))
    await tx.filings.save(filing)
    return filing
