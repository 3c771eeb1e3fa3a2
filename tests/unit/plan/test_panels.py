"""A panel as every service has it; seats of a service's own kind, and what they add, are kept (4.7)."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from chassis.errors import InvalidArgument, Refusal, RuleViolated
from chassis.mapping import from_plain, to_plain
from plan.panels import Panel, PanelPolicy, Seat, check_composition, majority

NOW = datetime(2024, 2, 20, 2, tzinfo=UTC)


@dataclass(kw_only=True)
class Voter(Seat):
    """A seat that adds something."""

    vote: str = ""


@dataclass
class Jury(Panel[Voter]):
    """A panel of them."""


@dataclass
class Review:
    """What keeps one."""

    jury: Jury


def jury(*people: str) -> Jury:
    return Jury(NOW, "people/lead", [Voter(person=person) for person in people], len(people))


def test_what_a_service_adds_to_a_seat_is_read_again_as_it_was_kept() -> None:
    made = Review(jury("a", "b", "c"))
    made.jury.deliver("a", NOW).vote = "pass"
    assert from_plain(Review, to_plain(made)) == made


@pytest.mark.rule("4.7")
def test_a_panel_is_odd_and_big_enough_and_names_nobody_twice() -> None:
    check_composition(["a", "b", "c"], PanelPolicy())
    check_composition(["a", "b"], PanelPolicy(minimum=2, odd=False))
    for people, reason in ((["a"], "PANEL_TOO_SMALL"), (["a", "b", "c", "d"], "PANEL_EVEN"), (["a", "b", "a"], "LISTED_TWICE")):
        with pytest.raises(Refusal, match=reason) as refused:
            check_composition(people, PanelPolicy())
        assert refused.value.rule == "4.7"


@pytest.mark.rule("4.7")
def test_it_is_open_to_view_once_all_have_delivered_and_no_seat_is_vacant() -> None:
    made = jury("a", "b", "c")
    for person in ("a", "b"):
        made.deliver(person, NOW)
        assert not made.open_to_view
    made.deliver("c", NOW)
    assert made.open_to_view
    made.replace("c", Voter(person="d"), "被列入负面清单", NOW, unfit=True)
    assert not made.open_to_view


@pytest.mark.rule("4.7")
def test_whoever_has_delivered_is_not_replaced_for_it_but_who_may_not_sit_any_more_is() -> None:
    made = jury("a", "b", "c")
    made.deliver("a", NOW)
    with pytest.raises(RuleViolated, match="MEMBER_HAS_DELIVERED"):
        made.replace("a", Voter(person="d"), "不满意", NOW)
    made.replace("a", Voter(person="d"), "被列入负面清单", NOW, unfit=True)
    left = made.members[0]
    assert (left.left, left.left_because, left.left_at, left.delivered) == (True, "被列入负面清单", NOW, True)
    assert made.people == {"b", "c", "d"}
    assert not made.delivery_started


@pytest.mark.rule("4.7")
def test_a_replacement_has_a_reason_and_a_seat_and_is_somebody_new() -> None:
    made = jury("a", "b", "c")
    with pytest.raises(InvalidArgument, match="REASON_MISSING"):
        made.replace("a", Voter(person="d"), " ", NOW)
    with pytest.raises(RuleViolated, match="EXPERT_NAMED_ALREADY"):
        made.replace("a", Voter(person="b"), "生病", NOW)
    with pytest.raises(RuleViolated, match="NOT_ON_PANEL"):
        made.replace("x", Voter(person="d"), "生病", NOW)
    made.replace("a", Voter(person="d"), "生病", NOW)
    with pytest.raises(RuleViolated, match="PANEL_COMPLETE"):
        made.replace("a", Voter(person="e"), "生病", NOW)


@pytest.mark.rule("4.7")
def test_an_objection_comes_beforehand_and_leaves_a_seat_to_fill() -> None:
    made = jury("a", "b", "c")
    made.object_to("a", "organizations/owner", "曾任顾问", NOW)
    assert (made.vacancies, made.members[0].objected_by) == (1, "organizations/owner")
    with pytest.raises(RuleViolated, match="PANEL_INCOMPLETE"):
        made.deliver("b", NOW)
    made.replace("a", Voter(person="d"), "接替", NOW)
    assert made.members[0].left_because == "曾任顾问"
    made.deliver("b", NOW)
    with pytest.raises(RuleViolated, match="VOTING_STARTED"):
        made.object_to("c", "organizations/owner", "曾任顾问", NOW)


@pytest.mark.rule("4.7")
def test_everybody_delivers_once_and_all_before_anything_concludes() -> None:
    made = jury("a", "b", "c")
    for person in ("a", "b"):
        made.deliver(person, NOW)
    with pytest.raises(RuleViolated, match="ALREADY_DELIVERED"):
        made.deliver("a", NOW)
    with pytest.raises(RuleViolated, match="DELIVERY_MISSING") as missing:
        made.demand_delivered()
    assert missing.value.metadata["missing"] == ["c"]
    made.deliver("c", NOW)
    made.demand_delivered()


@pytest.mark.rule("4.7")
def test_the_majority_concludes() -> None:
    assert majority(2, 1)
    assert not majority(1, 2)
