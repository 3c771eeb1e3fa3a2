"""The numbers of audit entries: every process counts what it commits, so that an entry cannot be taken out, or another put in, unseen.

One writer commits one transaction after the other, so its entries follow each other without gaps, and whoever sees number 7 sees the six
before it: no lock that all writers would share, and nothing that turns up late.
"""

from chassis.ids import new_id
from chassis.store.mongo import Document


class Writer:
    """Of one process. `name` is a new one where it is not known whether the last entries were stored."""

    def __init__(self) -> None:
        self.begin_anew()

    def number(self, entries: list[Document]) -> None:
        """Say in entries which ones they are of this writer's, if they are stored next."""
        for number, entry in enumerate(entries, self._next):
            entry["writer"], entry["number"] = self.name, number

    def stored(self, count: int) -> None:
        """So many were."""
        self._next += count

    def begin_anew(self) -> None:
        """The last ones may be stored or not: their numbers are not given again."""
        self.name = new_id()
        self._next = 1
