"""Every row tried out at its owner before any is carried out (validate-only, decision 15): what is wrong of each, with the clause."""

import asyncio
import time
from collections.abc import Iterator

from google.protobuf.json_format import ParseError

from chassis.policy import Laws
from cli.refused import Refused
from console.calls import Caller
from console.forms.refusals import faults_of
from console.imports.kept import Import
from console.imports.kinds import ImportKind
from console.imports.table import Item, Problem, again

SECONDS = 8.0  # of one press; what is left is checked with the next
_AT_ONCE = 8
# What says nothing about the row: the check is over, and the page says so.
NOT_OF_THE_ROW = ("UNAUTHENTICATED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "INTERNAL", "UNKNOWN")


async def check(caller: Caller, kind: ImportKind, sent: Import, laws: Laws) -> None:
    """What the owner would refuse of each, of as many as fit into a press. Raises Refused where nothing can be said of them."""
    end = time.monotonic() + SECONDS
    while sent.to_check and time.monotonic() < end:
        places = sent.to_check[:_AT_ONCE]
        items = (again(kind, sent.rows, sent.bodies[place]) for place in places)
        found = await asyncio.gather(*(_tried(caller, kind, item, laws) for item in items))
        sent.problems += [problem for problems in found for problem in problems]
        del sent.to_check[: len(places)]
    sent.problems.sort(key=lambda each: (each.row, each.column or 0))


async def _tried(caller: Caller, kind: ImportKind, item: Item, laws: Laws) -> list[Problem]:
    try:
        await caller.submit(kind.method, item.body, tries_out=True)
    except Refused as refused:
        if refused.code in NOT_OF_THE_ROW:
            raise
        return list(problems_of(kind, item, refused, laws))
    except ParseError:
        return [Problem(item.rows[0], None, "填写的内容不能识别，请检查")]
    return []


def problems_of(kind: ImportKind, item: Item, refused: Refused, laws: Laws) -> Iterator[Problem]:
    """A refusal at the cells that it is about, with the clause word for word."""
    for fault in faults_of(refused, laws, kind.request):
        clauses = "".join(f"（规则 {each.rule}：“{each.quote}”）" for each in fault.clauses if each.quote)
        yield item.problem(fault.path, f"{fault.message}{clauses}")
