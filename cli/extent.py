"""How much of a project is told; on its own, so that commands have the option without loading what tells."""

from enum import StrEnum


class Timeline(StrEnum):
    """Nothing, one screen, everything."""

    NONE = "none"
    SHORT = "short"
    FULL = "full"
