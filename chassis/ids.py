"""Identifiers. Those that are made are UUIDv7, for facts, commands and audit entries (RFC 9562), so that they sort by time.

Milliseconds, then their 4096 parts in place of random bits (section 6.2, method 3): ids of one process sort in the order in which they
were made, and stay with the clock at any rate at which a process makes them.
"""

import os
import random
import re
import time
from datetime import UTC, datetime

# A part of a resource name that somebody chose.
ID = r"[a-z0-9][a-z0-9-]{0,62}"
_ID = re.compile(ID)
_CHANCE = random.Random()
os.register_at_fork(after_in_child=_CHANCE.seed)  # what is forked must not go on with the chance of the others
_last = 0


def is_id(text: str) -> bool:
    """Whether a text may be an id within a resource name: a-z, 0-9 and hyphen, 63 characters at most, not a hyphen first."""
    return _ID.fullmatch(text) is not None


def new_id() -> str:
    """A new UUIDv7 as text, of the wall clock: a rehearsal clock never goes into an id."""
    global _last
    now = max(_last + 1, time.time_ns() * 4096 // 1_000_000)
    _last = now
    digits = f"{(now >> 12) << 80 | 0x7 << 76 | (now & 0xFFF) << 64 | 0b10 << 62 | _CHANCE.getrandbits(62):032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def time_of(identity: str) -> datetime | None:
    """When an id was made; None where it is none of ours."""
    digits = identity.replace("-", "")
    try:
        return datetime.fromtimestamp(int(digits[:12], 16) / 1000, UTC) if len(digits) == 32 else None
    except (ValueError, OverflowError, OSError):
        return None


def id_at(instant: datetime) -> str:
    """Sorts after all ids that were made before an instant, and before those made after it."""
    digits = f"{int(instant.timestamp() * 1000):012x}"
    return f"{digits[:8]}-{digits[8:]}"
