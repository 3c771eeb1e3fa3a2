"""Copies of seals in a folder outside the database: on another machine's disk, in a write-once store, with somebody else."""

import asyncio
import json
import os
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chassis.sealing.seal import name_of

_AT_ONCE = 1000


class Folder:
    """FOLDER/<service>.<year>.seals: the text of a seal a line, in order, only ever appended to."""

    def __init__(self, folder: Path, service: str) -> None:
        self._folder = folder
        self._service = service
        self._last: int | None = None

    async def catch_up(self, seals: Any) -> None:
        """Append those seals of a collection that come after the last one here. Raises OSError, PyMongoError."""
        if self._last is None:
            self._last = await asyncio.to_thread(self._last_kept)
        while rows := await seals.find({"_id": {"$gt": name_of(self._last)}}, {"seal": 1}).sort("_id", 1).to_list(_AT_ONCE):
            await asyncio.to_thread(self._append, [row["seal"] for row in rows])
            self._last = int(rows[-1]["_id"])

    def _last_kept(self) -> int:
        self._folder.mkdir(parents=True, exist_ok=True)
        return max((_content(text)[0] for text in texts_in(self._folder, self._service)), default=0)

    def _append(self, texts: list[str]) -> None:
        for text in texts:
            with (self._folder / f"{self._service}.{_content(text)[1]}.seals").open("ab+") as file:
                broken_off = file.tell() and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n"
                file.write((b"\n" if broken_off else b"") + text.encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())


def texts_in(folder: Path, service: str) -> Iterator[str]:
    """All texts of seals in a folder, as they lie there; a line that broke off is none."""
    for file in sorted(folder.glob(f"{service}.*.seals")):
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            if _content(line)[0]:
                yield line


def _content(text: str) -> tuple[int, str]:
    """Number and year of a seal as its text says them, unverified; 0 where it is none."""
    try:
        payload = text.split(".")[1]
        content = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return int(content["number"]), str(content["sealed_at"])[:4]
    except (IndexError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return 0, ""
