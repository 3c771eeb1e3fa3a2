"""The reckoning of a chaos run sees each fault: a state in which all agrees passes, and with one thing wrong in it it does not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pymongo import MongoClient
from sanzhi.registry.v1.registry_pb2 import Organization

from chaos.reckoning import compare
from chassis.ids import new_id
from tests.harness.parts import TestParts
from tests.integration.chaos.world import (
    ADMIN,
    ASKED,
    BOOKING,
    CLAIM,
    CREATE,
    DEADLINE,
    ENDED,
    FEED,
    FINDING,
    INSPECTION,
    LATE,
    NOTICE,
    NOW,
    OFFICE,
    RESULT,
    TOKEN,
    UPDATE,
    USE,
    World,
)

Doctor = Callable[[World], Any]


@pytest.fixture(scope="module")
def client(parts: TestParts) -> Iterator[MongoClient[dict[str, Any]]]:
    with MongoClient[dict[str, Any]](parts.mongo.uri, tz_aware=True) as client:
        yield client


@pytest.fixture(scope="module")
def prefix() -> str:
    return f"reckoning_{uuid4().hex[:8]}_"


@pytest.fixture
def world(client: MongoClient[dict[str, Any]], prefix: str) -> Iterator[World]:
    world = World(client, prefix)
    yield world
    for store in world.stores.values():  # emptied: to make a collection costs more than a test
        for collection in store.list_collection_names():
            store[collection].delete_many({})


def test_where_all_agrees_nothing_is_found(world: World) -> None:
    found = compare(world.told, world.there, world.stores)
    assert (found.lost, found.doubled, found.wrong) == ([], [], [])
    assert found.figures["命令：确认且在状态中找到"] == 3
    assert found.figures["拉取：收到"] == found.figures["拉取：事实"] == 2
    assert found.figures["事实：订阅者中的生效"] == 16
    assert found.figures["期限：逾期"] == 2
    assert found.figures["敌对：调用"] == 5
    assert found.figures["敌对：各服务的死信"] == 9
    assert found.figures["状态：动态评价的项"] == 2
    assert found.figures["状态：设施预约"] == 2


def _command_without_record(world: World) -> None:
    world.stores["registry"]["audit"].delete_one({"request_id": "two"})


def _command_never_committed(world: World) -> None:
    world.ledger.acknowledge(world.ledger.open(UPDATE, "registry", ADMIN, "gone"), Organization(name=OFFICE))


def _command_twice(world: World) -> None:
    entry = world.stores["registry"]["audit"].find_one({"request_id": "two"}, {"_id": 0})
    world.stores["registry"]["audit"].insert_one(entry or {})


def _update_lost(world: World) -> None:
    world.stores["registry"]["organizations"].update_one({"_id": OFFICE}, {"$inc": {"version": -1}})


def _update_twice(world: World) -> None:
    world.stores["registry"]["organizations"].update_one({"_id": OFFICE}, {"$inc": {"version": 1}})


def _refused_and_done(world: World) -> None:
    world.stores["registry"]["audit"].update_one({"request_id": "three"}, {"$set": {"outcome": "OK"}})


def _refusal_without_record(world: World) -> None:
    world.stores["registry"]["audit"].delete_one({"request_id": "three"})


def _another_answer(world: World) -> None:
    key = {"_id": f"{ADMIN}|{CREATE}|one"}
    world.stores["registry"]["requests"].update_one(key, {"$set": {"response": Organization(name="organizations/x").SerializeToString()}})


def _finding_answered_twice(world: World) -> None:
    world.stores["supervision"]["findings"].update_one({"_id": FINDING}, {"$push": {"answers": {}}})


def _finding_gone(world: World) -> None:
    world.stores["supervision"]["findings"].delete_one({"_id": FINDING})


def _answer_in_time_refused(world: World) -> None:
    world.stores["supervision"]["findings"].update_one({"_id": LATE}, {"$set": {"answer_period.last_day": "2026-03-01"}})


def _rating_entry_of_another_state(world: World) -> None:
    world.stores["evaluation"]["ratings"].update_one({}, {"$set": {"entries.0.state": "objected"}})


def _finding_entered_twice(world: World) -> None:
    world.stores["evaluation"]["ratings"].update_one({}, {"$push": {"entries": {"cause": LATE, "state": "counting"}}})


def _claim_paid_and_forgotten(world: World) -> None:
    world.stores["support"]["claims"].update_one({"_id": CLAIM}, {"$set": {"state": "granted"}})


def _request_that_nobody_made(world: World) -> None:
    row = {"_id": f"{ASKED}0", "state": "pending", "asked_by": "people/chaos-works-1-clerk"}
    world.stores["sharing"]["use_requests"].insert_one(row)


def _use_gone(world: World) -> None:
    world.stores["sharing"]["uses"].delete_one({"_id": USE})


def _inspection_gone(world: World) -> None:
    world.stores["milestones"]["inspections"].delete_one({"_id": INSPECTION})


def _licensed_alone_to_two(world: World) -> None:
    licence = {"organization": "organizations/chaos-works-2", "purpose": "produce", "exclusive": False}
    world.stores["sharing"]["results"].update_one({"_id": RESULT}, {"$push": {"licences": licence}})


def _booking_gone(world: World) -> None:
    world.stores["support"]["facilities"].update_one({}, {"$pull": {"bookings": {"name": BOOKING}}})


def _day_given_twice(world: World) -> None:
    booking = {"name": "facilities/chaos-line/bookings/3", "cancelled_at": None, "first_day": "2032-01-02", "last_day": "2032-01-03"}
    world.stores["support"]["facilities"].update_one({}, {"$push": {"bookings": booking}})


def _receipt_gone(world: World) -> None:
    world.stores["support"]["notices"].update_one({"_id": NOTICE}, {"$set": {"receipts": []}})


def _receipt_twice(world: World) -> None:
    world.stores["support"]["notices"].update_one({"_id": NOTICE}, {"$push": {"receipts": {"project": "projects/p"}}})


def _fact_not_published(world: World) -> None:
    world.records.remove(world.record("milestones.deadline.warned.v1"))


def _fact_never_committed(world: World) -> None:
    world.stores["milestones"]["outbox"].delete_one({"_id": "milestones-deadline.overdue.v1"})


def _fact_out_of_order(world: World) -> None:
    world.records[0], world.records[1] = (replace(world.records[number], offset=9 - number) for number in (0, 1))


def _fact_of_an_older_version(world: World) -> None:
    place = world.records.index(world.record("milestones.deadline.overdue.v1"))
    record = world.records[place]
    world.records[place] = replace(record, attributes=record.attributes | {"aggregateversion": "1"})


def _fact_not_handled(world: World) -> None:
    world.stores["supervision"]["inbox"].delete_one({"_id": "/sanzhi/milestones|milestones-deadline.overdue.v1"})


def _fact_handled_twice(world: World) -> None:
    entry = world.stores["supervision"]["audit"].find_one({"action": "sanzhi.milestones.deadline.overdue.v1"}, {"_id": 0})
    world.stores["supervision"]["audit"].insert_one(entry or {})


def _effect_twice(world: World) -> None:
    world.stores["supervision"]["cards"].update_one({}, {"$inc": {"version": 1}})


def _handled_out_of_order(world: World) -> None:
    audit = world.stores["supervision"]["audit"]
    first = audit.find_one_and_delete({"causation_id": "registry-project.approved.v1"})
    audit.insert_one({**(first or {}), "_id": new_id()})


def _set_aside(world: World) -> None:
    world.stores["supervision"]["dead_letters"].insert_one({"_id": "sanzhi.milestones/0/1", "reason": "PAYLOAD_INVALID", "detail": ""})


def _timer_not_fired(world: World) -> None:
    world.stores["milestones"]["timers"].insert_one({"_id": "due", "due": NOW - timedelta(hours=1)})


def _deadline_overdue_twice(world: World) -> None:
    record = world.record("milestones.deadline.overdue.v1")
    world.records.append(replace(record, offset=4, attributes=record.attributes | {"id": "again", "sequence": "4"}))


def _step_overdue_twice(world: World) -> None:
    record = world.record("support.step.overdue.v1")
    world.records.append(replace(record, offset=4, attributes=record.attributes | {"id": "again", "sequence": "2"}))


def _deadline_passed_in_silence(world: World) -> None:
    world.records.remove(world.record("milestones.deadline.overdue.v1"))


def _forged_record_let_through(world: World) -> None:
    world.stores["milestones"]["dead_letters"].delete_one({"_id": "sanzhi.registry/0/7"})


def _forged_fact_let_through(world: World) -> None:
    world.stores["supervision"]["dead_letters"].delete_one({"_id": "sanzhi.milestones/0/9"})


def _forged_fact_took_effect(world: World) -> None:
    world.stores["supervision"]["inbox"].insert_one({"_id": "/sanzhi/milestones|forged"})


def _genuine_fact_taken_for_forged(world: World) -> None:
    world.stores["supervision"]["dead_letters"].insert_one({"_id": "sanzhi.milestones/0/3", "reason": "SOURCE_FORGED", "detail": ""})


def _hostile_call_let_in(world: World) -> None:
    world.hostile["没有令牌", "OK", ""] += 1


def _hostile_call_broke_something(world: World) -> None:
    world.hostile["不成文字", "INTERNAL", ""] += 1


def _hostile_call_refused_without_a_reason(world: World) -> None:
    world.hostile["没有令牌", "UNAUTHENTICATED", ""] += 1


def _hostile_call_refused_as_something_else(world: World) -> None:
    world.hostile["没有令牌", "INVALID_ARGUMENT", "FIELD_REQUIRED"] += 1


def _innocent_refused(world: World) -> None:
    world.ledger.harmed["RESOURCE_EXHAUSTED BUDGET_EXHAUSTED people/admin"] += 1


def _subscription_forgotten(world: World) -> None:
    world.stores["exchange"]["subscriptions"].update_one({"_id": FEED}, {"$set": {"state": "requested"}})


def _subscription_not_ended_with_its_last_day(world: World) -> None:
    world.stores["exchange"]["subscriptions"].update_one({"_id": ENDED}, {"$set": {"state": "suspended"}})


def _subscription_that_nobody_asked_for(world: World) -> None:
    world.stores["exchange"]["subscriptions"].insert_one({"_id": "subscriptions/chaos-8", "state": "requested"})


def _fact_not_on_the_feed(world: World) -> None:
    world.reader.events.pop(0)


def _fact_on_the_feed_twice(world: World) -> None:
    world.reader.events.append(world.reader.events[-1])


def _feed_out_of_order(world: World) -> None:
    world.reader.events.reverse()


def _position_forgotten(world: World) -> None:
    world.stores["exchange"]["positions"].update_one({}, {"$set": {"position": 1}})


def _token_kept(world: World) -> None:
    world.stores["exchange"]["requests"].insert_one({"_id": f"{ADMIN}|{TOKEN}|token", "response": b"szf"})


def _token_issued_more_often_than_it_was_asked_for(world: World) -> None:
    entry = world.stores["exchange"]["audit"].find_one({"request_id": "token"}, {"_id": 0})
    world.stores["exchange"]["audit"].insert_one(entry or {})


DOCTORED: dict[str, list[Doctor]] = {
    "lost": [
        _command_without_record,
        _command_never_committed,
        _update_lost,
        _finding_gone,
        _rating_entry_of_another_state,
        _claim_paid_and_forgotten,
        _use_gone,
        _inspection_gone,
        _booking_gone,
        _receipt_gone,
        _fact_not_published,
        _fact_not_handled,
        _set_aside,
        _genuine_fact_taken_for_forged,
        _timer_not_fired,
        _deadline_passed_in_silence,
        _subscription_forgotten,
        _subscription_not_ended_with_its_last_day,
        _fact_not_on_the_feed,
        _position_forgotten,
    ],
    "doubled": [
        _command_twice,
        _update_twice,
        _finding_answered_twice,
        _finding_entered_twice,
        _request_that_nobody_made,
        _licensed_alone_to_two,
        _day_given_twice,
        _receipt_twice,
        _fact_handled_twice,
        _effect_twice,
        _deadline_overdue_twice,
        _step_overdue_twice,
        _subscription_that_nobody_asked_for,
        _fact_on_the_feed_twice,
        _token_issued_more_often_than_it_was_asked_for,
    ],
    "wrong": [
        _refused_and_done,
        _refusal_without_record,
        _another_answer,
        _answer_in_time_refused,
        _fact_never_committed,
        _fact_out_of_order,
        _fact_of_an_older_version,
        _handled_out_of_order,
        _forged_record_let_through,
        _forged_fact_let_through,
        _forged_fact_took_effect,
        _hostile_call_let_in,
        _hostile_call_broke_something,
        _hostile_call_refused_without_a_reason,
        _hostile_call_refused_as_something_else,
        _innocent_refused,
        _feed_out_of_order,
        _token_kept,
    ],
}


@pytest.mark.parametrize(
    ("finding", "doctor"),
    [pytest.param(finding, each, id=f"{finding}-{each.__name__[1:]}") for finding, doctors in DOCTORED.items() for each in doctors],
)
def test_a_fault_is_found(world: World, finding: str, doctor: Doctor) -> None:
    doctor(world)
    found = compare(world.told, world.there, world.stores)
    assert getattr(found, finding)


def test_a_deadline_says_its_name(world: World) -> None:
    _deadline_overdue_twice(world)
    assert f"{DEADLINE}: overdue again" in compare(world.told, world.there, world.stores).doubled
