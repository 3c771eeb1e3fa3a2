"""Receipts that come back as files: RECEIPTS/000001.json with {"number": 1, "manifest_sha256": "…"}, where a network has a way back."""

import json
import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

FOLDER = "receipts"
MOST_BYTES = 4096
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Receipt:
    """What a department says to have."""

    number: int
    digest: str
    path: Path

    def taken(self) -> None:
        """It is on record."""
        self.path.unlink(missing_ok=True)

    def set_aside(self) -> None:
        """It says something else than what was issued: it stays, under a name that is not looked at again."""
        with suppress(OSError):
            self.path.rename(self.path.with_suffix(".refused"))


def receipts_in(folder: Path) -> list[Receipt]:
    """Those of a subscription's folder; what is none is set aside."""
    found = []
    for path in sorted((folder / FOLDER).glob("*.json")):
        try:
            if path.stat().st_size > MOST_BYTES or not path.is_file():
                raise ValueError("too large")
            said = json.loads(path.read_text(encoding="utf-8"))
            found.append(Receipt(int(said["number"]), str(said["manifest_sha256"]), path))
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            log.warning("%s is no receipt: %r", path, error)
            Receipt(0, "", path).set_aside()
    return found
