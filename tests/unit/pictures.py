"""The pictures of state tables, as the READMEs of the services show them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

# act → from → to
Table = Mapping[str, Mapping[Any, Any]]


def picture(table: Table, first: StrEnum) -> str:
    """A state diagram in Mermaid: acts between the same two states stand on one arrow."""
    arrows: dict[tuple[StrEnum, StrEnum], list[str]] = {}
    for act, moves in table.items():
        for source, target in moves.items():
            arrows.setdefault((source, target), []).append(act)
    states = list(type(first))
    order = sorted(arrows, key=lambda pair: (states.index(pair[0]), states.index(pair[1])))
    lines = [f"    {source} --> {target}: {', '.join(arrows[source, target])}" for source, target in order]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *lines, "```"])
