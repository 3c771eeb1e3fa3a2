"""An import carried out, call by call; what is refused meanwhile is told and does not hold up the rest."""

import time

from chassis.policy import Laws
from cli.refused import Refused
from console.calls import Caller
from console.imports.checking import NOT_OF_THE_ROW, problems_of
from console.imports.kept import MADE, REFUSED, Import, Imports
from console.imports.kinds import ImportKind
from console.imports.table import Item, Problem

SECONDS = 8.0  # of one press; what is left goes on with the next
_KEPT_EVERY = 20


async def go_on(caller: Caller, kind: ImportKind, sent: Import, imports: Imports, laws: Laws) -> str:
    """Carries out as much as fits into a press. Returns why it stopped, zh-CN; empty where it did not."""
    end = time.monotonic() + SECONDS
    try:
        for number, place in enumerate(sent.waiting, start=1):
            if time.monotonic() > end:
                break
            sent.done[place] = await _carried_out(caller, kind, sent, place, laws)
            if number % _KEPT_EVERY == 0:
                await imports.progress(sent)
    except Refused as refused:
        if refused.code == "UNAUTHENTICATED":
            raise
        return refused.message
    finally:
        await imports.progress(sent)
    return ""


async def _carried_out(caller: Caller, kind: ImportKind, sent: Import, place: int, laws: Laws) -> tuple[str, str]:
    rows, body = sent.bodies[place]
    try:
        answer = await caller.submit(kind.method, {**body, "request_id": sent.request_id(place)})
    except Refused as refused:
        if refused.code in NOT_OF_THE_ROW:
            raise
        return REFUSED, "\n".join(each.text for each in problems_of(kind, Item(rows), refused, laws))
    made = answer.body
    return MADE, f"已登记：{made.get('display_name') or made.get('reference') or ''}（{made.get('name', '')}）"


def refused_of(sent: Import) -> list[Problem]:
    """What was refused while it was carried out."""
    return [Problem(row, None, said) for place, (state, said) in sent.done.items() if state == REFUSED for row in sent.bodies[place][0][:1]]
