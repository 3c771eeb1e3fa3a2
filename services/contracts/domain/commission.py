"""The commissioners of a project, who may read its contracts (7.1, 2.5)."""

from dataclasses import dataclass, field


@dataclass
class Commission:
    """`name` is the project's; its fact may come before the project's own."""

    name: str
    commissioners: list[str] = field(default_factory=list)
    version: int = 0
