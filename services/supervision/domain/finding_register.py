"""Numbers findings within a year: findings/2027-0003."""

from dataclasses import dataclass


@dataclass
class FindingRegister:
    """`name` is the year; `last` the last number given."""

    name: str
    last: int = 0
    version: int = 0

    def next_name(self) -> str:
        """The name of the next finding."""
        self.last += 1
        return f"findings/{self.name}-{self.last:04d}"
