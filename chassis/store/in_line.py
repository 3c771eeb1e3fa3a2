"""What an attempt at a command sees of the other commands of this process: the lines it stands in, and what is ahead of it.

What it reads must be as if those ahead of it had been stored already. An aggregate that it stands in line for comes as the one before
it leaves it; of anything else that they change it waits for them. Should one of them not be stored, all that rests on it is done again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from chassis.store.group import GroupCommit, Left, Overtaken, Submitted
from chassis.store.lines import Lines, Place
from chassis.store.matching import matches
from chassis.store.mongo import Conflict, Document
from chassis.store.unit import Key

_Ask = Callable[[], Awaitable[Sequence[Document]]]


class Contended(Conflict):
    """Somebody else has this aggregate in hand: the work is dropped, and done when it is its turn."""

    def __init__(self, key: Key) -> None:
        super().__init__(*key)
        self.key = key


class InLine:
    """Of one attempt; what is ahead is what was so when it began."""

    def __init__(self, lines: Lines, place: Place, commits: GroupCommit) -> None:
        self._lines = lines
        self._commits = commits
        self._turns = place.stands_in
        self._left: dict[Key, Left] = {}
        if self._turns and commits.left:
            self._left = {key: commits.left[key] for key in self._turns if key in commits.left}
        self.ahead: set[Submitted] = {left.by for left in self._left.values()}

    def demand(self, key: Key) -> None:
        """Raises Contended where others come first."""
        if key not in self._turns and (key in self._commits.left or self._lines.is_there(key)):
            raise Contended(key)

    def left_of(self, key: Key) -> Document | None:
        """The document as one ahead leaves it; None where the database has it, or nobody."""
        if not self.ahead:
            return None
        left = self._left.get(key) or self._commits.left.get(key)
        return None if left is None else self._resting_on(left)

    async def as_if_stored(self, collection: str, where: Document, ask: _Ask, *, by_name: bool) -> Sequence[Document]:
        """What the database answers, as soon as that is what it will answer once all that is ahead is stored.

        where: the filter that is asked with; by_name: whether the order is that of names, which never change.
        """
        if not (changing := self._changing_in(collection)):
            return await ask()
        while True:
            found = await ask()
            unlike = _unlike(found, changing, where, by_name=by_name)
            if not unlike:
                return [self._resting_on(changing[name]) if (name := _name_of(each)) in changing else each for each in found]
            for left in unlike:
                await left.by.settled()
            changing = {name: left for name, left in changing.items() if left.by.stored is None}

    def _changing_in(self, collection: str) -> dict[str, Left]:
        """What is on its way in a collection, by name, while something is ahead."""
        if not self.ahead or all(each.stored for each in self.ahead):
            return {}
        return {name: left for (of, name), left in self._commits.left.items() if of == collection}

    def _resting_on(self, left: Left) -> Document:
        self.ahead.add(left.by)
        return self._commits.as_read_back(left)

    async def settled(self) -> None:
        """Until all that is ahead is stored. Raises Overtaken where one of them is not."""
        for each in list(self.ahead):
            if not await each.settled():
                raise Overtaken

    async def calendar_settled(self) -> None:
        """Until the calendar that the database has is the one that this attempt has to count by."""
        if self.ahead and self._commits.learning:
            await self.settled()


def _unlike(found: Sequence[Document], changing: Mapping[str, Left], where: Document, *, by_name: bool) -> Sequence[Left]:
    """Those that may be found, or not, or elsewhere in the order, once they are stored, other than now."""
    names = {_name_of(document) for document in found}
    answers = {name: matches(left.document, where) for name, left in changing.items()}
    return [changing[name] for name, answer in answers.items() if answer is not (name in names) or (answer and not by_name)]


def _name_of(document: Document) -> str:
    name = document["_id"]
    return name if isinstance(name, str) else ""  # damaged; it may be anything, and nothing is on its way there
