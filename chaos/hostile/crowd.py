"""Those who call beside the load, so many of a hundred calls theirs; what each of their calls ended with."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import grpc

from chaos.hostile.calls import KINDS, WATCH, Attempt, Hands, finding
from chaos.load import Load
from chassis.access.tls import open_channel
from cli.refused import refused_of
from cli.stack.issuer import Issuer
from cli.target import Target
from cli.tokens import SECURITY

AT_ONCE = 24
SLOW_AT_ONCE = 6
SECONDS = 6.0
# Longer than a service waits for the rest of a request.
SLOW_SECONDS = 12.0
_RAISE, _NOTIFY = (f"sanzhi.supervision.v1.SupervisionService/{verb}Finding" for verb in ("Raise", "Notify"))
_PERSON, _CONFIRM = (f"sanzhi.registry.v1.RegistryService/{verb}" for verb in ("RegisterPerson", "ConfirmOffice"))
_OPTIONS = [
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.service_config", '{"loadBalancingConfig":[{"round_robin":{}}]}'),
]
# Who is refused before all is sent may be told by its own library that a write failed, instead of the refusal, which is there
# (https://github.com/grpc/grpc/issues/36066).
_LOST, _TRIES = "Internal error from Core", 3
Ends = Counter[tuple[str, str, str]]


class _AnswerLost(Exception):
    """The library has put an error of its own in the place of the answer."""


class Crowd:
    """`run` until cancelled. `ends` counts calls by kind, code and reason: OK, a canonical code, HELD where it was still open."""

    def __init__(self, target: Target, load: Load, share: float, seed: int) -> None:
        self._target = target
        self._load = load
        self.share = share
        self._chance = random.Random(seed)
        self._channels: dict[str, grpc.aio.Channel] = {}
        self._slow = 0
        self._kinds: list[str] = []
        self._failed: BaseException | None = None
        self.ends: Ends = Counter()
        self.sent = 0

    async def run(self) -> None:
        """Call whenever the load is ahead."""
        if not self.share:
            return
        await self._load.settled.wait()
        hands = await self._enter()
        under_way: set[asyncio.Task[None]] = set()
        try:
            while self._failed is None:
                wanted = self._load.ledger.calls * self.share / (100 - self.share)
                if self.sent >= wanted or len(under_way) >= AT_ONCE + self._slow:
                    await asyncio.sleep(0.02)
                    continue
                task = asyncio.create_task(self._one(self._next_kind(), hands))
                under_way.add(task)
                task.add_done_callback(under_way.discard)
                task.add_done_callback(self._note)
            raise self._failed
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            for channel in self._channels.values():
                await channel.close()

    async def _enter(self) -> Hands:
        """Two people whom the registry knows, and a finding that one of them raises about the other."""
        client, load = self._load.client, self._load
        for person, office in (("hostile-clerk", "kjj"), ("hostile-nobody", "chaos-agency")):
            body = {"person_id": person, "display_name": "不速之客", "organization": f"organizations/{office}", "request_id": person}
            await client.call(_PERSON, body)
        confirmed = {"name": "people/hostile-clerk", "office": "o1", "request_id": "hostile-clerk-office"}
        await client.call(_CONFIRM, confirmed, person=SECURITY)
        raised = await client.call(_RAISE, finding("第一件事"), person="people/hostile-clerk")
        await client.call(_NOTIFY, {"name": raised["name"], "request_id": "hostile-notify"}, person="people/hostile-clerk")
        clerk, nobody = [await client.tokens.token(f"people/hostile-{who}") for who in ("clerk", "nobody")]
        assert self._target.issuer is not None
        issuer = Issuer(self._target.issuer)
        return Hands(issuer, self._chance, clerk, nobody, raised["name"], load.background.created, load.findings.raised)

    def _next_kind(self) -> str:
        """All in turn, in an order of chance; slow ones where there are not too many open already."""
        if not self._kinds:
            self._kinds = self._chance.sample(list(KINDS), len(KINDS))
        kind = self._kinds.pop()
        return self._next_kind() if kind == "半途不动" and self._slow >= SLOW_AT_ONCE else kind

    def _note(self, task: asyncio.Task[None]) -> None:
        self._failed = self._failed or (None if task.cancelled() else task.exception())

    async def _one(self, kind: str, hands: Hands) -> None:
        attempt = KINDS[kind].make(hands)
        self.sent += 1
        self._slow += attempt.slow
        try:
            self.ends[kind, *await self._end_of(attempt)] += 1
        finally:
            self._slow -= attempt.slow

    async def _end_of(self, attempt: Attempt) -> tuple[str, str]:
        """Code and reason of the answer; of a call whose answer was lost here, of the next one."""
        for _ in range(_TRIES):
            try:
                return await self._end_of_one(attempt)
            except _AnswerLost:
                continue
        return "INTERNAL", ""

    async def _end_of_one(self, attempt: Attempt) -> tuple[str, str]:
        """Raises _AnswerLost."""
        metadata = [("authorization", f"Bearer {attempt.token}")] if attempt.token else []
        call = self._call(attempt)(_sent(attempt), timeout=None if attempt.slow else SECONDS, metadata=metadata)
        try:
            async with asyncio.timeout(SLOW_SECONDS + SECONDS):
                await _through(call, attempt)
        except TimeoutError:
            call.cancel()
            return "HELD", ""
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.INTERNAL and error.details() == _LOST:
                raise _AnswerLost from error
            return error.code().name, _reason_of(error)
        except asyncio.CancelledError:  # the run is over
            return ("HELD" if attempt.slow else "CANCELLED"), ""
        return "OK", ""

    def _call(self, attempt: Attempt) -> Any:
        if attempt.service not in self._channels:
            self._channels[attempt.service] = open_channel(self._target.services[attempt.service], "", _OPTIONS)
        channel, path = self._channels[attempt.service], f"/{attempt.rpc}"
        return channel.stream_stream(path) if attempt.rpc == WATCH else channel.stream_unary(path)


async def _through(call: Any, attempt: Attempt) -> None:
    if attempt.rpc != WATCH:
        await call
        return
    async for _ in call:
        pass


async def _sent(attempt: Attempt) -> AsyncIterator[bytes]:
    for piece in attempt.pieces:
        yield piece
    if attempt.slow:
        await asyncio.sleep(SLOW_SECONDS)


def _reason_of(error: grpc.aio.AioRpcError) -> str:
    """Of the refusal; in gRPC's own words where its core refuses by the size that is announced."""
    reason = refused_of(error).reason
    too_large = any(words in str(error.details()) for words in ("larger than max", "metadata size exceeds"))
    return "LARGER_THAN_MAX" if not reason and too_large and error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED else reason
