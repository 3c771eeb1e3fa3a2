import pytest

from chassis.errors import InvalidArgument, RuleViolated
from services.milestones.domain import facts
from services.milestones.domain.materials import defects_of
from services.milestones.domain.words import NodeState, Vote
from tests.unit.milestones.examples import (
    AUDIT,
    EXPERTS,
    SELF,
    at,
    awaiting,
    cancelled,
    convened,
    give_back,
    passed,
    planned,
    returned,
    submit,
    timing,
    under_review,
)


@pytest.mark.rule("4.1")
def test_materials_are_received_when_both_are_in() -> None:
    node = awaiting()
    said = submit(node, SELF)
    assert [type(each) for each in said] == [facts.MaterialSubmitted]
    assert (node.state, node.review.received_at) == (NodeState.AWAITING_MATERIALS, None)
    said = submit(node, AUDIT, when="2024-02-07")
    assert [type(each) for each in said] == [facts.MaterialSubmitted, facts.MaterialsReceived]
    assert (node.state, node.review.received_at, said[1].late) == (NodeState.UNDER_REVIEW, at("2024-02-07"), False)
    assert len(said[1].files) == 2


@pytest.mark.rule("4.1")
def test_one_material_handed_in_twice_is_still_one() -> None:
    node = awaiting()
    submit(node, SELF)
    submit(node, SELF, when="2024-02-07")
    assert (node.state, len(node.review.materials)) == (NodeState.AWAITING_MATERIALS, 1)
    with pytest.raises(InvalidArgument, match="LISTED_TWICE"):
        submit(node, AUDIT, AUDIT)


@pytest.mark.rule("4.1")
def test_materials_before_the_due_date_are_early_enough() -> None:
    node = awaiting()
    submit(node, SELF, AUDIT, when="2024-01-03")
    assert node.state is NodeState.UNDER_REVIEW


@pytest.mark.rule("4.5")
def test_late_materials_are_accepted_and_recorded_as_late() -> None:
    node = awaiting()
    submit(node, SELF)
    received = submit(node, AUDIT, when="2024-02-19")[1]
    assert (received.late, node.review.materials_late) == (True, True)


@pytest.mark.rule("1.6")
def test_nothing_is_taken_in_before_the_contract_set_is_in_effect() -> None:
    with pytest.raises(RuleViolated, match="SCHEDULE_ASLEEP") as asleep:
        submit(planned(), SELF)
    assert asleep.value.rule == "1.6"


@pytest.mark.rule("4.1")
@pytest.mark.parametrize(
    ("node", "reason"),
    [(under_review, "MATERIALS_ALREADY_RECEIVED"), (passed, "NODE_CONCLUDED"), (cancelled, "NODE_CANCELLED")],
)
def test_nothing_is_taken_in_twice_or_afterwards(node: object, reason: str) -> None:
    with pytest.raises(RuleViolated, match=reason):
        submit(node(), SELF)  # type: ignore[operator]


@pytest.mark.rule("4.4")
def test_a_return_names_every_defect_and_completion_restarts_the_clock() -> None:
    node = under_review("2024-02-05")
    (told,) = give_back(node, "2024-02-06", "2024-03-01", AUDIT)
    assert (told.defects[0].material, told.complete_by.isoformat()) == (AUDIT, "2024-03-01")
    assert (node.state, node.review.received_at) == (NodeState.RETURNED, None)
    submit(node, SELF, when="2024-02-07")
    assert node.state is NodeState.RETURNED
    completed = submit(node, AUDIT, when="2024-02-28", due=timing("2024-02-19", "2024-03-02"))[-1]
    assert (completed.completed, completed.late, node.review.received_at) == (True, False, at("2024-02-28"))
    assert node.review.returns[0].completed_at == at("2024-02-28")


@pytest.mark.rule("4.4")
def test_completion_at_the_very_instant_of_the_return_needs_the_material_itself() -> None:
    node = under_review("2024-02-06")
    give_back(node, "2024-02-06")
    assert node.review.awaited == [AUDIT]


@pytest.mark.rule("4.4")
def test_completion_after_the_day_of_4_1_is_late_unless_within_the_period_granted() -> None:
    within, after = returned(), returned()
    assert submit(within, AUDIT, when="2024-03-01", due=timing("2024-02-19", "2024-03-02"))[-1].late is False
    assert submit(after, AUDIT, when="2024-03-02", due=timing("2024-02-19", "2024-03-02"))[-1].late is True
    early = returned()
    assert submit(early, AUDIT, when="2024-02-18", due=timing("2024-02-19", "2024-02-10"))[-1].late is False


@pytest.mark.rule("4.4")
def test_materials_are_returned_once() -> None:
    node = returned()
    submit(node, AUDIT, when="2024-02-08")
    with pytest.raises(RuleViolated, match="RETURN_ALREADY_USED") as twice:
        give_back(node, "2024-02-19")
    assert twice.value.rule == "4.4"


@pytest.mark.rule("4.4")
def test_materials_are_returned_within_five_working_days() -> None:
    # Received on Monday 5 February 2024; the fifth working day after it is Sunday 18 February, a make-up day.
    # 6, 7, 8, 9 February are worked; the Spring Festival follows.
    give_back(under_review("2024-02-05"), "2024-02-18")
    with pytest.raises(RuleViolated, match="DEADLINE_PASSED") as late:
        give_back(under_review("2024-02-05"), "2024-02-19")
    assert "2024-02-18" in late.value.message


@pytest.mark.rule("1.9")
def test_a_successor_has_the_whole_period_to_return_materials() -> None:
    node = under_review("2024-02-05")
    node.review.clock_from = at("2024-03-04")
    give_back(node, "2024-03-11", "2024-04-01")
    assert node.state is NodeState.RETURNED


@pytest.mark.rule("4.4")
def test_a_return_needs_defects_a_day_to_come_and_no_votes() -> None:
    with pytest.raises(RuleViolated, match="DEFECT_UNNAMED"):
        defects_of(())
    with pytest.raises(RuleViolated, match="DATE_IN_PAST"):
        give_back(under_review(), "2024-02-06", "2024-02-05")
    with pytest.raises(InvalidArgument, match="DATE_OUT_OF_RANGE"):
        give_back(under_review(), "2024-02-06", "2099-07-01")
    voting = convened()
    voting.record_vote(EXPERTS[0], Vote.PASS, "齐全", at("2024-02-06"))
    with pytest.raises(RuleViolated, match="VOTING_STARTED"):
        give_back(voting, "2024-02-06")
    with pytest.raises(RuleViolated, match="MATERIALS_NOT_RECEIVED"):
        give_back(awaiting())
