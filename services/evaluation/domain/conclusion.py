"""The conclusion of an evaluation, drawn by the stated rule with its working (6.3)."""

from datetime import datetime
from typing import Any

from services.evaluation.domain import facts
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.outcome import judge
from services.evaluation.domain.policy import RealisationPolicy
from services.evaluation.domain.verdict import Verdict, target_conclusions
from services.evaluation.domain.working import show_working


def conclude(
    evaluation: Evaluation, by: str, remarks: str, lead: str, policy: RealisationPolicy, policy_version: str, now: datetime
) -> list[Any]:
    """Draw the conclusion by the stated rule, with its working (6.3), once every expert has assessed every item (6.2)."""
    evaluation.admit_conclusion()
    outcome = judge(evaluation.targets, evaluation.assessments, evaluation.budget_fen, policy)
    reported = evaluation.self_evaluation.items if evaluation.self_evaluation else ()
    self_values = {item.target: item.achieved_value for item in reported}
    verdict = Verdict(
        conclusion=outcome.conclusion,
        degree=outcome.degree,
        targets=target_conclusions(outcome),
        funds=outcome.funds,
        working=show_working(outcome, evaluation.nodes, self_values, policy),
        concluded_at=now,
        concluded_by=by,
        remarks=remarks,
        policy_version=policy_version,
        lead=lead,
    )
    evaluation.conclude(verdict)
    return [_concluded(evaluation, verdict, lead)]


def _concluded(evaluation: Evaluation, verdict: Verdict, lead: str) -> facts.EvaluationConcluded:
    targets = tuple(facts.TargetConcluded(id=each.id, conclusion=each.conclusion, degree=each.degree) for each in verdict.targets)
    assert evaluation.ground is not None  # every evaluation under review was opened on a ground
    return facts.EvaluationConcluded(
        name=evaluation.name,
        project=evaluation.project,
        conclusion=verdict.conclusion,
        degree=verdict.degree,
        targets=targets,
        undertaking_unit=evaluation.undertaking_unit,
        lead=lead,
        ground=evaluation.ground,
        missing_nodes=evaluation.missing_nodes,
        concluded_at=verdict.concluded_at,
    )
