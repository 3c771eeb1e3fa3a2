"""Every row tried out at its owner before any is carried out (validate-only, decision 15): what is wrong of each, with the clause."""

import asyncio
from collections.abc import Iterator

from google.protobuf.json_format import ParseError

from chassis.policy import Laws
from cli.refused import Refused
from console.calls import Caller
from console.forms.refusals import faults_of
from console.imports.kinds import ImportKind
from console.imports.table import Item, Problem

_AT_ONCE = 8
# What says nothing about the row: the check is over, and the page says so.
NOT_OF_THE_ROW = ("UNAUTHENTICATED", "UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED", "INTERNAL", "UNKNOWN")


async def checked(caller: Caller, kind: ImportKind, items: list[Item], laws: Laws) -> list[Problem]:
    """What the owner would refuse of each. Raises Refused where nothing can be said of them."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(item: Item) -> list[Problem]:
        async with gate:
            return await _tried(caller, kind, item, laws)

    found = await asyncio.gather(*(one(item) for item in items))
    return [problem for problems in found for problem in problems]


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
