"""What a project that is evaluated is not changed by any more (1.8, 1.10, 6.2)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from chassis.errors import RuleViolated
from services.registry.domain.approvals import found
from services.registry.domain.projects import EvaluationStage, Project
from tests.unit.registry.examples import BUREAU, POSTER, TODAY, consent, parties, reviewed, terms

ENDS = date(2028, 6, 30)
DAY = timedelta(days=1)


def project(stage: EvaluationStage) -> Project:
    made = found(reviewed(), parties(), TODAY)
    made.note_evaluation(stage)
    return made


def decided(made: Project) -> None:
    made.decide_termination(consent(POSTER.name, reason="无法完成"))


ACTS: list[Callable[[Project], object]] = [
    lambda made: made.consent_to_termination(consent(BUREAU.name)),
    lambda made: made.approve_termination(consent(BUREAU.name)),
]


@pytest.mark.rule("1.10")
@pytest.mark.parametrize("stage", [EvaluationStage.OPENED, EvaluationStage.STARTED])
def test_what_has_run_its_term_is_not_terminated(stage: EvaluationStage) -> None:
    with pytest.raises(RuleViolated, match="TERM_OVER"):
        decided(project(stage))
    decided(project(EvaluationStage.NONE))


@pytest.mark.rule("1.10")
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("stage", [EvaluationStage.OPENED, EvaluationStage.STARTED])
def test_a_termination_decided_before_is_not_carried_out_after_the_term(act: Callable[[Project], object], stage: EvaluationStage) -> None:
    made = project(EvaluationStage.NONE)
    decided(made)
    made.note_evaluation(stage)
    with pytest.raises(RuleViolated, match="TERM_OVER"):
        act(made)
    made.note_evaluation(EvaluationStage.NONE)  # The term was prolonged: the project goes on.
    act(made)


@pytest.mark.rule("1.8")
@pytest.mark.rule("6.2")
@pytest.mark.parametrize(
    ("stage", "today", "reason"),
    [
        (EvaluationStage.NONE, ENDS - DAY, ""),
        (EvaluationStage.NONE, ENDS + DAY, ""),  # its contracts never took effect: 1.10a is another's to say
        (EvaluationStage.OPENED, ENDS, ""),
        (EvaluationStage.OPENED, ENDS + DAY, "TERM_OVER"),
        (EvaluationStage.STARTED, ENDS - DAY, "EVALUATION_STARTED"),
        (EvaluationStage.STARTED, ENDS + DAY, "EVALUATION_STARTED"),
    ],
)
def test_after_its_term_a_task_book_is_changed_only_by_prolonging_it_and_never_while_experts_evaluate(
    stage: EvaluationStage, today: date, reason: str
) -> None:
    made, wanted = project(stage), replace(terms(), term_end=ENDS)
    if not reason:
        made.demand_changeable(wanted, today)
        return
    with pytest.raises(RuleViolated, match=reason) as refused:
        made.demand_changeable(wanted, today)
    assert refused.value.rule == "6.2"
