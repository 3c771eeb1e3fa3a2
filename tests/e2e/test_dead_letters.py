"""`sanzhi dead` on a whole stack: a fact that a service could not read is set aside, shown, and handled once it can be."""

import json
import subprocess
import sys
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from pymongo import MongoClient

from chassis.envelope import to_headers
from cli.stack.stack import Stack
from cli.target import find_target
from tests.harness.suite import eventually

TYPE = "sanzhi.milestones.holiday_notice.published.v1"
NOTICE = {"name": "holidayNotices/2031", "year": 2031, "days_off": ["2031-01-01"], "makeup_days": [], "reference": "国办发〔2030〕1号"}


def sanzhi(stack: Stack, *words: str) -> tuple[int, str]:
    """Exit code and output of a command."""
    command = [sys.executable, "-P", "-m", "cli.main", *words, "--data", str(stack.data)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def letters(stack: Stack) -> list[dict[str, Any]]:
    code, told = sanzhi(stack, "dead", "list", "--json")
    assert code == 0, told
    return json.loads(told)


async def poison(servers: str) -> None:
    attributes = {
        "id": "0198a0b0-0000-7000-8000-000000000001",
        "source": "/sanzhi/milestones",
        "type": TYPE,
        "time": "2026-01-05T00:00:00Z",
    }
    async with AIOKafkaProducer(bootstrap_servers=servers) as producer:
        body = json.dumps(NOTICE | {"year": "二〇三一"}).encode()
        await producer.send_and_wait("sanzhi.milestones", body, key=b"holidayNotices/2031", headers=to_headers(attributes))
        await producer.send_and_wait("sanzhi.milestones", b"{}", key=b"nobody")


@pytest.mark.timeout(400)
async def test_a_dead_letter_is_shown_redriven_and_kept(stack: Stack) -> None:
    target = find_target(stack.data)
    await poison(target.kafka)

    async def set_aside() -> bool:
        return {letter["reason"] for letter in letters(stack) if letter["service"] == "registry"} == {"PAYLOAD_INVALID", "ENVELOPE_INVALID"}

    await eventually(set_aside, 60)
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
