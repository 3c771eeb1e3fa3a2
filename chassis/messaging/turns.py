"""Whose turn it is: facts of one key by their numbers, each once. What goes back was handled or set aside before, or is forged."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pymongo.errors import PyMongoError

from chassis.envelope import repeated
from chassis.messaging.bundles import FORGED, letters_in
from chassis.messaging.letters import Letter
from chassis.messaging.opened import Opened
from chassis.messaging.provenance import MOST_AHEAD, Heard, forged, numbered
from chassis.metrics import Metrics
from chassis.store.executor import unavailable
from chassis.store.mongo import Document, Mongo
from chassis.store.unit import DEAD_LETTERS, INBOX

NOT_KNOWN = b""
_OF_FACT = {"body": 1}
# Of a letter that is alone not what it holds; of a bundle all.
_OF_LETTERS = dict.fromkeys(("event", "reason", "body", "topic", "partition", "offset", "packed", "time", "keys", "letters"), 1)


class Turns:
    """Of the facts that one replica is given."""

    def __init__(self, mongo: Mongo, metrics: Metrics) -> None:
        self._mongo = mongo
        self._metrics = metrics
        self._heard = Heard(mongo)

    def forget(self) -> None:
        """Partitions are handed out anew: other replicas may go on with what this one has handled."""
        self._heard.forget()

    async def learn(self, places: Iterable[str]) -> None:
        """Make sure that the last numbers of these keys are known. Raises Unavailable."""
        try:
            await self._heard.learn(places)
        except PyMongoError as error:
            raise unavailable(error) from error

    def note(self, last: Opened) -> None:
        """All up to this one took effect."""
        self._heard.note(last.of, last.envelope.sequence)

    async def going_on(self, facts: Sequence[Opened], letters: list[Letter]) -> list[Opened]:
        """Facts of one key whose numbers go on; what is forged becomes a letter. Raises Unavailable."""
        last, first_seen = self._heard.last(facts[0].of), dict[str, Opened]()
        going_on, back = list[Opened](), list[Opened]()
        for each in facts:
            earlier = first_seen.setdefault(each.key, each)
            if earlier is not each:
                if earlier.digest != each.digest:
                    letters.append((each.record, forged(f"{repeated('ce_id', each.envelope.id)} came with another body before")))
            elif each.envelope.sequence > last + MOST_AHEAD:
                letters.append((each.record, forged(f"{numbered(each.envelope)} after {last}")))
            elif each.envelope.sequence > last:
                going_on.append(each)
                last = each.envelope.sequence
            else:
                back.append(each)
        await self._judge(back, last, letters)
        self._metrics.facts(facts[0].record.topic, "duplicate", len(facts) - len(going_on))
        return going_on

    async def _judge(self, back: Sequence[Opened], last: int, letters: list[Letter]) -> None:
        if not back:
            return
        known = defaultdict[str, set[bytes]](set)
        for key, digest in [*await self._handled(back), *await self._dead(back)]:
            known[key].add(digest)
        for each in back:
            if each.key not in known:
                letters.append((each.record, forged(f"{numbered(each.envelope)} after {last}, and nobody has seen it before")))
            elif known[each.key].isdisjoint({each.digest, NOT_KNOWN}):
                letters.append((each.record, forged(f"{repeated('ce_id', each.envelope.id)} came with another body before")))

    async def _handled(self, facts: Sequence[Opened]) -> list[tuple[str, bytes]]:
        """Keys and digests of the bodies of those that took effect."""
        rows = await self._rows(INBOX, {"_id": {"$in": [each.key for each in facts]}}, _OF_FACT)
        return [(row["_id"], _digest_in(row)) for row in rows]

    async def _dead(self, facts: Sequence[Opened]) -> list[tuple[str, bytes]]:
        """The same of those that their handler could not do; what was forged in their name says nothing of them."""
        by_event = {each.envelope.id: each.key for each in facts}
        rows = await self._rows(DEAD_LETTERS, {"event": {"$in": list(by_event)}}, _OF_LETTERS)
        letters = [letter for row in rows for letter in letters_in(row, self._mongo.damage) or _events_of(row)]
        meant = [letter for letter in letters if letter["event"] in by_event and letter.get("reason") != FORGED]
        return [(by_event[letter["event"]], _digest_in(letter)) for letter in meant]

    async def _rows(self, collection: str, where: Document, shown: Document) -> list[Document]:
        try:
            found: list[Document] = await self._mongo[collection].find(where, shown).to_list(None)
        except PyMongoError as error:
            raise unavailable(error) from error
        return found

    async def not_handled(self, facts: Sequence[Opened]) -> list[Opened]:
        """Those that have not taken effect yet. Raises Unavailable."""
        rows = await self._rows(INBOX, {"_id": {"$in": [each.key for each in facts]}}, _OF_FACT)
        handled = {row["_id"] for row in rows}
        return [each for each in facts if each.key not in handled]


def _events_of(bundle: Document) -> list[Document]:
    """Of one that is damaged only which facts were in it, and none of them forged."""
    events = bundle["event"] if isinstance(bundle["event"], list) else [bundle["event"]]
    return [{"event": event} for event in events if isinstance(event, str)]


def _digest_in(row: Document) -> bytes:
    """A row is there: the fact was handled, whatever has become of what else the row says."""
    body = row.get("body")
    return body if isinstance(body, bytes) else NOT_KNOWN
