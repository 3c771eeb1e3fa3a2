"""One service's database, read as of one instant and never written to."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

from pymongo import MongoClient
from pymongo.client_session import ClientSession

from chassis.run.service import Service
from chassis.store.mongo import READS_ANYTHING, Document
from chassis.store.repository import Collection
from cli.fsck.progress import Progress

T = TypeVar("T")
AT_ONCE = 500  # names in one question
_BATCH = 200  # documents held at a time


@dataclass(frozen=True)
class Database:
    """What is looked through. topics: first part of the names of topics. session: all that is read with it is of one instant."""

    client: "MongoClient[Document]"
    name: str
    service: Service
    topics: str
    progress: Progress
    session: ClientSession | None = None

    @property
    def own(self) -> list[Collection[Any]]:
        """The collections of aggregates."""
        return self.service.transaction.collections()

    @contextmanager
    def at_one_instant(self) -> Iterator["Database"]:
        """This database as it is now, whatever is committed meanwhile."""
        with self.client.start_session(snapshot=True) as session:
            yield replace(self, session=session)

    def collection(self, name: str) -> Any:
        """To read from."""
        return self.client.get_database(self.name, READS_ANYTHING)[name]

    def walk(
        self, collection: str, where: Document | None = None, *, by: Iterable[tuple[str, int]] = (), **asked: Any
    ) -> Iterator[Document]:
        """Its documents, a few of them in memory at a time."""
        found = self.collection(collection).find(where or {}, session=self.session, batch_size=_BATCH, allow_disk_use=True, **asked)
        order = list(by)
        with found.sort(order) if order else found as documents:
            for document in documents:
                self.progress.seen(collection)
                yield document

    def named(self, collection: str, names: Iterable[str], **shown: int) -> dict[str, Document]:
        """Those of these names, with the fields to be shown."""
        wanted = {"_id": {"$in": list(names)}}
        return {each["_id"]: each for each in self.collection(collection).find(wanted, shown or None, session=self.session)}

    def matching(self, collection: str, where: Document, **shown: int) -> list[Document]:
        """Those that match, all of them in memory."""
        return list(self.collection(collection).find(where, shown or None, session=self.session))

    def count(self, collection: str) -> int:
        """How many there are."""
        return int(self.collection(collection).count_documents({}, session=self.session))

    def collections(self) -> set[str]:
        """Names of all that there are."""
        return {name for name in self.client[self.name].list_collection_names() if not name.startswith("system.")}

    def indexes(self, collection: str) -> list[Document]:
        """Those of a collection, but for the one by name."""
        return [dict(index) for index in self.collection(collection).list_indexes() if index["name"] != "_id_"]

    def is_there(self, collection: str, where: Document) -> bool:
        """Whether there is such a document."""
        return self.collection(collection).find_one(where, {"_id": 1}, session=self.session) is not None


def batches(things: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """So many at a time."""
    left = iter(things)
    while batch := list(islice(left, size)):
        yield batch
