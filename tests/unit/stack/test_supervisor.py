"""Ctrl-C and SIGTERM end what the terminal waits for, whatever the event loop is doing just then."""

import asyncio
import signal

import pytest

from chassis.run import loop
from cli.stack.supervisor import Ended, supervised


class Stackless:
    """Starts and stops nothing."""

    def __init__(self) -> None:
        self.processes: dict[str, object] = {}
        self.stopped = False

    def start(self) -> None:
        return

    def stop(self) -> None:
        self.stopped = True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.timeout(20)
def test_a_signal_in_the_middle_of_a_callback_ends_the_play(number: signal.Signals) -> None:
    async def played() -> None:
        asyncio.get_running_loop().call_soon(signal.raise_signal, number)
        await asyncio.sleep(15)
        pytest.fail("nobody heard it")

    stack: Stackless = Stackless()
    with pytest.raises(Ended, match=number.name), supervised(stack):  # type: ignore[arg-type]
        loop.run(played())
    assert stack.stopped


@pytest.mark.timeout(20)
def test_a_signal_in_another_task_ends_the_play() -> None:
    async def aside() -> None:
        await asyncio.sleep(0)
        signal.raise_signal(signal.SIGTERM)

    async def played() -> None:
        task = asyncio.create_task(aside())
        task.add_done_callback(lambda done: done.exception())  # it was looked at
        await asyncio.sleep(15)
        pytest.fail("nobody heard it")

    with pytest.raises(Ended), supervised(Stackless()):  # type: ignore[arg-type]
        loop.run(played())
