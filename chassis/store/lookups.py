"""Documents by `_id`, many callers in one question: what is asked for while an answer is under way goes into the next one together.

No timer: who comes alone is asked for at once. An answer is never older than the call that it answers. What can be no name of anything
is asked for by itself, and a question of many that fails is asked again one by one, so that nobody fails by another's name.
"""

import asyncio
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from pymongo.errors import ConnectionFailure

Document = dict[str, Any]
MAX_NAMES = 200
LONGEST_NAME = 1000  # bytes; all of them together stay far below the 16 MiB of a question
_Waiting = dict[str, list[asyncio.Future[Document | None]]]


class Lookups:
    """Lookups in the collections of one database, whose collections are had by name."""

    def __init__(self, collection_of: Callable[[str], Any]) -> None:
        self._collection_of = collection_of
        self._waiting: dict[str, _Waiting] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def find(self, collection: str, name: str) -> Document | None:
        """The document of this name, or None; the caller's own copy. Raises PyMongoError."""
        if not _is_shared(name):
            return (await self._documents(collection, [name])).get(name)
        found: asyncio.Future[Document | None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(collection, {}).setdefault(name, []).append(found)
        asking = self._asking.get(collection)
        if asking is None or asking.done():
            self._asking[collection] = asyncio.create_task(self._ask(collection))
        return await found

    async def _ask(self, collection: str) -> None:
        while waiting := self._take(collection):
            try:
                await self._answer(collection, waiting)
            except BaseException:  # the loop ends
                for futures in waiting.values():
                    for future in futures:
                        future.cancel()
                raise

    async def _answer(self, collection: str, waiting: _Waiting) -> None:
        try:
            answer = await self._documents(collection, list(waiting))
        except Exception as error:
            await self._one_by_one(collection, waiting, error)
        else:
            for name, futures in waiting.items():
                _tell(futures, answer.get(name))

    async def _one_by_one(self, collection: str, waiting: _Waiting, error: Exception) -> None:
        if len(waiting) == 1 or isinstance(error, ConnectionFailure):  # a database that is away is so for all of them
            _fail(waiting.values(), error)
            return
        for name, futures in waiting.items():
            try:
                answer = await self._documents(collection, [name])
            except Exception as own:
                _fail([futures], own)
            else:
                _tell(futures, answer.get(name))

    def _take(self, collection: str) -> _Waiting:
        waiting = self._waiting.pop(collection, {})
        if len(waiting) > MAX_NAMES:
            names = list(waiting)
            self._waiting[collection] = {name: waiting.pop(name) for name in names[MAX_NAMES:]}
        return waiting

    async def _documents(self, collection: str, names: list[str]) -> dict[str, Document]:
        where = {"_id": names[0] if len(names) == 1 else {"$in": names}}
        found = await self._collection_of(collection).find(where).to_list(len(names))
        return {document["_id"]: document for document in found}


def _is_shared(name: str) -> bool:
    try:
        return len(name.encode()) <= LONGEST_NAME
    except UnicodeEncodeError:  # a lone surrogate
        return False


def _tell(futures: list[asyncio.Future[Document | None]], document: Document | None) -> None:
    for number, future in enumerate(futures):
        if not future.done():
            future.set_result(document if number == 0 else deepcopy(document))


def _fail(waiting: Iterable[list[asyncio.Future[Document | None]]], error: Exception) -> None:
    for futures in waiting:
        for future in futures:
            if not future.done():
                future.set_exception(error)
