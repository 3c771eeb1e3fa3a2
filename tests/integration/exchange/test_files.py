"""Packages of files in a real folder: chained, made again as they were, whole whenever the process ends, receipts taken in."""

import asyncio
import hashlib
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.access.roles import Actor
from chassis.store.transaction import Origin
from services.exchange.files import making, worker
from services.exchange.files.writing import Writing
from tests.harness.suite import Refused, eventually
from tests.integration.exchange.conftest import AT, AUDITOR, LEDGER, REFUSED, SIGNED, Stage, Staged, again

CHECK = Path(__file__).parents[3] / "examples" / "subscribers" / "files" / "check.py"
A, B = "projects/a", "projects/b"


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where packages are put, and looks that come soon."""
    monkeypatch.setenv("SANZHI_EXCHANGE_FILES", str(tmp_path / "files"))
    monkeypatch.setattr(worker, "LOOK_SECONDS", 0.1)
    return tmp_path / "files" / "ledger"


async def packages(stage: Stage) -> list[dict[str, Any]]:
    found = await stage.call("ListPackages", parent=LEDGER)
    return list(found["packages"])


async def issued(stage: Stage, number: int) -> None:
    async def there() -> bool:
        found = await packages(stage)
        return len(found) == number and all(each["state"] != "PACKAGE_STATE_PLANNED" for each in found)

    await eventually(there)


async def a_day_later(stage: Stage, days: int) -> None:
    await stage.suite.advance(AT + timedelta(days=days, minutes=1))


def checked(folder: Path) -> str:
    """What the verifier says that departments are given."""
    done = subprocess.run([sys.executable, "-I", str(CHECK), str(folder)], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


async def test_packages_come_with_their_time_in_a_chain_that_holds(staged: Staged, folder: Path) -> None:
    async with staged() as stage:
        await stage.granted("FILES")
        await stage.facts(A, 3)
        assert await packages(stage) == [], "the first fact has not waited long enough"
        await a_day_later(stage, 1)
        await issued(stage, 1)
        await stage.facts(A, 2)
        await stage.facts(B, 2, REFUSED)
        await a_day_later(stage, 2)
        await issued(stage, 2)
        assert names(folder) == ["000001", "000002"]
        assert checked(folder) == "all is well"
        first, second = (json.loads((folder / name / "manifest.json").read_bytes()) for name in names(folder))
        assert second["predecessor"] == hashlib.sha256((folder / "000001" / "manifest.json").read_bytes()).hexdigest()
        assert (first["events"], second["events"]) == (3, 4)
        said = {(each["key"], each["first"], each["last"]) for each in second["keys"]}
        assert said == {(A, 4, 5), (B, 1, 2)}
        rows = (folder / "000001" / f"{SIGNED}.csv").read_text(encoding="utf-8-sig").splitlines()
        assert len(rows) == 4 and "'=people/zhang" in rows[1] and "=people/zhang" in (folder / "000001" / "facts.jsonl").read_text()
        assert (await stage.delivery("FILES"))["behind"] == "0"


async def test_a_package_is_made_as_soon_as_there_is_enough(staged: Staged, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged() as stage:
        tx = await stage.app.executor.begin(Actor("services/exchange"), Origin("test", "c", ""))
        monkeypatch.setitem(vars(tx.policy.files), "most_events", 5)
        await stage.granted("FILES")
        await stage.facts(A, 12)
        await issued(stage, 2)
        assert [each["events"] for each in await packages(stage)] == ["5", "5"]
        assert checked(folder) == "all is well"


async def test_who_ends_in_the_middle_makes_the_same_package_later(staged: Staged, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged() as stage:
        await stage.granted("FILES")
        await stage.facts(A, 3)
        reached, whole = asyncio.Event(), making._write

        async def half(writing: Writing, package: Any, log: Any) -> None:
            await whole(writing, package, log)
            reached.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(making, "_write", half)
        await a_day_later(stage, 1)
        await asyncio.wait_for(reached.wait(), 60)
        assert names(folder) == [".000001.fresh"], "a gateway that looks now finds no package"
        (planned,) = await packages(stage)
        assert planned["state"] == "PACKAGE_STATE_PLANNED"
        monkeypatch.setattr(making, "_write", whole)
        await stage.facts(A, 2)  # behind what was settled
        await again(stage)
        await issued(stage, 1)
        assert names(folder) == ["000001"] and checked(folder) == "all is well"
        assert json.loads((folder / "000001" / "manifest.json").read_bytes())["positions"]["through"] == int(planned["through"]) == 3


async def test_a_package_is_issued_again_by_its_number_as_it_was(staged: Staged, folder: Path) -> None:
    async with staged() as stage:
        await stage.granted("FILES")
        await stage.facts(A, 3)
        await a_day_later(stage, 1)
        await issued(stage, 1)
        before = {path.name: path.read_bytes() for path in (folder / "000001").iterdir()}
        for spoil in (_take_away, _change):
            spoil(folder / "000001")
            await stage.call("ReissuePackage", name=f"{LEDGER}/packages/1", reason="没有收全")
            await eventually(lambda: _true(_content(folder / "000001") == before))


async def test_receipts_come_by_file_or_call_and_count_once(staged: Staged, folder: Path) -> None:
    async with staged() as stage:
        await stage.granted("FILES")
        for day in (1, 2, 3):
            await stage.facts(A)
            await a_day_later(stage, day)
            await issued(stage, day)
        digests = [each["digest"] for each in await packages(stage)]
        receipts = folder / "receipts"
        receipts.mkdir()
        (receipts / "junk.json").write_text("no receipt")
        (receipts / "000002.json").write_text(json.dumps({"number": 2, "manifest_sha256": digests[0]}))
        (receipts / "000001.json").write_text(json.dumps({"number": 1, "manifest_sha256": digests[0]}))
        await eventually(lambda: _true(names(receipts) == ["000002.refused", "junk.refused"]))
        assert [each["state"] for each in await packages(stage)] == [f"PACKAGE_STATE_{each}" for each in ("CONFIRMED", "ISSUED", "ISSUED")]
        assert (await stage.delivery("FILES"))["behind"] == "2", "once there are receipts, they are what counts"
        for who, digest, reason in ((AUDITOR, digests[1], "NOT_THE_SUBSCRIBER"), (None, digests[0], "PACKAGE_DIFFERS")):
            with pytest.raises(Refused) as refused:
                await stage.call("ConfirmPackage", *([who] if who else []), name=f"{LEDGER}/packages/2", digest=digest)
            assert refused.value.reason == reason
        await stage.call("ConfirmPackage", name=f"{LEDGER}/packages/2", digest=digests[1])
        with pytest.raises(Refused) as refused:
            await stage.call("ConfirmPackage", name=f"{LEDGER}/packages/2", digest=digests[1])
        assert refused.value.reason == "PACKAGE_CONFIRMED"
        assert (await stage.delivery("FILES"))["behind"] == "1"


def _take_away(package: Path) -> None:
    for path in package.iterdir():
        path.unlink()
    package.rmdir()


def _change(package: Path) -> None:
    (package / "facts.jsonl").write_bytes(b"{}\n")


def _content(package: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in package.iterdir()} if package.exists() else {}


async def _true(found: Any) -> Any:
    return found
