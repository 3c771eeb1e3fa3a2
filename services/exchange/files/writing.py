"""One package: a folder with the facts as JSON lines, a CSV for each type, and a manifest that says what is in it.

The same facts under the same plan make the same bytes, so that a package can be made again by its number. It is written under a hidden name
and gets its own by a rename, once everything is on the disk: a gateway that looks for packages never sees half of one.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, TextIO

from services.exchange.files.table import Table

FORMAT = 1
LINES, MANIFEST = "facts.jsonl", "manifest.json"


@dataclass(frozen=True)
class Plan:
    """What a package is made of, settled before it is made: facts of these types behind `after`, up to `through`.

    columns: by type, the fields of the data that its CSV has. predecessor: the digest of the manifest before it, empty for the first.
    """

    subscription: str
    number: int
    after: int
    through: int
    made_at: datetime
    columns: Mapping[str, tuple[str, ...]]
    predecessor: str

    @property
    def folder(self) -> str:
        """Its name in the folder of the subscription."""
        return f"{self.number:06d}"


class Writing:
    """A package that is being written into a folder, which it makes anew."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder, self._plan = folder, plan
        self._open = ExitStack()
        self._tables: dict[str, tuple[TextIO, Table]] = {}
        self._keys: dict[tuple[str, str], list[int]] = {}
        self._positions: list[int] = []
        self.events = 0
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._lines: BinaryIO = self._open.enter_context((folder / LINES).open("wb"))

    def add(self, rows: Iterable[tuple[int, bytes]]) -> None:
        """Facts by position, in order."""
        for position, body in rows:
            event = json.loads(body)
            self._lines.write(body + b"\n")
            self._table_of(event["type"]).add(event)
            number = int(event["sequence"])
            seen = self._keys.setdefault((event["source"], event["partitionkey"]), [number, number, 0])
            seen[1], seen[2] = number, seen[2] + 1
            self._positions = [self._positions[0] if self._positions else position, position]
            self.events += 1

    def finish(self) -> bytes:
        """Everything on the disk; the manifest, as it stands there."""
        names = sorted(path.name for path in self._folder.iterdir())
        open_files: list[IO[Any]] = [self._lines, *(file for file, _ in self._tables.values())]
        for file in open_files:
            file.flush()
            os.fsync(file.fileno())
        self._open.close()
        manifest = json.dumps(self._manifest(names), ensure_ascii=False, indent=1).encode() + b"\n"
        with (self._folder / MANIFEST).open("wb") as written:
            written.write(manifest)
            written.flush()
            os.fsync(written.fileno())
        sync(self._folder)
        return manifest

    @property
    def types(self) -> list[str]:
        """Those that there is a CSV file of."""
        return sorted(self._tables)

    def abandon(self) -> None:
        """Nothing of it stays."""
        self._open.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _table_of(self, kind: str) -> Table:
        if kind not in self._tables:
            file = self._open.enter_context((self._folder / f"{kind}.csv").open("w", encoding="utf-8", newline=""))
            self._tables[kind] = file, Table(file, self._plan.columns.get(kind, ()))
        return self._tables[kind][1]

    def _manifest(self, names: list[str]) -> dict[str, Any]:
        plan = self._plan
        first, last = self._positions or (0, 0)
        keys = [
            {"source": source, "key": key, "first": seen[0], "last": seen[1], "events": seen[2]}
            for (source, key), seen in sorted(self._keys.items())
        ]
        return {
            "format": FORMAT,
            "subscription": plan.subscription,
            "number": plan.number,
            "made_at": plan.made_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "predecessor": plan.predecessor or None,
            "positions": {"after": plan.after, "first": first, "last": last, "through": plan.through},
            "events": self.events,
            "keys": keys,
            "files": [{"name": name, **_measured(self._folder / name)} for name in names],
        }


def _measured(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def place(fresh: Path, final: Path) -> None:
    """Give a finished package its name. One that lies there under it already is taken away first: it is the same, or no longer whole."""
    if final.exists():
        aside = final.with_name(f".{final.name}.old")
        shutil.rmtree(aside, ignore_errors=True)
        final.rename(aside)
        fresh.rename(final)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        fresh.rename(final)
    sync(final.parent)


def is_whole(folder: Path, manifest_digest: str) -> bool:
    """Whether a package lies there as it was issued: its manifest by this digest, and each file by the manifest's."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        text = (folder / MANIFEST).read_bytes()
        if digest_of(text) == manifest_digest:
            named = json.loads(text)["files"]
            there = {path.name for path in folder.iterdir()} - {MANIFEST}
            return there == {each["name"] for each in named} and all(
                _measured(folder / each["name"]) == {"bytes": each["bytes"], "sha256": each["sha256"]} for each in named
            )
    return False


def digest_of(manifest: bytes) -> str:
    """What the next package says of this one, and a receipt of what came."""
    return hashlib.sha256(manifest).hexdigest()


def sync(folder: Path) -> None:
    """Names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
