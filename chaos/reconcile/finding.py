"""What a look found: figures for the table, and everything that is lost, doubled or otherwise wrong."""

from dataclasses import dataclass, field


@dataclass
class Found:
    """Each entry of the lists names one thing."""

    figures: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: "Found") -> None:
        """Take in what another look found."""
        self.figures |= other.figures
        self.lost += other.lost
        self.doubled += other.doubled
        self.wrong += other.wrong
