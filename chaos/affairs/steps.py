"""The commands of the affairs, one after the other, and what was last acknowledged of everything that they are about."""

import asyncio
import time
from collections import Counter, defaultdict
from typing import Any

from chaos.client import ChaosClient
from chaos.copies import ARRIVES_SECONDS
from cli.refused import Refused

_NOT_THERE_YET = ("NOT_FOUND",)


class Steps:
    """`states`: by service, the state in which the last acknowledged answer showed each thing.

    `refused` are refusals that the load is there to provoke, by reason; `unexpected` all others: there is no reason for any.
    """

    def __init__(self, client: ChaosClient) -> None:
        self.client = client
        self.states: dict[str, dict[str, str]] = defaultdict(dict)
        self.refused: Counter[str] = Counter()
        self.unexpected: list[str] = []

    async def take(self, service: str, rpc: str, person: str, request_id: str, **body: Any) -> dict[str, Any]:
        """One command. What another service tells may take a while to get there: refused for that, it is tried again. Raises Refused."""
        method, until = f"sanzhi.{service}.v1.{service.capitalize()}Service/{rpc}", time.monotonic() + ARRIVES_SECONDS
        while True:
            try:
                answer = await self.client.call(method, body | {"request_id": request_id}, person=person, looks=True)
            except Refused as refused:
                if refused.reason not in _NOT_THERE_YET or time.monotonic() > until:
                    raise
                await asyncio.sleep(0.3)
            else:
                self._note(service, answer)
                return answer

    async def one_of(self, reasons: tuple[str, ...], service: str, rpc: str, person: str, request_id: str, **body: Any) -> dict[str, Any]:
        """As take(), where others may have been first: empty if it was refused for that."""
        try:
            return await self.take(service, rpc, person, request_id, **body)
        except Refused as refused:
            if refused.reason not in reasons:
                raise
            self.refused[refused.reason] += 1
            return {}

    def _note(self, service: str, answer: dict[str, Any]) -> None:
        _, known, state = str(answer.get("state", "")).partition("_STATE_")
        if known:
            self.states[service][answer["name"]] = state.lower()
