"""The one place that knows the MongoDB driver.

Motor, as the project's card asks; its vendor ends its support on 2027-05-14 in favour of PyMongo's own asynchronous API.
Both are spoken here, so that the change is one default in this file (docs/decisions/0002).
"""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from inspect import isawaitable
from typing import Any, Literal

from bson import decode, encode
from bson.codec_options import CodecOptions, DatetimeConversion
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorClientEncryption
from pymongo import AsyncMongoClient, ReadPreference
from pymongo.asynchronous.encryption import AsyncClientEncryption
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    InvalidName,
    InvalidOperation,
    OperationFailure,
    PyMongoError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from chassis.store.damage import Damage
from chassis.store.lookups import Lookups
from chassis.store.unreadable import HANDLER

Driver = Literal["motor", "pymongo"]
Document = dict[str, Any]
Taken = DuplicateKeyError  # for who has no other business with the driver

_MAJORITY = WriteConcern(w="majority", j=True)
# What is no UTF-8, and a date beyond Python's, is read all the same, as what no field takes: one such document must not fail a batch.
READS_ANYTHING: CodecOptions[Any] = CodecOptions(
    tz_aware=True, unicode_decode_error_handler=HANDLER, datetime_conversion=DatetimeConversion.DATETIME_AUTO
)


_UNAUTHORIZED = 13
_NOT_KNOWN = "it is not known whether the transaction was stored"


class Conflict(Exception):
    """A write met another one; nothing was stored; the work can be done again from the start."""


async def by_replies(found: Any) -> AsyncGenerator[list[Document], None]:
    """What a cursor finds, reply by reply, each of which MongoDB keeps below 16 MiB. Raises PyMongoError.

    Handed over one by one documents take longer than to be read, and raw batches are taken apart twice.
    """
    try:
        while found.alive:
            reply = await _reply(found)
            if reply:
                yield reply
    finally:
        if found.alive:
            await found.close()


async def _reply(found: Any) -> list[Document]:
    """Neither driver says in public how many of its documents a cursor holds: both are asked as their own to_list() asks them."""
    reply: list[Document] = []
    if hasattr(found, "delegate"):  # Motor's
        await found._get_more()
        held = found._data()
        reply.extend(held)
        held.clear()
    else:
        await found._next_batch(reply)
    return reply


async def aggregated(collection: Any, stages: Sequence[Mapping[str, Any]], **options: Any) -> AsyncIterator[Document]:
    """What an aggregation finds: Motor gives its cursor at once, PyMongo once it is awaited."""
    cursor = collection.aggregate(stages, **options)
    async for found in await cursor if isawaitable(cursor) else cursor:
        yield found


class Mongo:
    """One database of one service. `w: majority`, reads of what a majority holds. `damage`: what of it was found damaged."""

    def __init__(self, uri: str, database: str, driver: Driver = "motor") -> None:
        connect: Any = AsyncIOMotorClient if driver == "motor" else AsyncMongoClient
        self.client: Any = connect(uri, tz_aware=True, serverSelectionTimeoutMS=5000, retryWrites=True, appname=database)
        self._driver = driver
        self.database: Any = self.client.get_database(
            database, READS_ANYTHING, write_concern=_MAJORITY, read_concern=ReadConcern("majority"), read_preference=ReadPreference.PRIMARY
        )
        self.damage = Damage()
        self._collections: dict[str, Any] = {}
        self._only: frozenset[str] | None = None
        self._lookups = Lookups(self.__getitem__)

    def __getitem__(self, collection: str) -> Any:
        known = self._collections.get(collection)
        if known is None:  # making one costs more than many an operation's share of a batch
            if self._only is not None and collection not in self._only:
                raise KeyError(f"{collection} is no collection of {self.database.name}")
            known = self._collections[collection] = self.database[collection]
        return known

    def keep_to(self, collections: Iterable[str]) -> None:
        """From now on no other is opened, as a service's user may open no other: a wrong name would only show where there are users."""
        self._only = frozenset(collections)

    async def find_by_name(self, collection: str, name: str) -> Document | None:
        """The document whose `_id` this is; callers at the same time share a round trip."""
        return await self._lookups.find(collection, name)

    async def find_alike(self, collection: str, field: str, text: str) -> list[Document]:
        """The first FEW documents, by name, in which this field is this text; callers at the same time share a round trip."""
        return await self._lookups.alike(collection, field, text)

    def encryption(self, providers: Mapping[str, Any], keys: str, tls: Mapping[str, Any] | None = None) -> Any:
        """MongoDB's explicit client-side encryption. providers: of the master key; keys: this database's collection of data keys.

        Motor does it on a thread, PyMongo on the event loop.
        """
        place, options = f"{self.database.name}.{keys}", self.database.codec_options
        if self._driver == "motor":
            return AsyncIOMotorClientEncryption(providers, place, self.client, options, kms_tls_options=tls)
        return AsyncClientEncryption(providers, place, self.client, options, kms_tls_options=tls)

    def as_of_now(self, collection: str) -> Any:
        """The collection as it is at one instant, however long a cursor takes; an ordinary one mixes in what is committed meanwhile."""
        return self[collection].with_options(read_concern=ReadConcern("snapshot"))

    def as_read_back(self, document: Document) -> Document:
        """A document that is to be written, as it will be read: a copy of its own."""
        return decode(encode(document), self.database.codec_options)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Any]:
        """A multi-document transaction; yields the session to pass to each operation.

        Raises Conflict where MongoDB says that the whole transaction may be tried again.
        """
        session = await self.client.start_session() if self._driver == "motor" else self.client.start_session()
        async with session:
            await self._start(session)
            try:
                yield session
            except BaseException as error:
                if session.in_transaction:
                    await _quietly(session.abort_transaction())
                if _is_transient(error):
                    raise Conflict from error
                raise
            try:
                await _commit(session)
            except Conflict:
                raise
            except BaseException as error:
                error.add_note(_NOT_KNOWN)
                raise

    async def _start(self, session: Any) -> None:
        started = session.start_transaction(ReadConcern("snapshot"), _MAJORITY, ReadPreference.PRIMARY)
        if self._driver == "pymongo":
            await started

    @asynccontextmanager
    async def inserted(self, collection: str, where: Document) -> AsyncIterator[Callable[[], Awaitable[str | None]]]:
        """Tells the names of documents that are inserted from now on, once a majority has them: None where for a second there was none.

        Raises PyMongoError; where the user may not, one that is_forbidden().
        """
        of_those = {"operationType": "insert"} | {f"fullDocument.{field}": value for field, value in where.items()}
        watching = self[collection].watch([{"$match": of_those}, {"$project": {"documentKey": 1}}], max_await_time_ms=1000)
        async with await watching if isawaitable(watching) else watching as stream:

            async def next_one() -> str | None:
                change = await stream.try_next()
                if change is None and not stream.alive:  # the collection was dropped: it would tell of nothing, at once, for ever
                    raise PyMongoError(f"nothing more is told of {collection}")
                return None if change is None else str(change["documentKey"]["_id"])

            yield next_one

    async def ping(self) -> None:
        """Whether there is a primary that answers and knows us. Raises PyMongoError."""
        await self.database.command("ping")

    async def close(self) -> None:
        """Close all connections."""
        closing = self.client.close()
        if closing is not None:
            await closing


# What is wrong with what was written or asked, and would be so on any day; everything else passes, or an operator mends it.
# https://github.com/mongodb/mongo/blob/r6.0.0/src/mongo/base/error_codes.yml
_OF_THE_CONTENT = {
    *(2, 9, 14, 15, 16, 22),  # BadValue, FailedToParse, TypeMismatch, Overflow, InvalidLength, InvalidBSON
    *(28, 40, 52, 53, 54, 55, 56, 57, 66),  # paths, operators and names of fields; ImmutableField
    *(73, 121, 257),  # InvalidNamespace, DocumentValidationFailure, TransactionTooLarge
    *(10334, 17280, 17419, 17420),  # too large: the document, its key, what an update makes of it
    *(11000, 11001, 12582),  # duplicate keys
}


def is_of_the_content(error: PyMongoError) -> bool:
    """Whether the same would fail again on a database in good health: what is written is at fault, or the code that writes it."""
    if isinstance(error, BulkWriteError):
        return any(failure.get("code") in _OF_THE_CONTENT for failure in error.details.get("writeErrors", []))
    if isinstance(error, OperationFailure):
        return error.code in _OF_THE_CONTENT
    return isinstance(error, InvalidOperation | InvalidName)


def is_forbidden(error: PyMongoError) -> bool:
    """Whether the user has no right to it."""
    return isinstance(error, OperationFailure) and error.code == _UNAUTHORIZED


def may_be_stored(error: BaseException) -> bool:
    """Whether a transaction that ended so may have been stored all the same: the answer to its commit was lost."""
    return _NOT_KNOWN in getattr(error, "__notes__", ())


def _is_transient(error: BaseException) -> bool:
    return isinstance(error, PyMongoError) and error.has_error_label("TransientTransactionError")


async def _commit(session: Any) -> None:
    # A commit whose answer was lost may be sent again (specification "Transactions", UnknownTransactionCommitResult).
    for attempt in range(10):
        try:
            await session.commit_transaction()
            return
        except (ConnectionFailure, OperationFailure) as error:
            if _is_transient(error):
                raise Conflict from error
            if not error.has_error_label("UnknownTransactionCommitResult") or attempt == 9:
                raise


async def _quietly(abort: Any) -> None:
    with suppress(PyMongoError):  # the server ends an abandoned transaction by itself
        await abort
