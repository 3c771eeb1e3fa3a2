"""Every method that every service serves, by everybody and with tokens that nobody issued, with bodies made by chance (2.5).

Whatever is sent, the answer is one that the contract has: no UNKNOWN, no INTERNAL, nothing of our insides; every refusal is on record;
and what was let in leaves the suite sound. SANZHI_HOSTILE_SECONDS, SANZHI_HOSTILE_SEED: `make hostile` goes on for an hour.
"""

import logging
import os
import random
import time
from collections.abc import Iterator
from typing import Any, cast

import pytest
from google.protobuf.descriptor import MethodDescriptor

from chassis.run.app import App
from chassis.run.progress import Progress, progress
from chassis.store.mongo import aggregated
from cli.services import SERVICES
from tests.harness.looked import looked_through
from tests.harness.suite import Suite, eventually, service
from tests.hostile.bodies import Bodies
from tests.hostile.callers import callers, forged
from tests.hostile.calling import Metadata, Reckoning, all_of, ask
from tests.hostile.conftest import Attacked

SECONDS = float(os.environ.get("SANZHI_HOSTILE_SECONDS", "30"))
SEED = int(os.environ.get("SANZHI_HOSTILE_SEED", "7"))
FIRST = 6
BESIDE: tuple[Metadata, ...] = (
    (),
    (),
    (("validate-only", "true"),),
    (("validate-only", "perhaps"),),
    (("traceparent", "00-zz-zz-zz"), ("correlationid", "x" * 2000)),
)
pytestmark = [pytest.mark.timeout(600 + 20 * SECONDS), pytest.mark.rule("2.5")]


def test_what_is_served_is_what_the_protos_say(attacked: Attacked) -> None:
    """No service is left out, nor is what all of them serve."""
    assert len(attacked.names) > 30
    for name in SERVICES:
        own = {method.containing_service.full_name for each, method in attacked.methods if each == name}
        assert own > {f"sanzhi.{name}.v1.{name.capitalize()}Service", "sanzhi.acts.v1.ActsService"}, name
        assert own > {"sanzhi.operations.v1.OperationsService", "sanzhi.files.v1.FilesService"}, name


async def test_no_method_lets_in_who_has_no_token_that_holds(attacked: Attacked) -> None:
    reckoning, issuer = Reckoning(), attacked.suite.issuer
    tokens = forged(issuer)
    bodies = Bodies(random.Random(SEED), attacked.names)

    async def call(name: str, method: MethodDescriptor, wrong: str) -> None:
        body = bodies.of(method)
        refused = await ask(attacked.suite.channels[name], method, body, [("authorization", f"Bearer {tokens[wrong]}")])
        reckoning.take(name, method, wrong, body, refused)
        if refused is None or refused.code.name != "UNAUTHENTICATED":
            reckoning.faults.append(f"{method.full_name}: {wrong}: {refused}")

    def work() -> Iterator[Any]:
        for place, (name, method) in enumerate(attacked.methods):
            others = list(tokens)[1:]
            yield from (call(name, method, wrong) for wrong in ("nothing", *(others[(place + n) % len(others)] for n in range(4))))

    await all_of(work())
    print(f"tokens: {reckoning.told()}")
    assert reckoning.faults == []


async def test_whatever_is_sent_gets_an_answer_of_the_contract(attacked: Attacked, caplog: pytest.LogCaptureFixture) -> None:
    """Each method by some callers in turn, so that all of them have called something; then by chance for as long as there is time."""
    reckoning, dice = Reckoning(), random.Random(SEED)
    makers = callers(attacked.suite.issuer)
    bodies = Bodies(dice, attacked.names)

    async def call(name: str, method: MethodDescriptor, who: str) -> None:
        body, beside = bodies.of(method), dice.choice(BESIDE)
        metadata = [("authorization", f"Bearer {makers[who]()}"), *beside]
        refused = await ask(attacked.suite.channels[name], method, body, metadata)
        reckoning.take(name, method, who, body, refused, tried=("validate-only", "true") in beside)

    def work() -> Iterator[Any]:
        everybody = list(makers)
        for place, (name, method) in enumerate(attacked.methods):
            yield from (call(name, method, everybody[(place * FIRST + n) % len(everybody)]) for n in range(FIRST))
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            yield call(*dice.choice(attacked.methods), dice.choice(everybody))

    with caplog.at_level(logging.ERROR):
        await all_of(work())
    print(f"seed {SEED}: {len(attacked.methods)} methods, {len(makers)} callers: {reckoning.told()}")
    assert reckoning.faults == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert reckoning.calls["OK"] > 100 and len(reckoning.reasons) > 15, "it did not get anywhere"
    assert await _not_on_record(attacked.suite, reckoning) == []


async def _not_on_record(made: Suite, reckoning: Reckoning) -> list[tuple[str, str, str, str]]:
    """Refusals of which the audit log has none of the kind: by this person, of this method, for this reason."""
    there: set[tuple[str, str, str, str]] = set()
    for name, app in made.apps.items():
        kinds = {"actor": "$actor", "action": "$action", "outcome": "$outcome"}
        async for row in aggregated(app.mongo["audit"], [{"$group": {"_id": kinds}}]):
            there.add((name, row["_id"]["actor"], row["_id"]["action"], row["_id"]["outcome"]))
    return sorted(reckoning.denied - there)


async def test_what_was_let_in_leaves_the_suite_sound(attacked: Attacked) -> None:
    """Every fact of it was handled, every timer too, and the databases agree with themselves."""
    await attacked.suite.quiet()
    for name, app in attacked.suite.apps.items():
        found = await at_rest(name, app)
        assert (found.dead_letters, found.failing_timers) == (0, []), name
        assert looked_through(attacked.suite, service(name)) == []


async def at_rest(name: str, app: App) -> Progress:
    """Refusals of a minute go on record when it is over: that may be now."""

    async def found() -> Progress | None:
        seen = await progress(app.mongo, await app.clock.read(), app.meter)
        return None if seen.busy else seen

    return cast(Progress, await eventually(found, lambda: f"{name} is busy"))
