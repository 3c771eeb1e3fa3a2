"""The rating at its edges: the day on either side, the order of rows, policies with other bounds, and what is refused (3.6)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from chassis.errors import InvalidArgument, NotFound, RuleViolated
from services.evaluation.domain.rating import ObjectionAnswer, Rating, person_of_rating
from services.evaluation.domain.rating.working import rule_steps, sum_line, table
from services.evaluation.domain.words import RatingCause, RatingEntryState, RatingGrade
from tests.unit.evaluation.test_rating import DAY, LEAD, NOW, POLICY, cause, rated, total
from tests.unit.said import refused

pytestmark = pytest.mark.rule("3.6")
C, S = RatingCause, RatingEntryState
ENTRY = f"{LEAD}/rating/entries/1"
SHUFFLED = replace(POLICY, scores=POLICY.scores[::-1], decay=POLICY.decay[::-1], grades=POLICY.grades[::-1])


def april(day: int) -> date:
    return date(2027, 4, day)


def states(rating: Rating, *days: date) -> list[RatingEntryState]:
    return [rating.as_of(day, POLICY, "2026.1").entries[0].state for day in days]


def set_aside(rating: Rating) -> Rating:
    rating.object(ENTRY, "停电三日", LEAD, NOW)
    rating.answer(ENTRY, ObjectionAnswer(True, "属实", "people/chen", datetime(2027, 4, 5, 15, 59, tzinfo=UTC)))
    return rating


def test_it_is_told_as_it_stood_at_the_end_of_each_day() -> None:
    """China's day: the answer came a minute before midnight of the fifth."""
    rating = set_aside(rated(cause(C.NODE_FAILED)))
    assert states(rating, DAY, date(2027, 3, 31), april(1), april(4), april(5)) == [
        S.COUNTING,
        S.COUNTING,
        S.OBJECTED,
        S.OBJECTED,
        S.SET_ASIDE,
    ]
    assert [total(rating, april(day)) for day in (4, 5)] == [-6, 0]
    assert rating.entries[0].set_aside_on == april(5)
    upheld = rated(cause(C.NODE_FAILED))
    upheld.object(ENTRY, "停电三日", LEAD, NOW)
    upheld.answer(ENTRY, ObjectionAnswer(False, "不属实", "people/chen", NOW.replace(day=3)))
    assert states(upheld, april(2), april(3)) == [S.OBJECTED, S.UPHELD]
    assert upheld.entries[0].set_aside_on is None
    shown = [upheld.as_of(april(day), POLICY, "2026.1").entries[0].objection for day in (2, 3)]
    assert [each is not None and each.answer is not None for each in shown] == [False, True]


def test_what_was_corrected_or_lifted_counted_until_the_day_before() -> None:
    corrected = rated(cause(C.PROGRESS_REPORTED_LATE), cause(C.PROGRESS_REPORTED, april(2)))
    assert states(corrected, april(1), april(2)) == [S.COUNTING, S.CORRECTED]
    lifted = rated(cause(C.FINDING_MINOR, name="findings/1"))
    lifted.object(ENTRY, "情况不实", LEAD, NOW)
    lifted.withdraw("findings/1", april(3))
    assert states(lifted, april(2), april(3), april(4)) == [S.OBJECTED, S.WITHDRAWN, S.WITHDRAWN]
    assert [total(lifted, april(day)) for day in (2, 3)] == [-4, 0]


def test_one_whose_entries_all_count_no_more_has_no_rating() -> None:
    aside = set_aside(rated(cause(C.FINDING_GRAVE))).as_of(april(5), POLICY, "2026.1")
    assert (aside.grade, aside.total, len(aside.entries), aside.entries_counted) == (RatingGrade.UNRATED, 0, 1, 0)
    assert sum_line(aside) == "截至 2027-04-05 没有计分项，等级“暂无评价”"
    old = rated(cause(C.FINDING_GRAVE)).as_of(date(2032, 3, 1), POLICY, "2026.1")
    assert (old.grade, old.entries_counted) == (RatingGrade.UNRATED, 1)
    assert sum_line(old) == "截至 2032-03-01：总分 ＝ 0 ＝ 0，等级“暂无评价”"


def test_a_third_word_takes_the_place_of_the_second() -> None:
    rating = rated(cause(C.PROGRESS_REPORTED_LATE), cause(C.PROGRESS_REPORTED, april(2)))
    assert rating.enter(cause(C.PROGRESS_REPORTED, april(3)), POLICY, "2026.1") == []
    (fact,) = rating.enter(cause(C.PROGRESS_REPORTED_LATE, april(4)), POLICY, "2026.1")
    assert (fact.entry, fact.corrects) == (f"{LEAD}/rating/entries/3", f"{LEAD}/rating/entries/2")
    assert [entry.state for entry in rating.entries] == [S.CORRECTED, S.CORRECTED, S.COUNTING]
    assert [entry.over_on for entry in rating.entries] == [april(2), april(4), None]


def test_what_the_bureau_has_set_aside_stays_so_when_another_word_comes() -> None:
    rating = set_aside(rated(cause(C.PROGRESS_REPORTED_LATE)))
    (fact,) = rating.enter(cause(C.PROGRESS_REPORTED, april(9)), POLICY, "2026.1")
    assert (fact.corrects, [entry.state for entry in rating.entries]) == (ENTRY, [S.SET_ASIDE, S.COUNTING])


def test_a_rating_says_whose_it_is_and_by_which_policies() -> None:
    rating = rated(cause(C.NODE_FAILED))
    standing = rating.as_of(april(1), POLICY, "2027.1")
    assert (standing.name, standing.person, standing.as_of, standing.policy_version) == (rating.name, LEAD, april(1), "2027.1")
    assert person_of_rating(standing.name) == LEAD
    (row,), (entry,) = standing.entries, rating.entries
    for said in ("name", "cause", "kind", "project", "on", "about", "points", "policy_version", "etag"):
        assert getattr(row, said) == getattr(entry, said), said
    assert row.policy_version == "2026.1"


def test_rows_are_in_the_order_of_their_days_whatever_came_first() -> None:
    rating = rated(cause(on=april(3), name="b"), cause(on=april(1), name="a"), cause(on=april(2), name="c"))
    shown = rating.as_of(april(3), POLICY, "2026.1").entries
    assert [(row.on, row.name.rpartition("/")[2]) for row in shown] == [(april(1), "2"), (april(2), "3"), (april(3), "1")]


@pytest.mark.parametrize("score", ["100", "90", "85", "70", "0"])
def test_bounds_hold_in_whatever_order_the_policy_lists_them(score: str) -> None:
    scored = cause(C.REVIEW_SCORED, score=Fraction(score))
    assert (scored.points(POLICY), scored.words(POLICY)) == (scored.points(SHUFFLED), scored.words(SHUFFLED))
    rating = rated(cause(C.EVALUATION_MET, date(2025, 9, 1)))
    assert rating.as_of(DAY, POLICY, "2026.1") == rating.as_of(DAY, SHUFFLED, "2026.1")
    assert rule_steps(POLICY) == rule_steps(SHUFFLED)


def test_a_score_below_all_bands_is_worth_nothing() -> None:
    narrow = replace(POLICY, scores=POLICY.scores[:2])
    points = {score: cause(C.REVIEW_SCORED, score=Fraction(score)).points(narrow) for score in ("79.99", "80")}
    assert points == {"79.99": 0, "80": 2}


def test_the_rule_with_its_numbers() -> None:
    points = (
        "里程碑考核按期通过 +4；里程碑考核通过，报告逾期 +1；里程碑考核未通过 -6；里程碑考核未通过，报告逾期 -8；执行情况报告按期 +1；"
        "执行情况报告逾期 -2；综合评价完成 +12；综合评价部分完成 +2；综合评价未完成 -12；负面清单一般行为 -4；负面清单较重行为 -12；"
        "负面清单严重行为 -30"
    )
    bands = "90 分以上 +3，80 分以上 +2，70 分以上 0，0 分以上 -2"
    first, second, _, last = rule_steps(POLICY)
    assert first.startswith("每一事由记一项，分值依事由发生之日施行的政策。现行分值：")
    assert (points in first, first.endswith(f"按平均分，{bands}。")) == (True, True), first
    assert "未满 12 个月的按 100%，未满 24 个月的按 75%，未满 36 个月的按 50%，未满 60 个月的按 25%，其后不再计分" in second
    assert "20 分以上为“优秀”，8 分以上为“良好”，-4 分以上为“合格”，其余为“待改进”；没有计分项的为“暂无评价”" in last


def test_the_whole_working() -> None:
    rating = set_aside(
        rated(
            cause(C.NODE_FAILED, about="一|二\n三"), cause(on=april(2), name="b"), cause(C.REVIEW_SCORED, april(3), "c", score=Fraction(70))
        )
    )
    text = table(rating.as_of(april(6), POLICY, "2026.1"), POLICY)
    head, _, rows = text.partition("| --- | --- | --- | --- | --- | --- | --- |\n")
    assert head.endswith("| 日期 | 事由 | 分值 | 折减 | 计分 | 状态 | 分值所依政策 |\n")
    assert head.startswith("计算规则：\n\n1. 每一事由")
    assert rows.splitlines() == [
        "| 2027-03-01 | 里程碑考核未通过：一｜二 三 | -6 | 100% | － | 撤销，不计（属实） | 2026.1 |",
        "| 2027-04-02 | 里程碑考核按期通过：《阀体》节点“试制” | +4 | 100% | 4 | 计入 | 2026.1 |",
        "| 2027-04-03 | 立项评审对责任人的评分：《阀体》节点“试制”，专家评分平均 70.00 | 0 | 100% | 0 | 计入 | 2026.1 |",
        "",
        "- 截至 2027-04-06：总分 ＝ 4 ＋ 0 ＝ 4，等级“合格”",
    ]
    empty = table(rated().as_of(DAY, POLICY, "2026.1"), POLICY)
    assert empty.endswith("不作不利看待。\n\n\n- 截至 2027-03-01 没有计分项，等级“暂无评价”")


def test_how_acts_are_refused() -> None:
    rating = rated(cause(C.NODE_FAILED))
    assert refused(lambda: rating.entry("x")) == (NotFound, "NOT_FOUND", "", {"resource": "x"})
    unsaid = (InvalidArgument, "REASON_MISSING", "3.6")
    assert refused(lambda: rating.object(ENTRY, " ", LEAD, NOW)) == (*unsaid, {"field": "statement"})
    assert (rating.entries[0].state, rating.entries[0].objection) == (S.COUNTING, None)
    rating.object(ENTRY, "停电三日", LEAD, NOW)
    nothing_said = ObjectionAnswer(False, " ", "people/chen", NOW)
    assert refused(lambda: rating.answer(ENTRY, nothing_said)) == (*unsaid, {"field": "reason"})
    assert rating.entries[0].state is S.OBJECTED
    assert refused(lambda: rating.entries[0].admit("object", NOW))[:3] == (RuleViolated, "ALREADY_OBJECTED", "3.6")
    for name in ("people/a/ratings", "people/a/x/rating"):
        assert refused(lambda name=name: person_of_rating(name)) == (NotFound, "NOT_FOUND", "", {"resource": name})  # type: ignore[misc]


def test_hundredths_are_exact() -> None:
    rating = rated(cause(C.NODE_PASSED_LATE, date(2025, 12, 1)), cause(C.PROGRESS_REPORTED_LATE, date(2023, 1, 1), "b"))
    assert total(rating, DAY) == Decimal("0.75") - Decimal("0.5")
