"""Resource names."""

import re

from chassis.errors import Stale

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


def is_id(text: str) -> bool:
    """Whether a text may be an id within a resource name: a-z, 0-9 and hyphen, 63 characters at most."""
    return _ID.fullmatch(text) is not None


def id_of(name: str) -> str:
    """The last part of a resource name."""
    return name.rpartition("/")[2]


def check_etag(name: str, given: str, current: str) -> None:
    """Refuses ETAG_MISMATCH where an etag is given and is not the current one."""
    if given and given != current:
        raise Stale("ETAG_MISMATCH", f"{name} 已被他人修改（您读取的是第{given}版，现为第{current}版），请重新读取", resource=name)
