"""One stack on which the example stories have been played once, while each service was killed. Before each act, what ListActs and a try of
it say is what then happens, and what stands on a list can be done; no expectation of story 1 can be made false unnoticed; no query goes
through a collection from end to end; every fact has the form of its schema; one that a service could not read is set aside, shown by
`sanzhi dead`, and handled once it can be.
"""

import json
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from pymongo import MongoClient

from chassis.envelope import to_headers
from chassis.messaging.kafka import Kafka
from cli.services import SERVICES
from cli.stack.stack import Stack
from cli.target import find_target
from services.desk.domain.table import KINDS
from tests.e2e.conftest import STORY, Played, profiled, sanzhi
from tests.e2e.tasked.waits import RARE, WAITS
from tests.harness.forms import Fact, demand_forms, written
from tests.harness.suite import eventually

pytestmark = pytest.mark.timeout(3600)  # the first test has the playing of the stories in its time
# Sixteen leases and a document a replica; a document a year; the watch itself.
SMALL = {"leases", "calendar_years", "system.profile"}
TYPE = "sanzhi.milestones.holiday_notice.published.v1"
NOTICE = {"name": "holidayNotices/2031", "year": 2031, "days_off": ["2031-01-01"], "makeup_days": [], "reference": "国办发〔2030〕1号"}
# Refusals by what a request says, while the act as such was possible. A reason that hangs on the resource alone is not one of these.
OF_REQUESTS = {
    "CHANGED_SINCE_SEEN",
    "ROLES_INCOMPATIBLE",
    "CONSULTATION_REQUIRED",
    "DOCUMENTS_INCOMPLETE",
    "DOCUMENT_NOT_OF_ROW",
    "END_BEFORE_EFFECT",
    "EXPERT_NOT_INDEPENDENT",
    "IDENTIFIER_INVALID",
    "IMPLEMENTATION_PLAN_MISSING",
    "ITEMS_MISSING",
    "INSPECTION_DATE_IMPOSSIBLE",
    "LEAD_NOT_RESCORED",
    "MANAGER_NOT_IN_EFFECT",
    "MANAGER_NOT_SELECTED",
    "MORE_THAN_ASKED",
    "NODE_CONCLUDED",  # of the node that RecordMissingNode names
    "NOT_LATER",
    "NOT_QUALIFIED",
    "PANEL_EVEN",
    "PANEL_EXPERTISE_MISSING",
    "PANEL_TOO_SMALL",
    "PERSON_NOT_ELIGIBLE",
    "PLAN_CONTRADICTS_TASK_BOOK",
    "RECTIFY_BY_REQUIRED",
    "REASON_MISSING",
    "REGIME_HAS_NO_MANAGER",
    "ROLE_REQUIRED",  # of the row that DrawUpEngagement names
    "ROW_TAKEN",
    "SCORES_INCOMPLETE",
    "SCORE_BELOW_THRESHOLD",
    "SEEN_MISSING",
    "DATE_IN_FUTURE",
    "SELECTION_METHOD_NOT_ALLOWED",
    "REFERENCE_MISSING",
    "SIGNATURE_INVALID",
    "SIGNER_NOT_AUTHORIZED",
    "SIGNER_NOT_A_PARTY",
    "SIGNER_ON_BOTH_SIDES",
    "SPENT_BEYOND_RECEIVED",
}


def test_every_expectation_holds_and_made_false_is_told_with_file_and_line(played: Played) -> None:
    outcome, findings = played.outcome, played.findings
    assert outcome.lost == [] and outcome.unmet == [] and outcome.held
    assert played.killed == list(SERVICES)
    acts = [each.act for each in outcome.played if each.story.path == STORY]
    assert findings.expectations == sum(len(act.expectations) + (act.refused is not None) for act in acts) > 150
    assert findings.tried > 2 * findings.expectations
    assert findings.survived == []


def test_what_is_listed_and_tried_is_what_happens(played: Played) -> None:
    checked = played.checked
    assert checked.differences == []
    assert set(checked.of_requests) <= OF_REQUESTS, sorted(checked.of_requests)
    assert checked.checked > 400


@pytest.mark.rule("2.5")
def test_what_stands_on_a_list_can_be_done_by_whoever_has_it(played: Played) -> None:
    """The first of every kind, and all that stand there at some moments; the rest is `make tasks`."""
    tasked = played.tasked
    assert {found: cases for found, cases in tasked.undone.items() if found not in WAITS} == {}
    assert set(KINDS) - set(tasked.tried) == set(RARE), "what a story shows is tried, and RARE has no reason that is none"
    assert tasked.looks > 3 and tasked.tried.total() > 2 * len(KINDS)


def test_every_query_has_its_index(played: Played) -> None:
    assert played.outcome.lost == []
    assert _scans(played.profiled) == set()
    # The watch itself: a query by what has no index does not escape it.
    before = _scans(profiled(played.databases))  # `sanzhi audit verify` reads all that there is
    played.databases[0]["projects"].find_one({"title": "no index has it"})
    assert len(_scans(profiled(played.databases)) - before) == 1


def _scans(entries: list[dict[str, Any]]) -> set[str]:
    return {f"{entry['ns']}: {entry['command']}" for entry in entries if not _costs_nothing(entry)}


def _costs_nothing(entry: dict[str, Any]) -> bool:
    collection = entry["ns"].partition(".")[2]
    asked = entry.get("originatingCommand", entry["command"])
    # One that is told of others' commits follows MongoDB's own log, from its end on.
    follows = any("$changeStream" in stage for stage in asked.get("pipeline", ())[:1])
    return collection in SMALL or follows


def test_every_fact_has_the_form_of_its_schema(stack: Stack, played: Played) -> None:
    """As it was written, and as whoever reads along saw the public ones."""
    assert demand_forms(Fact(each.envelope.type, each.topic.removeprefix("sanzhi"), each.data) for each in played.seen) > 500
    assert demand_forms(written(find_target(stack.data).mongo, SERVICES, "sanzhi_", "sanzhi")) > len(played.seen)


def letters(stack: Stack) -> list[dict[str, Any]]:
    code, told = sanzhi(stack, "dead", "list", "--json")
    assert code == 0, told
    return json.loads(told)


async def poison(kafka: Kafka) -> None:
    attributes = {
        "id": "0198a0b0-0000-7000-8000-000000000001",
        "source": "/sanzhi/milestones",
        "type": TYPE,
        "sequence": 1,
        "time": "2026-01-05T00:00:00Z",
    }
    async with AIOKafkaProducer(**kafka.arguments()) as producer:
        body = json.dumps(NOTICE | {"year": "二〇三一"}).encode()
        await producer.send_and_wait("sanzhi.milestones", body, key=b"holidayNotices/2031", headers=to_headers(attributes))
        await producer.send_and_wait("sanzhi.milestones", b"{}", key=b"nobody")


async def test_a_dead_letter_is_shown_redriven_and_kept(stack: Stack, played: Played) -> None:
    target = find_target(stack.data)
    await poison(target.kafka)

    async def set_aside() -> bool:
        return {letter["reason"] for letter in letters(stack) if letter["service"] == "registry"} == {"PAYLOAD_INVALID", "ENVELOPE_INVALID"}

    await eventually(set_aside)
    places = {letter["reason"]: letter["id"] for letter in letters(stack) if letter["service"] == "registry"}
    unread, malformed = places["PAYLOAD_INVALID"], places["ENVELOPE_INVALID"]
    code, told = sanzhi(stack, "dead", "redrive", "registry", unread, "--reason", "试一次")
    assert code == 1 and "仍为死信，PAYLOAD_INVALID" in told
    code, told = sanzhi(stack, "dead", "redrive", "registry", malformed, "--reason", "试一次")
    assert code == 1 and "DEAD_LETTER_MALFORMED" in told
    with MongoClient[dict[str, Any]](target.mongo) as client:
        registry = client["sanzhi_registry"]
        # As if a new version of the service read what the old one could not.
        registry["dead_letters"].update_one({"_id": unread}, {"$set": {"value": json.dumps(NOTICE).encode()}})
        code, told = sanzhi(stack, "dead", "redrive", "registry", "--all", "--reason-code", "PAYLOAD_INVALID", "--reason", "新版可以读懂")
        assert (code, "成功 1 份" in told) == (0, True), told
        assert registry["calendar_years"].count_documents({"_id": 2031}) == 1
    (kept,) = [letter for letter in letters(stack) if letter["service"] == "registry" and letter["id"] == unread]
    assert (kept["state"], kept["tries"], kept["tried_by"]) == ("DEAD_LETTER_STATE_REDRIVEN", "2", "people/admin")
    code, told = sanzhi(stack, "dead", "redrive", "registry", unread, "--reason", "再来")
    assert code == 1 and "DEAD_LETTER_REDRIVEN" in told
