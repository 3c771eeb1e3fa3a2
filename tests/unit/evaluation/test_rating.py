"""The standing rating of a lead: one entry a cause, points, decay, grades, objection and answer (3.6)."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidArgument, NotFound, RuleViolated
from chassis.policy import Policies
from services.evaluation.domain.policy import EvaluationPolicy
from services.evaluation.domain.rating import Cause, ObjectionAnswer, Rating, person_of_rating, rating_name
from services.evaluation.domain.rating.cause import of_evaluation, of_finding, of_node, of_report
from services.evaluation.domain.rating.working import table
from services.evaluation.domain.states import RATING_ENTRY
from services.evaluation.domain.words import Conclusion, RatingCause, RatingEntryState, RatingGrade

pytestmark = pytest.mark.rule("3.6")
POLICY = Policies.load("evaluation", EvaluationPolicy).versions[0].values.rating
LEAD = "people/sun-li"
DAY = date(2027, 3, 1)
NOW = datetime(2027, 4, 1, 2, tzinfo=UTC)
C = RatingCause


def cause(kind: RatingCause = C.NODE_PASSED, on: date = DAY, name: str = "projects/a/nodes/n1/reviews/1", **changed: Any) -> Cause:
    values: dict[str, Any] = {"name": name, "person": LEAD, "kind": kind, "project": "projects/a", "on": on, "about": "《阀体》节点“试制”"}
    return Cause(**(values | changed))


def rated(*causes: Cause) -> Rating:
    rating = Rating(rating_name(LEAD), LEAD)
    for each in causes:
        rating.enter(each, POLICY, "2026.1")
    return rating


def total(rating: Rating, day: date) -> Decimal:
    return rating.as_of(day, POLICY, "2026.1").total


def grade(rating: Rating, day: date = DAY) -> RatingGrade:
    return rating.as_of(day, POLICY, "2026.1").grade


def test_one_entry_a_cause() -> None:
    rating = rated(cause())
    assert rating.enter(cause(), POLICY, "2026.1") == []
    assert [entry.name for entry in rating.entries] == ["people/sun-li/rating/entries/1"]
    (fact,) = rating.enter(cause(name="projects/a/nodes/n1/reviews/2"), POLICY, "2026.1")
    assert (fact.name, fact.entry, fact.points, fact.corrects) == (rating.name, "people/sun-li/rating/entries/2", 4, "")
    assert total(rating, DAY) == 8


def test_a_later_word_on_a_cause_takes_the_place_of_the_earlier_one() -> None:
    """A notice of days off showed that a report that was marked late came in time (4.3)."""
    name = "projects/a/deadlines/report-1"
    rating = rated(cause(C.PROGRESS_REPORTED_LATE, name=name))
    (fact,) = rating.enter(cause(C.PROGRESS_REPORTED, DAY.replace(day=5), name), POLICY, "2026.1")
    assert fact.corrects == "people/sun-li/rating/entries/1"
    assert [entry.state for entry in rating.entries] == [RatingEntryState.CORRECTED, RatingEntryState.COUNTING]
    assert total(rating, DAY.replace(day=4)) == -2
    assert total(rating, DAY.replace(day=5)) == 1


@pytest.mark.rule("1.2a")
def test_who_is_scored_once_more_to_lead_has_the_last_score_alone() -> None:
    rating = rated(cause(C.REVIEW_SCORED, score=Fraction(92), name="projects/a/leadScores/sun-li"))
    assert rating.enter(cause(C.REVIEW_SCORED, score=Fraction(93), name="projects/a/leadScores/sun-li"), POLICY, "2026.1") == []
    rating.enter(cause(C.REVIEW_SCORED, score=Fraction(60), name="projects/a/leadScores/sun-li"), POLICY, "2026.1")
    assert (total(rating, DAY), len(rating.entries)) == (-2, 2)


def test_who_has_no_entry_has_no_rating_which_is_not_a_bad_one() -> None:
    standing = rated().as_of(DAY, POLICY, "2026.1")
    assert (standing.grade, standing.total, standing.entries) == (RatingGrade.UNRATED, 0, ())
    assert "不作不利看待" in table(standing, POLICY)
    assert grade(rated(cause(C.FINDING_GRAVE))) is RatingGrade.POOR
    assert grade(rated(cause(on=DAY.replace(day=2)))) is RatingGrade.UNRATED, "its cause is not there yet"
    assert grade(rated(cause(C.FINDING_GRAVE)), date(2032, 3, 1)) is RatingGrade.UNRATED, "aged to nothing"


@pytest.mark.parametrize(
    ("day", "counted"),
    [
        (date(2027, 3, 1), "12"),
        (date(2028, 2, 29), "12"),
        (date(2028, 3, 1), "9"),
        (date(2029, 2, 28), "9"),
        (date(2029, 3, 1), "6"),
        (date(2030, 3, 1), "3"),
        (date(2032, 2, 29), "3"),
        (date(2032, 3, 1), "0"),
    ],
)
def test_an_entry_ages_by_full_months(day: date, counted: str) -> None:
    assert total(rated(cause(C.EVALUATION_MET)), day) == Decimal(counted)


@pytest.mark.parametrize(
    ("kinds", "wanted"),
    [
        ([C.EVALUATION_MET, C.NODE_PASSED, C.NODE_PASSED], RatingGrade.EXCELLENT),
        ([C.EVALUATION_MET, C.NODE_PASSED, C.NODE_PASSED_LATE], RatingGrade.GOOD),
        ([C.NODE_PASSED, C.NODE_PASSED], RatingGrade.GOOD),
        ([C.NODE_PASSED], RatingGrade.FAIR),
        ([C.FINDING_MINOR], RatingGrade.FAIR),
        ([C.NODE_FAILED], RatingGrade.POOR),
    ],
)
def test_grades_by_their_bounds(kinds: list[RatingCause], wanted: RatingGrade) -> None:
    assert grade(rated(*(cause(kind, name=f"projects/a/{number}") for number, kind in enumerate(kinds)))) is wanted


@pytest.mark.parametrize(
    ("score", "points", "words"),
    [
        ("90", 3, "90.00"),
        ("269/3", 2, "89.67"),
        ("89999/1000", 2, "89.999"),
        ("80", 2, "80.00"),
        ("70", 0, "70.00"),
        ("139/2", -2, "69.50"),
    ],
)
def test_a_review_gives_points_by_the_exact_mean(score: str, points: int, words: str) -> None:
    """89.999 is no 90.00, neither counted nor shown."""
    scored = cause(C.REVIEW_SCORED, score=Fraction(score))
    assert scored.points(POLICY) == points
    assert scored.words(POLICY).endswith(f"平均 {words}")


def test_what_a_fact_is_to_the_lead() -> None:
    assert [of_node(passed=passed, late=late) for passed in (True, False) for late in (False, True)] == list(C)[:4]
    assert [of_report(late=late) for late in (False, True)] == list(C)[4:6]
    assert [of_evaluation(conclusion) for conclusion in Conclusion] == list(C)[7:10]
    assert [of_finding(severity) for severity in ("minor", "serious", "grave")] == list(C)[10:]
    assert set(POLICY.points) == set(C) - {C.REVIEW_SCORED}


def test_the_rated_person_objects_once_and_what_is_set_aside_stays_readable() -> None:
    rating = rated(cause(C.NODE_FAILED), cause(name="projects/b/nodes/n1/reviews/1"))
    entry = rating.entries[0].name
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        rating.object(entry, " ", LEAD, NOW)
    with pytest.raises(RuleViolated, match="NO_OBJECTION_PENDING"):
        rating.answer(entry, ObjectionAnswer(True, "属实", "people/chen", NOW))
    before = rating.entries[0].etag
    (objected,) = rating.object(entry, "停电三日", LEAD, NOW)
    assert objected.entry == entry and rating.entries[0].etag != before
    assert total(rating, date(2027, 4, 1)) == -2, "it counts until it is answered"
    with pytest.raises(RuleViolated, match="ALREADY_OBJECTED"):
        rating.object(entry, "再说一次", LEAD, NOW)
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        rating.answer(entry, ObjectionAnswer(True, "", "people/chen", NOW))
    (answered,) = rating.answer(entry, ObjectionAnswer(True, "属不可抗力", "people/chen", NOW.replace(day=6)))
    assert answered.sustained
    with pytest.raises(RuleViolated, match="RATING_ENTRY_NOT_COUNTED"):
        rating.object(entry, "又一次", LEAD, NOW)
    assert [total(rating, date(2027, 4, day)) for day in (5, 6)] == [-2, 4]
    shown = rating.as_of(date(2027, 4, 6), POLICY, "2026.1")
    assert [row.state for row in shown.entries] == [RatingEntryState.SET_ASIDE, RatingEntryState.COUNTING]
    assert "撤销，不计（属不可抗力）" in table(shown, POLICY)
    earlier = rating.as_of(date(2027, 4, 5), POLICY, "2026.1").entries[0]
    assert earlier.state is RatingEntryState.OBJECTED and earlier.objection is not None and earlier.objection.answer is None
    assert rating.as_of(date(2027, 3, 31), POLICY, "2026.1").entries[0].objection is None


def test_an_objection_that_is_not_sustained_leaves_the_entry_as_it_is() -> None:
    rating = rated(cause(C.NODE_FAILED))
    entry = rating.entries[0].name
    rating.object(entry, "停电三日", LEAD, NOW)
    rating.answer(entry, ObjectionAnswer(False, "停电在节点到期之后", "people/chen", NOW))
    assert (rating.entries[0].state, total(rating, date(2027, 4, 1))) == (RatingEntryState.UPHELD, -6)
    with pytest.raises(RuleViolated, match="ALREADY_OBJECTED"):
        rating.object(entry, "再说一次", LEAD, NOW)
    with pytest.raises(RuleViolated, match="NO_OBJECTION_PENDING"):
        rating.answer(entry, ObjectionAnswer(True, "改变主意", "people/chen", NOW))


def test_an_entry_that_was_corrected_is_not_objected_to() -> None:
    rating = rated(cause(C.PROGRESS_REPORTED_LATE), cause(C.PROGRESS_REPORTED))
    with pytest.raises(RuleViolated, match="RATING_ENTRY_NOT_COUNTED"):
        rating.object(rating.entries[0].name, "更正前的", LEAD, NOW)


@pytest.mark.rule("7.4")
def test_a_finding_that_was_lifted_counts_no_more_from_that_day_on() -> None:
    rating = rated(cause(C.FINDING_SERIOUS, name="findings/1"), cause(name="projects/b/x"))
    assert rating.withdraw("findings/2", DAY) == []
    (fact,) = rating.withdraw("findings/1", DAY.replace(day=9))
    assert (fact.entry, rating.entries[0].state) == ("people/sun-li/rating/entries/1", RatingEntryState.WITHDRAWN)
    assert [total(rating, DAY.replace(day=day)) for day in (8, 9)] == [-8, 4]
    assert rating.withdraw("findings/1", DAY) == []
    assert "认定已解除，不计" in table(rating.as_of(DAY.replace(day=9), POLICY, "2026.1"), POLICY)


def test_an_unknown_entry_and_a_name_that_is_no_rating() -> None:
    with pytest.raises(NotFound):
        rated().object("people/sun-li/rating/entries/1", "没有", LEAD, NOW)
    for name in ("people/sun-li", "people//rating", "projects/a/rating", ""):
        with pytest.raises(NotFound):
            person_of_rating(name)
    assert person_of_rating("people/sun-li/rating/entries/7") == LEAD


def test_the_working_can_be_added_up_by_hand() -> None:
    rating = rated(cause(C.EVALUATION_MET, date(2025, 3, 1)), cause(C.NODE_FAILED, name="projects/b/x"), cause(name="projects/b/y"))
    text = table(rating.as_of(DAY, POLICY, "2026.1"), POLICY)
    assert "总分 ＝ 6 ＋ （-6） ＋ 4 ＝ 4，等级“合格”" in text
    assert "| 2025-03-01 | 综合评价完成：《阀体》节点“试制” | +12 | 50% | 6 | 计入 | 2026.1 |" in text


@pytest.mark.parametrize("state", RatingEntryState)
@pytest.mark.parametrize("act", RATING_ENTRY.moves)
def test_an_entry_moves_as_the_table_says(state: RatingEntryState, act: str) -> None:
    rating = rated(cause(C.NODE_FAILED))
    entry = rating.entries[0]
    answers = {sustained: ObjectionAnswer(sustained, "理由", "people/chen", NOW) for sustained in (True, False)}
    ways: dict[RatingEntryState, list[Any]] = {
        RatingEntryState.COUNTING: [],
        RatingEntryState.OBJECTED: [lambda: entry.object("陈述", LEAD, NOW)],
        RatingEntryState.UPHELD: [lambda: entry.object("陈述", LEAD, NOW), lambda: entry.answer(answers[False])],
        RatingEntryState.SET_ASIDE: [lambda: entry.object("陈述", LEAD, NOW), lambda: entry.answer(answers[True])],
        RatingEntryState.CORRECTED: [lambda: entry.correct(DAY)],
        RatingEntryState.WITHDRAWN: [lambda: entry.withdraw(DAY)],
    }
    for step in ways[state]:
        step()
    acts: dict[str, Any] = {
        "object": lambda: entry.object("陈述", LEAD, NOW),
        "uphold": lambda: entry.answer(answers[False]),
        "set_aside": lambda: entry.answer(answers[True]),
        "correct": lambda: entry.correct(DAY),
        "withdraw": lambda: entry.withdraw(DAY),
    }
    target = RATING_ENTRY.moves[act].get(state)
    if target is None:
        with pytest.raises(RuleViolated):
            acts[act]()
        assert entry.state is state
    else:
        acts[act]()
        assert entry.state is target


kinds = st.sampled_from([kind for kind in C if kind is not C.REVIEW_SCORED])
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(st.lists(st.tuples(kinds, days), max_size=12), days)
def test_the_total_is_the_sum_of_its_rows_to_the_point_and_no_cause_counts_before_its_day(
    drawn: list[tuple[RatingCause, date]], day: date
) -> None:
    rating = rated(*(cause(kind, on, f"projects/a/{number}") for number, (kind, on) in enumerate(drawn)))
    standing = rating.as_of(day, POLICY, "2026.1")
    assert standing.total == sum((Decimal(row.points) * row.percent / 100 for row in standing.entries), Decimal(0))
    assert len(standing.entries) == sum(on <= day for _, on in drawn)
    assert standing.total == standing.total.quantize(Decimal("0.01")), "exact in hundredths"


@given(st.lists(st.tuples(kinds, days), min_size=1, max_size=4), days)
def test_the_order_in_which_causes_arrive_changes_nothing(drawn: list[tuple[RatingCause, date]], day: date) -> None:
    causes = [cause(kind, on, f"projects/a/{number}") for number, (kind, on) in enumerate(drawn)]
    standings = [rated(*order).as_of(day, POLICY, "2026.1") for order in permutations(causes)]
    assert len({(each.total, each.grade) for each in standings}) == 1
