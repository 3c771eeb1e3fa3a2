"""Joint acts: all must consent, in whatever order, and one refusal refuses (1.1)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from plan.consents import Consent, ConsentState, JointAct, joint

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
PARTIES = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, unique=True)


def yes(party: str) -> Consent:
    return Consent(party, f"people/{party}", NOW)


def no(party: str, reason: str = "不同意") -> Consent:
    return Consent(party, f"people/{party}", NOW, agreed=False, reason=reason)


def answered(required: list[str], *answers: Consent) -> JointAct:
    act = joint(required)
    for each in answers:
        act.answer(each, "1.1")
    return act


@pytest.mark.rule("1.1")
@given(PARTIES, st.randoms())
def test_all_consent_in_any_order(required: list[str], chance: object) -> None:
    order = list(required)
    chance.shuffle(order)  # type: ignore[attr-defined]
    act = joint(required)
    for position, party in enumerate(order):
        assert (act.state, act.is_pending, act.refusal) == (ConsentState.PENDING, True, None)
        assert act.waiting_for == tuple(name for name in required if name not in order[:position])
        act.answer(yes(party), "1.1")
    assert (act.state, act.is_pending, act.waiting_for) == (ConsentState.GRANTED, False, ())
    assert [each.organization for each in act.consents] == order


@pytest.mark.rule("1.1")
@given(PARTIES, st.data())
def test_one_refusal_refuses_also_after_consent_while_it_is_pending(required: list[str], data: st.DataObject) -> None:
    before = data.draw(st.lists(st.sampled_from(required), unique=True, max_size=len(required) - 1))
    refusing = data.draw(st.sampled_from(required))
    act = answered(required, *(yes(party) for party in before))
    act.answer(no(refusing), "1.1")
    assert (act.state, act.refusal) == (ConsentState.REFUSED, no(refusing))
    assert sum(each.organization == refusing for each in act.consents) == 1
    for late in (yes(required[0]), no(required[0])):
        with pytest.raises(RuleViolated, match="ACT_DECIDED") as refused:
            act.answer(late, "4.4")
        assert (refused.value.rule, refused.value.metadata["state"]) == ("4.4", "refused")


@pytest.mark.rule("1.1")
def test_whoever_is_not_asked_or_has_consented_does_not_answer() -> None:
    act = answered(["a", "b"], yes("a"))
    with pytest.raises(PermissionDenied, match="CONSENT_NOT_YOURS") as stranger:
        act.answer(yes("x"), "3.5")
    assert (stranger.value.rule, stranger.value.metadata["required"]) == ("3.5", ["a", "b"])
    with pytest.raises(RuleViolated, match="ALREADY_CONSENTED") as twice:
        act.answer(yes("a"), "3.5")
    assert (twice.value.rule, twice.value.metadata["waiting_for"]) == ("3.5", ["b"])
    act.answer(yes("b"), "1.1")
    with pytest.raises(RuleViolated, match="ACT_DECIDED"):
        act.answer(no("a"), "1.1")


@pytest.mark.rule("1.1")
def test_a_refusal_has_its_reason_and_no_reason_is_endless() -> None:
    with pytest.raises(InvalidArgument, match="REASON_MISSING") as blank:
        joint(["a"]).answer(no("a", " "), "3.5")
    assert blank.value.rule == "3.5"
    with pytest.raises(InvalidArgument, match="TEXT_TOO_LONG") as long:
        joint(["a"]).answer(Consent("a", "people/a", NOW, reason="长" * 4001), "3.5")
    assert long.value.metadata["field"] == "reason"


@pytest.mark.rule("1.1")
def test_who_speaks_for_several_consents_for_all_and_refuses_once() -> None:
    act = answered(["a", "b", "c"], yes("b"))
    assert act.answer_for(["c", "b", "a", "x"], yes(""), "1.1") == ("a", "c")
    assert [(each.organization, each.person, each.at) for each in act.consents[1:]] == [("a", "people/", NOW), ("c", "people/", NOW)]
    refused = answered(["a", "b", "c"], yes("a"))
    assert refused.answer_for(["a", "b", "c"], no(""), "1.1") == ("b",)
    assert refused.refusal == Consent("b", "people/", NOW, False, "不同意")
    again = answered(["a", "b"], yes("a"))
    with pytest.raises(RuleViolated, match="ALREADY_CONSENTED"):
        again.answer_for(["a"], yes(""), "1.1")
    with pytest.raises(PermissionDenied, match="CONSENT_NOT_YOURS"):
        again.answer_for(["x"], yes(""), "1.1")


@pytest.mark.rule("4.7a")
@given(PARTIES, st.data())
def test_consents_to_what_was_something_else_fall_and_all_are_asked_again(required: list[str], data: st.DataObject) -> None:
    given_before = data.draw(st.lists(st.sampled_from(required), unique=True))
    act = answered(required, *map(yes, given_before))
    assert act.ask_again() is bool(given_before)
    assert act.waiting_for == tuple(required)
    assert [each.organization for each in act.fallen] == given_before
    for party in required:
        act.answer(yes(party), "1.1")
    assert act.state is ConsentState.GRANTED


@pytest.mark.rule("4.7a")
def test_a_consent_keeps_what_its_giver_saw_for_each_party_it_is_given_for() -> None:
    act = joint(["a", "b"])
    act.answer_for(frozenset({"a", "b"}), Consent("a", "people/a", NOW, seen="v1"), "1.1")
    assert [(each.organization, each.seen) for each in act.consents] == [("a", "v1"), ("b", "v1")]


@pytest.mark.rule("1.1")
@pytest.mark.parametrize("answer", [yes("a"), no("a")])
def test_nobody_answers_for_a_party_in_their_own_matter(answer: Consent) -> None:
    act = joint(["a", "b"])
    with pytest.raises(PermissionDenied) as refused:
        act.answer(answer, "3.4", about="people/a")
    assert (refused.value.reason, refused.value.rule, act.consents) == ("ROLES_INCOMPATIBLE", "1.1", [])
    act.answer(yes("b"), "3.4", about="people/a")
    assert act.waiting_for == ("a",)
