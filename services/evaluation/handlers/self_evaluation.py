"""Before the evaluation starts: the unit's own account, and the nodes that never came (6.2)."""

from chassis.access.views import Shown
from chassis.store.files.ref import SentFile
from plan.files import FileRef
from services.evaluation.commands import RecordMissingNode, SelfEvaluationEntry, SubmitSelfEvaluation
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.self_evaluation import SelfEvaluation, SelfEvaluationItem
from services.evaluation.handlers.deadlines import keep as keep_deadline
from services.evaluation.handlers.reading import shown_to_actor
from services.evaluation.store import EvaluationTransaction


async def submit_self_evaluation(command: SubmitSelfEvaluation, tx: EvaluationTransaction) -> Shown[Evaluation]:
    """The undertaking unit evaluates itself, item by item, in time or late."""
    evaluation = await tx.evaluations.get(command.name)
    tx.require(on=await tx.standing_in(evaluation))
    evaluation.admit_self_evaluation()
    deadline = await tx.deadlines.get(evaluation.deadline)
    submission = SelfEvaluation(
        items=tuple([await _item(entry, tx) for entry in command.items]),
        report=await _keep(command.report, tx),
        received_fen=command.received_fen,
        spent_fen=command.spent_fen,
        summary=command.summary,
        submitted_by=tx.actor.person,
        submitted_at=tx.now,
        late=deadline.has_passed(tx.now),
    )
    tx.publish(*evaluation.submit_self_evaluation(submission))
    await keep_deadline(deadline, deadline.meet(tx.now), tx)
    await tx.evaluations.save(evaluation)
    return shown_to_actor(evaluation, tx)


async def record_missing_node(command: RecordMissingNode, tx: EvaluationTransaction) -> Evaluation:
    """The bureau notes that a node was never concluded."""
    tx.require()
    evaluation = await tx.evaluations.get(command.name)
    tx.publish(*evaluation.record_missing_node(command.node, command.reason, tx.actor.person, tx.now))
    await tx.evaluations.save(evaluation)
    return evaluation


async def _item(entry: SelfEvaluationEntry, tx: EvaluationTransaction) -> SelfEvaluationItem:
    evidence = await _keep(entry.evidence_file, tx) if entry.evidence_file else None
    return SelfEvaluationItem(entry.target, entry.achieved_value, entry.evidence, evidence)


async def _keep(sent: SentFile, tx: EvaluationTransaction) -> FileRef:
    kept = await tx.files.take(sent)
    return FileRef(kept.digest, kept.name, kept.size, kept.media_type)
