"""Resource names."""

import re

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def is_id(text: str) -> bool:
    """Whether a text may be an id within a resource name: a-z, 0-9 and hyphen, 63 characters at most."""
    return _ID.fullmatch(text) is not None


def id_of(name: str) -> str:
    """The last part of a resource name."""
    return name.rpartition("/")[2]
