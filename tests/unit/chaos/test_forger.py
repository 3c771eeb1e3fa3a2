"""The forger's client ends without ending whoever waits for it."""

import asyncio

import pytest

from chaos.hostile import forger


class Client:
    """Whose `stop` comes to an end as it is told."""

    def __init__(self, ends: BaseException | None) -> None:
        self._ends = ends

    async def stop(self) -> None:
        if self._ends is None:
            await asyncio.Event().wait()
        else:
            raise self._ends


@pytest.mark.parametrize("ends", [None, asyncio.CancelledError(), ConnectionError("away")], ids=["never", "cancelled before", "away"])
async def test_how_a_client_ends_is_nobodys_concern(ends: BaseException | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """aiokafka's producer awaits tasks of its own, which may be cancelled by then."""
    monkeypatch.setattr(forger, "_SECONDS", 0.05)
    await forger._ended(Client(ends))


async def test_who_is_cancelled_meanwhile_is() -> None:
    waiting = asyncio.create_task(forger._ended(Client(None)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
