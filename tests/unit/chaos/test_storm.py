import asyncio
import time

from chaos.storm import Storm


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
    storm, before = Storm(), time.monotonic()
    await storm.hold(10.0)  # none is expected
    storm.expected(time.monotonic() + 3600.0)
    await storm.hold(10.0)  # far away
    storm.rises()
    storm.expected(time.monotonic() + 5.0)
    await storm.hold(10.0)  # there is one already
    assert time.monotonic() - before < 4.0
    storm.abates()
    storm.expected(time.monotonic() + 0.1)
    await asyncio.wait_for(storm.hold(10.0), 30.0)
    assert time.monotonic() - before >= 0.1
