import asyncio
import time

from chaos.storm import Storm
from tests.harness.suite import PATIENCE


def test_it_lasts_as_long_as_any_of_its_blows() -> None:
    storm = Storm()
    assert not storm.raging
    storm.rises()
    storm.rises()
    storm.abates()
    assert storm.raging
    storm.abates()
    assert not storm.raging


async def test_who_is_close_to_one_waits_for_it_and_nobody_else() -> None:
    storm = Storm()
    async with asyncio.timeout(PATIENCE):  # an hour at least, where it waits
        await storm.hold(7200.0)  # none is expected
        storm.expected(time.monotonic() + 14_400.0)
        await storm.hold(7200.0)  # far away
        storm.rises()
        storm.expected(time.monotonic() + 3600.0)
        await storm.hold(7200.0)  # there is one already
    storm.abates()
    before = time.monotonic()
    storm.expected(before + 0.1)
    await asyncio.wait_for(storm.hold(10.0), PATIENCE)
    assert time.monotonic() - before >= 0.1
