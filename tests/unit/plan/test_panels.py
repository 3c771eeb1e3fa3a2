"""A panel as every service has it; seats of a service's own kind, and what they add, are kept (4.7)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.errors import InvalidArgument, Refusal, RuleViolated
from chassis.mapping import from_plain, to_plain
from plan.panels import LARGEST, Panel, PanelPolicy, Seat, check_composition, majority
from tests.unit.said import refused

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
def test_who_takes_a_seat_later_may_be_objected_to_until_they_deliver() -> None:
    made = jury("a", "b", "c")
    for person in ("a", "b"):
        made.deliver(person, NOW)
    assert made.open_to_objection == []
    made.replace("c", Voter(person="d"), "不投票", NOW)
    made.replace("b", Voter(person="e"), "任职于承担单位", NOW, unfit=True)
    made.deliver("e", NOW)
    assert [member.person for member in made.open_to_objection] == ["d"], "whoever came last has voted"
    made.object_to("d", "organizations/owner", "曾任顾问", NOW)
    assert (made.vacancies, made.people) == (1, {"a", "e"})
    made.replace("d", Voter(person="f"), "接替", NOW)
    made.deliver("f", NOW)
    with pytest.raises(RuleViolated, match="VOTING_STARTED"):
        made.object_to("f", "organizations/owner", "曾任顾问", NOW)


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


@pytest.mark.rule("4.7")
@pytest.mark.parametrize(
    ("people", "policy", "told"),
    [
        (2, PanelPolicy(), (RuleViolated, "PANEL_TOO_SMALL", "4.7", {"limit": 3, "members": 2})),
        (4, PanelPolicy(), (RuleViolated, "PANEL_EVEN", "4.7", {"members": 4})),
        (4, PanelPolicy(minimum=5), (RuleViolated, "PANEL_TOO_SMALL", "4.7", {"limit": 5, "members": 4})),
        (100, PanelPolicy(odd=False), (RuleViolated, "PANEL_TOO_LARGE", "4.7", {"limit": 99, "members": 100})),
    ],
)
def test_of_how_many(people: int, policy: PanelPolicy, told: object) -> None:
    assert refused(lambda: check_composition([str(each) for each in range(people)], policy)) == told


@pytest.mark.rule("4.7")
@pytest.mark.parametrize(
    ("people", "policy"),
    [(3, PanelPolicy()), (99, PanelPolicy()), (5, PanelPolicy(minimum=5)), (4, PanelPolicy(odd=False)), (3, PanelPolicy(odd=False))],
)
def test_of_so_many_it_may_be(people: int, policy: PanelPolicy) -> None:
    check_composition([str(each) for each in range(people)], policy)
    assert LARGEST == 99


@pytest.mark.rule("4.7")
def test_nobody_twice() -> None:
    told = refused(lambda: check_composition(["c", "a", "b", "a", "c"], PanelPolicy()))
    assert told == (InvalidArgument, "LISTED_TWICE", "4.7", {"people": ["a", "c"]})


@pytest.mark.rule("4.7")
def test_what_its_members_may_not_do() -> None:
    full, begun, vacant = jury("a", "b", "c"), jury("a", "b", "c"), jury("a", "b", "c")
    begun.deliver("a", NOW)
    vacant.object_to("c", "organizations/owner", "曾任顾问", NOW)
    replaced = jury("a", "b", "c")
    replaced.replace("a", Voter(person="d"), "生病", NOW)

    def by(made: Jury, act: str, *args: Any) -> Callable[[], Any]:
        return lambda: getattr(made, act)(*args, NOW)

    other = Voter(person="e")
    for act, reason, metadata in (
        (by(full, "deliver", "x"), "NOT_ON_PANEL", {}),
        (by(full, "object_to", "x", "o", "曾任顾问"), "NOT_ON_PANEL", {}),
        (by(full, "replace", "x", other, "生病"), "NOT_ON_PANEL", {}),
        (by(full, "replace", "a", Voter(person="b"), "生病"), "EXPERT_NAMED_ALREADY", {}),
        (by(replaced, "replace", "b", Voter(person="a"), "生病"), "EXPERT_NAMED_ALREADY", {}),
        (by(replaced, "replace", "a", other, "生病"), "PANEL_COMPLETE", {}),
        (by(begun, "object_to", "b", "o", "曾任顾问"), "VOTING_STARTED", {}),
        (by(begun, "replace", "a", other, "生病"), "MEMBER_HAS_DELIVERED", {}),
        (by(begun, "deliver", "a"), "ALREADY_DELIVERED", {}),
        (by(vacant, "deliver", "a"), "PANEL_INCOMPLETE", {"vacancies": 1}),
        (vacant.demand_delivered, "PANEL_INCOMPLETE", {"vacancies": 1}),
        (begun.demand_delivered, "DELIVERY_MISSING", {"missing": ["b", "c"]}),
    ):
        assert refused(act) == (RuleViolated, reason, "4.7", metadata)
    for blank in (by(full, "object_to", "a", "o", " "), by(full, "replace", "a", other, " ")):
        assert refused(blank) == (InvalidArgument, "REASON_MISSING", "4.7", {"field": "reason"})
    assert refused(lambda: begun.demand_not_started("不再接受材料", "4.4"))[1:3] == ("VOTING_STARTED", "4.4")
    full.demand_not_started("不再接受材料")


@pytest.mark.rule("4.7")
def test_one_of_a_service_refuses_by_its_own_rule() -> None:
    class Scoring(Panel[Seat]):
        NOUN, RULE = "评分", "2.6"

    made = Scoring(NOW, "people/lead", [Seat(person="a"), Seat(person="b", display_name="张工")], 2)
    made.deliver("a", NOW)
    assert refused(lambda: made.deliver("a", NOW))[1:3] == ("ALREADY_DELIVERED", "2.6")
    assert refused(made.demand_delivered)[1:3] == ("DELIVERY_MISSING", "2.6")
    assert [seat.shown_as for seat in made.members] == ["a", "张工"]


@pytest.mark.rule("4.7")
def test_what_is_kept_of_who_left_and_of_who_came() -> None:
    later = NOW + timedelta(1)
    made = jury("a", "b", "c")
    assert made.deliver("a", NOW) is made.members[0] and made.members[0].delivered_at == NOW
    made.replace("a", Voter(person="d"), "被列入负面清单", later, unfit=True)
    assert made.members[0] == Voter(person="a", delivered_at=NOW, left=True, left_because="被列入负面清单", left_at=later)
    made.object_to("b", "organizations/owner", "曾任顾问", later)
    assert made.members[1] == Voter(person="b", left=True, left_because="曾任顾问", left_at=later, objected_by="organizations/owner")
    made.replace("b", Voter(person="e"), "接替", later + timedelta(1))
    assert made.members[1].left_at == later
    assert made.members[2:] == [Voter(person=each) for each in "cde"] and made.people == {"c", "d", "e"}


@pytest.mark.rule("4.7a")
def test_its_edition_tells_nothing_before_all_are_in_and_changes_when_a_member_leaves_after_that() -> None:
    made = jury("a", "b", "c")
    editions = []
    for person in "abc":
        editions.append(made.edition)
        made.deliver(person, NOW)
    editions.append(made.edition)
    made.replace("c", Voter(person="d"), "被列入负面清单", NOW, unfit=True)
    editions.append(made.edition)
    made.deliver("d", NOW)
    assert [*editions, made.edition] == [0, 0, 0, 3, 0, 4]
    assert not Panel(NOW, "people/lead").open_to_view and Panel[Seat](NOW, "people/lead").vacancies == 0


@pytest.mark.rule("4.7")
def test_half_is_no_majority() -> None:
    assert [majority(*votes) for votes in ((2, 1), (1, 1), (1, 2), (0, 0))] == [True, False, False, False]
