"""What was committed and is not in the lists yet; what the desk never takes in, or is not the caller's to count, is not waited for."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from chassis.access.roles import Actor
from chassis.errors import InvalidArgument
from services.desk.commands import CheckFacts, FactPlace
from services.desk.handlers import check_facts

OPENED = FactPlace("sanzhi.supervision", "projects/x", 7, "sanzhi.supervision.deviation.opened.v1")
RAISED = FactPlace("sanzhi.supervision.internal", "projects/x", 3, "sanzhi.supervision.finding.raised.v1")
UNKNOWN = FactPlace("sanzhi.supervision", "projects/x", 9, "sanzhi.supervision.nothing.of_ours.v1")


class Tx:
    """As much of a transaction as the handler needs."""

    def __init__(self, *roles: str, heard: dict[str, int]) -> None:
        self.actor = Actor("people/a", roles=frozenset(roles))
        self._heard = heard

    async def heard(self, places: Iterable[str]) -> dict[str, int]:
        return {place: self._heard[place] for place in places if place in self._heard}


@pytest.mark.parametrize(("last", "missing"), [(6, [OPENED]), (7, []), (8, [])])
async def test_a_fact_is_in_once_its_number_was_heard(last: int, missing: list[FactPlace]) -> None:
    tx: Any = Tx(heard={"sanzhi.supervision|projects/x": last})
    assert (await check_facts(CheckFacts((OPENED, UNKNOWN)), tx)).missing == missing


async def test_a_number_that_no_fact_has_is_refused() -> None:
    tx: Any = Tx(heard={})
    with pytest.raises(InvalidArgument) as refused:
        await check_facts(CheckFacts((replace(OPENED, sequence=0),)), tx)
    assert refused.value.reason == "FIELD_INVALID"


@pytest.mark.rule("2.5")
async def test_internal_numbers_are_told_to_those_alone_who_may_read_there() -> None:
    bureau: Any = Tx("science_bureau", heard={})
    unit: Any = Tx("undertaking_unit", heard={})
    assert (await check_facts(CheckFacts((RAISED,)), bureau)).missing == [RAISED]
    assert (await check_facts(CheckFacts((RAISED,)), unit)).missing == []
