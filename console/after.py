"""After an act: the lists are shown once they have it, so that people see what they have just done."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict

from chassis.rpc.committed import Committed
from cli.refused import Refused
from console.calls import Caller, Gone, had

SECONDS = 2.0
LATER = "；列表更新中，稍后可见"
_CHECK_FACTS = "sanzhi.desk.v1.DeskService/CheckFacts"


async def taken_in(caller: Caller, facts: Sequence[Committed]) -> bool:
    """Whether the desk has these facts, waited for so long and no longer; False where it has not, or does not answer.

    Never raises: the act is done, and that is what its author is to be told. Facts on internal topics are named to those alone who may read
    there (chassis.rpc.committed): what an expert does there (votes, scores) is not waited for, and the list may follow a moment later.
    """
    waited, pause = list(facts), 0.02
    try:
        async with asyncio.timeout(SECONDS):
            while waited:
                answer = await had(caller.ask(_CHECK_FACTS, {"facts": [asdict(each) for each in waited]}))
                if isinstance(answer, Gone):
                    return False
                waited = [Committed(each["topic"], each["key"], int(each["sequence"]), each["type"]) for each in answer["missing"]]
                if waited:
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, 0.2)
    except (TimeoutError, Refused):  # the token that the act was done with may end meanwhile
        return False
    return True
