"""Facts from whom they claim to be; junk among them, however much of it and of whatever kind, holds none of them up."""

import re
from dataclasses import dataclass
from typing import Any

import pytest

from chassis.errors import Unavailable
from chassis.messaging.letters import DeadLetter
from chassis.messaging.opened import open_record
from chassis.messaging.subscription import Subscription
from tests.unit.chassis.inbox_stage import TYPE, Executor, handler, inbox_on, record

FORGED, INVALID = "SOURCE_FORGED", "ENVELOPE_INVALID"


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"topic": "sanzhi.evaluation"}, FORGED),
        ({"topic": "sanzhi.registry.internal"}, FORGED),
        ({"topic": "sanzhi.registry.dead"}, FORGED),
        ({"topic": "other.registry"}, FORGED),
        ({"source": "/sanzhi/evaluation"}, FORGED),
        ({"source": "/sanzhi/registry/"}, FORGED),
        ({"source": "sanzhi/registry"}, FORGED),
        ({"topic": "sanzhi.evaluation", "source": "/sanzhi/evaluation"}, FORGED),
        ({"type": "sanzhi.evaluation.evaluation.concluded.v1"}, FORGED),
        ({"type": "org.example.v1"}, FORGED),
        ({"sequence": 0}, FORGED),
        ({"sequence": -7}, FORGED),
        ({"sequence": 10**30}, FORGED),
        ({"sequence": "many"}, INVALID),
        ({"source": "/sanzhi/evaluation", "sequence": "many"}, FORGED),
        ({"key": b"\xff" * 400_000}, INVALID),
        ({"key": b"\xff"}, INVALID),
        ({"key": b"k" * 400_000}, INVALID),
        ({"id": "i" * 400_000}, INVALID),
        ({"subject": "s" * 400_000}, INVALID),
    ],
)
async def test_what_disagrees_is_set_aside_and_what_is_behind_it_goes_on(attributes: dict[str, Any], reason: str) -> None:
    executor = Executor()
    await inbox_on(executor).handle([record(1, **{"sequence": 1, **attributes}), record(2, 1)])
    assert (executor.letters, executor.done) == ({1: reason}, [["2"]])
    assert all(len(str(told)) < 10_000 for told in executor.told)


PHONE = "13987650123"


@pytest.mark.parametrize(
    "attributes",
    [
        {"type": PHONE},
        {"source": f"/sanzhi/{PHONE}"},
        {"sequence": f"-{PHONE}"},
        {"sequence": PHONE},
        {"sequence": f"No. {PHONE}"},
        {"time": PHONE},
        {"key": f"{PHONE}\xff".encode("latin-1")},
        {"id": PHONE, "sequence": -1},
        {"body": f'{{"name": {PHONE}}}'.encode()},
        {"body": f'{{"name": {{"{PHONE}": 1}}}}'.encode()},
        {"body": f'{{"{PHONE}": 1}}'.encode()},
        {"body": f"{PHONE}{{".encode()},
    ],
)
async def test_why_a_record_was_set_aside_quotes_nothing_of_it(attributes: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    """It goes into the log and the audit log, for ever, and nobody knows whose number somebody put there."""
    executor = Executor()
    await inbox_on(executor).handle([record(1, 1), record(2, 2), record(3, **{"sequence": 3, **attributes})])
    assert set(executor.letters) == {3} and executor.told
    assert PHONE not in f"{executor.told} {caplog.text} {[letter['detail'] for letter in executor.kept]}"


@dataclass(frozen=True)
class Scored:
    scores: dict[str, int]


async def test_nor_where_in_its_body_something_is_wrong() -> None:
    came = record(1, 1, f'{{"scores": {{"{PHONE}": "x"}}}}'.encode())
    with pytest.raises(DeadLetter) as letter:
        open_record(came, {TYPE: Subscription(Scored, handler)}, "sanzhi")
    assert "scores" in letter.value.detail and "…" in letter.value.detail and PHONE not in letter.value.detail


@pytest.mark.parametrize(
    ("name", "reason", "detail"),
    [
        ("bug", "HANDLER_FAILED", r"KeyError, tests/unit/chassis/inbox_stage\.py:[0-9]+"),
        ("refused", "NOT_FOUND", r"NotFound, tests/unit/chassis/inbox_stage\.py:[0-9]+, 2\.5"),
    ],
)
async def test_an_error_of_a_handler_is_told_by_its_kind_and_place(
    name: str, reason: str, detail: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What it says may quote the fact; whoever looks for its cause has the calls that led to it, and the fact in the letter."""
    executor = Executor()
    await inbox_on(executor).handle([record(1, 1, f'{{"name": "{name} {PHONE}"}}'.encode()), record(2, 2)])
    assert (executor.letters, executor.done) == ({1: reason}, [["2"]])
    (kept,) = executor.kept
    assert re.fullmatch(detail, kept["detail"])
    assert PHONE.encode() in kept["value"] and PHONE not in f"{executor.told} {executor.audited} {caplog.text} {kept['detail']}"
    if name == "bug":
        assert re.search(r"inbox_stage\.py:[0-9]+ in handler\nValueError\nled to\n", caplog.text)


async def test_what_the_machine_has_no_room_for_is_told_so_too(caplog: pytest.LogCaptureFixture) -> None:
    executor = Executor()
    with pytest.raises(Unavailable) as refused:
        await inbox_on(executor).handle([record(1, 1, f'{{"name": "full {PHONE}"}}'.encode())])
    assert "OSError ENOSPC, tests/unit/chassis/inbox_stage.py:" in refused.value.message and "ENOSPC" in caplog.text
    assert PHONE not in f"{refused.value} {caplog.text}" and not executor.letters


async def test_a_type_that_nobody_subscribed_to_passes() -> None:
    executor = Executor()
    await inbox_on(executor).handle([record(1, 1, type="sanzhi.registry.other.v1")])
    assert (executor.letters, executor.done) == ({}, [])


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize(
    ("later", "letters"),
    [
        (record(4, 2, id="2"), {}),
        (record(4, 2), {4: FORGED}),
        (record(4, 1), {4: FORGED}),
        (record(4, 3), {4: FORGED}),
        (record(4, 3, id="3", body=b'{"name": "projects/other"}'), {4: FORGED}),
        (record(4, 4), {}),
        (record(4, 1, key=b"projects/other"), {}),
        (record(4, 9), {}),
    ],
)
async def test_a_number_that_goes_back_with_another_body(later: Any, letters: dict[int, str], restarted: bool) -> None:
    executor = Executor()
    inbox = inbox_on(executor)
    await inbox.handle([record(1, 1), record(2, 2), record(3, 3)])
    await (inbox_on(executor) if restarted else inbox).handle([later])
    assert executor.letters == letters


async def test_within_one_run_too() -> None:
    executor = Executor()
    await inbox_on(executor).handle([record(1, 1), record(2, 2), record(3, 1), record(4, 2, id="2")])
    assert (executor.letters, executor.done) == ({3: FORGED}, [["1", "2"]])


@pytest.mark.parametrize("forged", [{}, {"source": "/sanzhi/evaluation"}, {"sequence": -1}, {"sequence": 2}])
async def test_a_fact_that_comes_again_is_not_forged_because_one_in_its_name_was(forged: dict[str, Any]) -> None:
    executor = Executor()
    inbox = inbox_on(executor)
    await inbox.handle([record(1, 1), record(2, 2)])
    await inbox.handle([record(3, **{"sequence": 1, **forged}, id="1", body=b'{"name": "projects/other"}')])
    await inbox.handle([record(4, 1, id="1"), record(5, 2, id="2")])
    await inbox_on(executor).handle([record(6, 1, id="1")])
    assert (executor.letters, executor.done) == ({3: FORGED}, [["1", "2"]])


async def test_what_is_forged_is_set_aside_each_time_it_comes() -> None:
    executor = Executor()
    inbox = inbox_on(executor)
    await inbox.handle([record(1, 1)])
    for offset in (2, 3):
        await inbox.handle([record(offset, 1, id="1", body=b'{"name": "projects/other"}')])
    assert executor.letters == {2: FORGED, 3: FORGED}


async def test_what_was_set_aside_and_comes_again_is_not_forged() -> None:
    executor = Executor()
    run = [record(1, 1), record(2, 2, b'{"name": "bug"}'), record(3, 3)]
    await inbox_on(executor).handle(run)
    await inbox_on(executor).handle([*run, record(4, 2, b'{"name": "bug"}', id="2")])
    assert (executor.letters, executor.done) == ({2: "HANDLER_FAILED"}, [["1"], ["3"]])


@pytest.mark.parametrize(
    "junk",
    [
        {"body": b"{"},
        {"body": b""},
        {"source": "/sanzhi/evaluation"},
        {"key": b"\xff" * 10_000},
        {"body": b'{"name": "bug"}'},
        {"body": b'{"name": "bug"}', "key": b"projects/other"},
    ],
)
async def test_a_flood_is_a_transaction_or_two_and_the_fact_in_it_is_handled_before_it(junk: dict[str, Any]) -> None:
    executor = Executor()
    flood = [record(number, 1 if number == 500 else number + 1, **({} if number == 500 else junk)) for number in range(1000)]
    flood[500] = record(500, 501)
    await inbox_on(executor).handle(flood)
    assert executor.done == [["500"]]
    assert len(executor.letters) == 999
    assert executor.commits <= 2
    assert len(executor.told) == 21 and "979 more" in executor.told[-1]["detail"]


async def test_letters_are_bounded_in_bytes() -> None:
    executor = Executor()
    await inbox_on(executor).handle([record(number, number + 1, b"x" * 1_000_000) for number in range(20)])
    assert len(executor.letters) == 20
    assert executor.commits == 5
