"""People and organisations by name, from registry."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.desk.domain.news import News


@dataclass
class Known:
    """`name`: "people/…" or "organizations/…". `kind`, `area`: of an organisation."""

    name: str
    display_name: str = ""
    organization: str = ""
    kind: str = ""
    area: str = ""
    left: bool = False
    grams: list[str] = field(default_factory=list)
    version: int = 0

    def register(self, news: News, grams: Iterable[str]) -> None:
        """They are on record, or what is on record has changed."""
        self.display_name, self.organization = news.text("display_name"), news.text("organization")
        self.kind, self.area = news.text("kind"), news.text("area")
        self.grams = list(grams)

    def leave(self) -> None:
        """A person has left."""
        self.left = True

    def come_back(self) -> None:
        """A person who had left is back."""
        self.left = False
