"""A large scan goes up, the service dies on the way, it goes on, comes down, and is the same; the service's memory stays flat."""

import asyncio
import itertools
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.messaging.kafka import Kafka
from cli.client import Client
from cli.stack.nursery import Forked
from cli.target import Target
from cli.transfer import PIECE_BYTES, Transfer, digest_of
from tests.harness.suite import Person
from tests.integration.crash.conftest import Crashing
from tests.integration.crash.processes import Processes

MEBIBYTE = 1024 * 1024
SIZE = 150 * MEBIBYTE
# What a new process takes for its first calls, about 30 MiB, and pieces under way. A file that was held would be 90 MiB and more.
GROWTH = 64 * MEBIBYTE
OWNER = Person("people/owner", ("science_bureau",), "organizations/owner")


@pytest.fixture
def scan(tmp_path: Path) -> Iterator[Path]:
    path, dice = tmp_path / "扫描件.pdf", random.Random(11)
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n".ljust(PIECE_BYTES))
        while file.tell() < SIZE:
            file.write(dice.randbytes(PIECE_BYTES))
    yield path
    for each in tmp_path.glob("*.pdf*"):
        each.unlink()


def memory(child: Forked, of: str) -> int:
    """VmRSS, what a process has in memory now, or VmHWM, the most that it ever had; bytes."""
    found = re.search(rf"^{of}:\s+(\d+) kB$", Path(f"/proc/{child.pid}/status").read_text(), re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024


def client(processes: Processes) -> Client:
    return Client(Target({"probe": processes.addresses["probe"]}, Kafka(""), "", None, token=processes.suite.token(OWNER)))


async def test_a_scan_of_150_mebibytes_goes_up_and_comes_down(crashing: Crashing, probe: object, scan: Path, tmp_path: Path) -> None:
    async with crashing() as processes:
        first = await processes.start("probe")
        before = memory(first, "VmRSS")
        told: list[int] = []
        far_enough = asyncio.Event()

        def progress(done: int, size: int) -> None:
            told.append(done)
            if done >= 0.6 * size and processes.children["probe"] is first:
                far_enough.set()

        async with client(processes) as calls:
            transfer = Transfer(calls, "probe", OWNER.name)
            up = asyncio.create_task(transfer.upload(scan, progress))
            await asyncio.wait({up, asyncio.create_task(far_enough.wait())}, return_when=asyncio.FIRST_COMPLETED)
            assert not up.done()
            grown = [memory(first, "VmHWM") - before]
            await asyncio.to_thread(first.kill)
            second = await processes.start("probe")
            before = memory(second, "VmRSS")
            file = await up
            assert (file["digest"], int(file["size"]), file["media_type"]) == (digest_of(scan), SIZE, "application/pdf")
            (again,) = [now for last, now in itertools.pairwise(told) if now < last]
            assert again >= 0.5 * SIZE, "the service's restart cost what was there"

            await processes.suite.call("sanzhi.probe.v1.ProbeService/CreateCounter", {"counter_id": "casting"}, OWNER)
            attach = {"name": "projects/casting", "file": {"name": "扫描件.pdf", "digest": file["digest"]}}
            await processes.suite.call("sanzhi.probe.v1.ProbeService/AttachFile", attach, OWNER)
            down = tmp_path / "下载.pdf"
            await transfer.download("projects/casting", file["digest"], down)
            assert digest_of(down) == file["digest"]
            grown.append(memory(second, "VmHWM") - before)
        assert max(grown) < GROWTH, [f"{each / MEBIBYTE:.0f} MiB" for each in grown]
        print("grown by", [f"{each / MEBIBYTE:.1f} MiB" for each in grown], "resumed at", again / SIZE)
