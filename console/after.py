"""After an act: the lists are shown once they have it, so that people see what they have just done."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import asdict

from chassis.rpc.committed import Committed
from console.calls import Caller, Gone, had

SECONDS = 2.0
LATER = "；列表更新中，稍后可见"
_CHECK_FACTS = "sanzhi.desk.v1.DeskService/CheckFacts"


async def taken_in(caller: Caller, facts: Sequence[Committed]) -> bool:
    """Whether the desk has these facts, waited for so long; False where it has not, or does not answer."""
    waited, until, pause = list(facts), time.monotonic() + SECONDS, 0.02
    while waited:
        answer = await had(caller.ask(_CHECK_FACTS, {"facts": [asdict(each) for each in waited]}))
        if isinstance(answer, Gone):
            return False
        waited = [Committed(each["topic"], each["key"], int(each["sequence"]), each["type"]) for each in answer["missing"]]
        if not waited:
            break
        if time.monotonic() + pause > until:
            return False
        await asyncio.sleep(pause)
        pause = min(pause * 2, 0.2)
    return True
