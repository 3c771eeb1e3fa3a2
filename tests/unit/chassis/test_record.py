"""What the record shows to whom: one rule for entries, facts' places and dead letters (2.5, 4.7, 7.4)."""

from types import SimpleNamespace
from typing import Any

import pytest

from chassis.access.record import by_experts, entries_of, entry_shown, letter_shown, places_told, sees_internal
from chassis.access.roles import AccessRule, Actor

LI = "people/li"
EVERYBODY = {
    role: Actor("people/x", roles=frozenset({role})) for role in ("administrator", "department", "finance_bureau", "county", "service")
}
MAY = {role: Actor("people/x", roles=frozenset({role})) for role in ("science_bureau", "auditor")}
PLACES = [{"topic": "sanzhi.milestones", "key": "k", "sequence": 1}, {"topic": "sanzhi.milestones.internal", "key": "k", "sequence": 7}]


def entry(**more: Any) -> dict[str, Any]:
    """An entry in which an expert tells on themselves in every field."""
    resources = ["applications/a", LI, "people/wang"]
    row = {"_id": "1", "actor": LI, "organization": "organizations/o", "action": "/x/ScoreApplication", "resources": resources}
    return row | {"outcome": "OK", "rule": "", "message": "", "request_id": "li-scores", "seen_version": "3", "time": 0} | more


@pytest.mark.rule("4.7")
@pytest.mark.parametrize("actor", EVERYBODY.values(), ids=EVERYBODY)
@pytest.mark.parametrize(
    "more", [{"closed": True}, {"closed": True, "refused": True, "outcome": "ALREADY_DELIVERED", "message": "李某已经评分"}]
)
def test_who_delivered_is_not_read_in_the_record(actor: Actor, more: dict[str, Any]) -> None:
    shown = entry_shown(entry(**more), actor)
    told = repr([value for name, value in shown.items() if name != "action"])
    assert not any(trace in told for trace in ("people/", "organizations/", "李", "li-scores"))
    assert (shown["action"], shown["outcome"], shown["resources"]) == ("/x/ScoreApplication", more.get("outcome", "OK"), ["applications/a"])
    assert entries_of(actor, LI)["closed"] == {"$ne": True}  # nor found by asking for one after another


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("actor", [*MAY.values(), Actor(LI, roles=frozenset({"administrator"}))], ids=[*MAY, "oneself"])
def test_bureau_auditor_and_who_did_it_read_it_whole(actor: Actor) -> None:
    row = entry(closed=True, refused=True, message="李某已经评分")
    assert entry_shown(row, actor) == {**row, "id": "1"}
    assert entries_of(actor, LI) == {"actor": LI}


@pytest.mark.rule("4.7")
def test_a_refusal_of_somebody_elses_names_nobody_but_says_who_was_refused_and_why() -> None:
    row = entry(actor="people/bureau", refused=True, outcome="EXPERT_NOT_INDEPENDENT", rule="4.7", message="专家李某与责任人同属一个单位")
    shown = entry_shown(row, EVERYBODY["administrator"])
    assert (shown["actor"], shown["outcome"], shown["rule"]) == ("people/bureau", "EXPERT_NOT_INDEPENDENT", "4.7")
    assert (shown["message"], shown["resources"]) == ("", ["applications/a"])


def test_what_is_not_closed_stays_readable() -> None:
    row = entry(actor="people/admin", action="/x/RegisterPerson")
    assert entry_shown(row, EVERYBODY["administrator"]) == {**row, "id": "1"}


@pytest.mark.rule("4.7")
def test_places_on_internal_topics_are_told_to_those_who_may_read_them() -> None:
    for role in ("administrator", "department", "county"):
        assert places_told(PLACES, EVERYBODY[role]) == PLACES[:1]
    assert places_told(PLACES, Actor("people/expert")) == PLACES[:1]
    for actor in (*MAY.values(), EVERYBODY["service"]):
        assert places_told(PLACES, actor) == PLACES


@pytest.mark.parametrize(("topic", "open_to_all"), [("sanzhi.supervision", True), ("sanzhi.supervision.internal", False)])
def test_a_dead_letter_of_an_internal_fact_shows_neither_the_fact_nor_what_was_wrong_with_it(topic: str, open_to_all: bool) -> None:
    row = {"_id": f"{topic}/3/17", "value": b'{"subject": "people/li"}', "detail": "subject people/li: not a date", "reason": "MALFORMED"}
    shown = letter_shown(row, EVERYBODY["administrator"])
    assert (shown["value"], shown["detail"]) == ((row["value"], row["detail"]) if open_to_all else (b"", ""))
    assert letter_shown(row, MAY["auditor"])["detail"] == row["detail"] and shown["reason"] == "MALFORMED"


@pytest.mark.parametrize(("roles", "closes"), [({"expert"}, True), ({"expert", "lead"}, True), ({"lead"}, False), ({"any"}, False)])
def test_a_method_by_which_experts_deliver_closes_its_entries(roles: set[str], closes: bool) -> None:
    assert by_experts(AccessRule(frozenset(roles), ())) is closes
    assert not by_experts(None)


def test_only_bureau_and_auditors_see_what_is_internal() -> None:
    assert not any(sees_internal(actor) for actor in EVERYBODY.values())
    assert all(sees_internal(actor) for actor in MAY.values())
    assert not sees_internal(SimpleNamespace(roles=frozenset()))  # type: ignore[arg-type]
