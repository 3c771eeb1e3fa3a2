import pytest

from chassis.errors import RuleViolated
from services.support.domain.words import QuestionState
from tests.unit.support.examples import LATE, NOW, OFFICIAL, question


@pytest.mark.rule("9.1")
def test_others_find_question_and_answer() -> None:
    made = question()
    made.ask()
    assert "同时" in made.grams and "合计" not in made.grams
    (answered,) = made.reply("可以，合计不超过三成", OFFICIAL, NOW)
    assert (answered.late, made.state) == (False, QuestionState.ANSWERED)
    assert "合计" in made.grams


@pytest.mark.rule("9.1")
def test_a_better_answer_keeps_the_one_before() -> None:
    made = question()
    made.reply("可以", OFFICIAL, NOW)
    made.reply("可以，合计不超过三成", OFFICIAL, LATE)
    assert (made.answer, made.earlier_answers) == ("可以，合计不超过三成", ["可以"])


@pytest.mark.rule("4.5")
def test_a_late_answer_is_marked_and_an_answered_question_is_not_overdue() -> None:
    made = question()
    overdue, answered = made.reply("可以", OFFICIAL, LATE)
    assert (overdue.step, answered.late) == ("question", True)
    with pytest.raises(RuleViolated, match="QUESTION_ANSWERED"):
        made.mark_overdue(LATE)
