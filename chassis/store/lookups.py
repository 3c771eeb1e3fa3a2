"""Documents by `_id`, or by the text of another field, many callers in one question: what is asked for while an answer is under way goes
into the next one together.

No timer: who comes alone is asked for at once. An answer is never older than the call that it answers. What can be no name of anything
is asked for by itself, and a question of many that fails is asked again one by one, so that nobody fails by another's name.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from pymongo.errors import ConnectionFailure

Document = dict[str, Any]
MAX_NAMES = 200
LONGEST_NAME = 1000  # bytes; all of them together stay far below the 16 MiB of a question
FEW = 8  # documents with the same text that anybody gets
_Place = tuple[str, str]  # collection and field
_Waiting = dict[str, list[asyncio.Future[list[Document]]]]


class Lookups:
    """Lookups in the collections of one database, whose collections are had by name."""

    def __init__(self, collection_of: Callable[[str], Any]) -> None:
        self._collection_of = collection_of
        self._waiting: dict[_Place, _Waiting] = {}
        self._asking: dict[_Place, asyncio.Task[None]] = {}

    async def find(self, collection: str, name: str) -> Document | None:
        """The document of this name, or None; the caller's own copy. Raises PyMongoError."""
        found = await self.alike(collection, "_id", name)
        return found[0] if found else None

    async def alike(self, collection: str, field: str, text: str) -> list[Document]:
        """The first FEW, by name, in which a field of the document itself is this text; the caller's own copies. Raises PyMongoError."""
        place = collection, field
        if not _is_shared(text):
            return (await self._documents(place, [text])).get(text, [])
        found: asyncio.Future[list[Document]] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(place, {}).setdefault(text, []).append(found)
        asking = self._asking.get(place)
        if asking is None or asking.done():
            self._asking[place] = asyncio.create_task(self._ask(place))
        return await found

    async def _ask(self, place: _Place) -> None:
        while waiting := self._take(place):
            try:
                await self._answer(place, waiting)
            except BaseException:  # the loop ends
                for futures in waiting.values():
                    for future in futures:
                        future.cancel()
                raise

    async def _answer(self, place: _Place, waiting: _Waiting) -> None:
        try:
            answer = await self._documents(place, list(waiting))
        except Exception as error:
            await self._one_by_one(place, waiting, error)
        else:
            for text, futures in waiting.items():
                _tell(futures, answer.get(text, []))

    async def _one_by_one(self, place: _Place, waiting: _Waiting, error: Exception) -> None:
        if len(waiting) == 1 or isinstance(error, ConnectionFailure):  # a database that is away is so for all of them
            _fail(waiting.values(), error)
            return
        for text, futures in waiting.items():
            try:
                answer = await self._documents(place, [text])
            except Exception as own:
                _fail([futures], own)
            else:
                _tell(futures, answer.get(text, []))

    def _take(self, place: _Place) -> _Waiting:
        waiting = self._waiting.pop(place, {})
        if len(waiting) > MAX_NAMES:
            texts = list(waiting)
            self._waiting[place] = {text: waiting.pop(text) for text in texts[MAX_NAMES:]}
        return waiting

    async def _documents(self, place: _Place, texts: list[str]) -> dict[str, list[Document]]:
        collection, field = place
        asked = self._collection_of(collection).find({field: texts[0] if len(texts) == 1 else {"$in": texts}})
        if field == "_id":
            return {document["_id"]: [document] for document in await asked.to_list(len(texts))}
        most = FEW * len(texts)
        found = await asked.sort("_id", 1).limit(most).to_list(most)
        return {texts[0]: found} if len(texts) == 1 else _sorted_out(field, found, most)


class _Unclear(Exception):
    """The answer to many does not tell what each of them would have got."""


def _sorted_out(field: str, found: list[Document], most: int) -> dict[str, list[Document]]:
    """By the text. Raises _Unclear where there may be more, of whomever, or a field has several texts."""
    if len(found) == most or any(not isinstance(document[field], str) for document in found):
        raise _Unclear
    alike: dict[str, list[Document]] = defaultdict(list)
    for document in found:
        if len(alike[document[field]]) < FEW:
            alike[document[field]].append(document)
    return alike


def _is_shared(text: str) -> bool:
    try:
        return len(text.encode()) <= LONGEST_NAME
    except UnicodeEncodeError:  # a lone surrogate
        return False


def _tell(futures: list[asyncio.Future[list[Document]]], documents: list[Document]) -> None:
    for number, future in enumerate(futures):
        if not future.done():
            future.set_result(documents if number == 0 else deepcopy(documents))


def _fail(waiting: Iterable[list[asyncio.Future[list[Document]]]], error: Exception) -> None:
    for futures in waiting:
        for future in futures:
            if not future.done():
                future.set_exception(error)
