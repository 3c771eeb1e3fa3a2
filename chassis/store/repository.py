"""Collections of aggregates, as a handler sees them: reads remember the version, writes wait for the commit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, overload

from chassis.errors import AlreadyExists, InvalidArgument, NotFound
from chassis.mapping import to_plain
from chassis.store.aggregates import Aggregates, Loaded
from chassis.store.damage import Damaged
from chassis.store.lookups import FEW
from chassis.store.mongo import Document, Mongo
from chassis.store.sound import aggregate_in

T = TypeVar("T")
MAX_PAGE = 1000


@dataclass(frozen=True)
class Index:
    """An index of a collection: field names, ascending; a name that starts with "-" descends."""

    fields: tuple[str, ...]
    unique: bool = False
    partial: tuple[tuple[str, Any], ...] = ()


def index(*fields: str, unique: bool = False, partial: Mapping[str, Any] | None = None) -> Index:
    """Declare an index, for documents that match `partial` alone where it is given."""
    return Index(fields, unique, tuple((partial or {}).items()))


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. next_page_token: the name of its last entry where there are more; chassis/rpc/pages.py makes the token of it."""

    items: list[T]
    next_page_token: str


def size_of(asked: int) -> int:
    """How many entries a page has; 100 where nothing is asked. Refuses PAGE_SIZE_INVALID."""
    if asked < 0:
        raise InvalidArgument("PAGE_SIZE_INVALID", "page_size 不能为负数", field="page_size")
    return min(asked or 100, MAX_PAGE)


class Holder(Protocol):
    """What a repository needs of the transaction that it belongs to. `touched`: names of what is written, for the record."""

    mongo: Mongo
    aggregates: Aggregates
    touched: set[str]
    repositories: dict[str, Any]


class Collection(Generic[T]):
    """Declares a collection on a service's transaction class."""

    def __init__(self, cls: type[T], name: str, indexes: tuple[Index, ...]) -> None:
        self.cls = cls
        self.name = name
        self.indexes = indexes

    @overload
    def __get__(self, tx: None, owner: type) -> "Collection[T]": ...
    @overload
    def __get__(self, tx: Holder, owner: type) -> "Repository[T]": ...
    def __get__(self, tx: Holder | None, owner: type) -> "Collection[T] | Repository[T]":
        if tx is None:
            return self
        opened: Repository[T] | None = tx.repositories.get(self.name)
        if opened is None:
            opened = tx.repositories[self.name] = Repository(self, tx)
        return opened


def collection(cls: type[T], name: str, *indexes: Index) -> Collection[T]:
    """A collection of aggregates of class `cls`, whose `name` is the document's `_id`."""
    return Collection(cls, name, indexes)


class Repository(Generic[T]):
    """The aggregates of one collection within one transaction."""

    def __init__(self, declared: Collection[T], tx: Holder) -> None:
        self._declared = declared
        self._tx = tx
        self._documents: Any = tx.mongo[declared.name]

    async def get(self, name: str) -> T:
        """The aggregate; what is decided holds only if it stays as it is until the commit. Refuses NOT_FOUND, DOCUMENT_DAMAGED."""
        found = await self.find(name)
        if found is None:
            raise self._not_found(name)
        return found

    async def find(self, name: str) -> T | None:
        """As get, but None where there is none."""
        in_line = self._tx.aggregates.in_line
        if in_line is not None:
            in_line.demand((self._declared.name, name))
        loaded = await self._load(name)
        if loaded is None:
            return None
        if loaded.state == "read":
            loaded.state = "guarded"
        aggregate: T = loaded.aggregate
        return aggregate

    async def read(self, name: str) -> T:
        """The aggregate as it is now, without holding it; for what decides nothing. Refuses NOT_FOUND."""
        found = await self.read_or_none(name)
        if found is None:
            raise self._not_found(name)
        return found

    async def read_or_none(self, name: str) -> T | None:
        """As read, but None where there is none."""
        loaded = await self._load(name)
        return None if loaded is None else loaded.aggregate

    def create(self, aggregate: T) -> None:
        """Add a new aggregate with the commit, which refuses ALREADY_EXISTS where the name is taken."""
        name = self._name_of(aggregate)
        known = self._tx.aggregates.loaded.get((self._declared.name, name))
        if known is not None:
            raise AlreadyExists("ALREADY_EXISTS", f"{name} 已经存在", resource=name)
        self._tx.aggregates.loaded[self._declared.name, name] = Loaded(aggregate, 0, "created")
        self._tx.touched.add(name)

    async def save(self, aggregate: T) -> None:
        """Write an aggregate back with the commit."""
        name = self._name_of(aggregate)
        loaded = await self._load(name)
        if loaded is None or loaded.aggregate is not aggregate:
            raise LookupError(f"{name} was not read in this transaction")
        if loaded.state != "created":
            loaded.state = "saved"
        self._tx.touched.add(name)

    async def readable(self, where: Mapping[str, Any]) -> list[T]:
        """As list(), without what is damaged, for what is done to each or shown: one document must not stop all others."""
        documents = await self._found(where, [("_id", 1)], 0)
        return [loaded.aggregate for loaded in map(self._remember_sound, documents) if loaded is not None]

    async def versions(self, where: Mapping[str, Any]) -> dict[str, int]:
        """Of those that match a MongoDB filter, by name, as they are now, with nothing else read."""
        found = await self._documents.find(to_plain(where), {"version": 1}).to_list(None)
        return {each["_id"]: each["version"] for each in found}

    async def list(self, where: Mapping[str, Any], sort: Sequence[tuple[str, int]] = (("_id", 1),), limit: int = 0) -> list[T]:
        """All aggregates that match a MongoDB filter, as they are now, or the first `limit` of them, for what decides something.

        One that this transaction holds comes as it holds it. Refuses DOCUMENT_DAMAGED: without it the decision might be another one.
        """
        return [self._remember(document).aggregate for document in await self._found(where, list(sort), limit)]

    async def _found(self, where: Mapping[str, Any], order: Sequence[tuple[str, int]], limit: int) -> Sequence[Document]:
        asked, in_line = to_plain(where), self._tx.aggregates.in_line
        by_name = order == [("_id", 1)]
        field = _field_alone(asked) if by_name and 0 < limit <= FEW else ""

        async def ask() -> Sequence[Document]:
            if field:
                return (await self._tx.mongo.find_alike(self._declared.name, field, asked[field]))[:limit]
            documents: Sequence[Document] = await self._documents.find(asked).sort(order).limit(limit).to_list(limit or None)
            return documents

        if in_line is None:
            return await ask()
        return await in_line.as_if_stored(self._declared.name, asked, ask, by_name=by_name)

    async def page(self, where: Mapping[str, Any], page_size: int, after: str, by: str = "_id") -> Page[T]:
        """One page in the order of names, which never change. `after`: the last name of the page before. Refuses PAGE_SIZE_INVALID.

        What is damaged is left out. `by`: another field whose texts are unique, such as "by_day", or "-by_day", from its end; then `after`
        is the text of the last entry, so that what moves meanwhile may come twice, or not at all, and nothing else does.
        """
        size, asked = size_of(page_size), to_plain(where)
        if self._tx.aggregates.in_line is not None:
            await self._tx.aggregates.in_line.settled()
        field, direction, before = (by[1:], -1, "$gte") if by.startswith("-") else (by, 1, "$lte")
        # Whatever is not before: a name of another type is damaged, and to be seen.
        both = {"$and": [asked, {field: {"$not": {before: after}}}]} if after else asked
        documents: Any = self._documents.find(both, batch_size=size + 1).sort(field, direction)
        items: list[T] = []
        last = ""
        try:
            async for document in documents:
                loaded = self._remember_sound(document)
                if loaded is not None and len(items) == size:
                    return Page(items, last)
                if loaded is not None:
                    items.append(loaded.aggregate)
                    last = document[field]
        finally:
            await documents.close()
        return Page(items, "")

    async def _load(self, name: str) -> Loaded | None:
        known = self._tx.aggregates.loaded.get((self._declared.name, name))
        if known is not None:
            return known
        in_line = self._tx.aggregates.in_line
        if in_line is not None and (left := in_line.left_of((self._declared.name, name))) is not None:
            return self._remember(left)
        document = await self._tx.mongo.find_by_name(self._declared.name, name)
        if document is None:
            self._tx.aggregates.absent.add((self._declared.name, name))
            return None
        return self._remember(document)

    def _remember(self, document: Document) -> Loaded:
        key = (self._declared.name, document["_id"])
        known = self._tx.aggregates.loaded.get(key) if isinstance(key[1], str) else None
        if known is None:
            damage = self._tx.mongo.damage
            try:
                aggregate = aggregate_in(self._declared.cls, self._declared.name, document)
            except Damaged as damaged:
                damage.note(damaged)
                raise
            damage.sound(*key)
            known = self._tx.aggregates.loaded[key] = Loaded(aggregate, document["version"], "read")
        return known

    def _remember_sound(self, document: Document) -> Loaded | None:
        try:
            return self._remember(document)
        except Damaged:  # named in the log and in `sanzhi status`
            return None

    def _name_of(self, aggregate: T) -> str:
        name: str = getattr(aggregate, "name")  # noqa: B009 - every aggregate has one; T cannot say so
        return name

    def _not_found(self, name: str) -> NotFound:
        return NotFound("NOT_FOUND", f"没有找到 {name}", resource=name)


def _field_alone(where: Document) -> str:
    """The field of which a filter asks for one text and nothing else; empty where it asks for anything else."""
    field, wanted = next(iter(where.items()), ("", None))
    return field if len(where) == 1 and isinstance(wanted, str) and not {"$", "."} & set(field) else ""
