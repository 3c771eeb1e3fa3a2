"""Identifiers: UUIDv7 for facts, commands and audit entries (RFC 9562), so that they sort by time."""

import uuid6


def new_id() -> str:
    """A new UUIDv7 as text, of the wall clock: a rehearsal clock never goes into an id."""
    return str(uuid6.uuid7())
