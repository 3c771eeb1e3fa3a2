"""Dead letters: given to their handler again once what stood in the way is gone, and kept, with who did it and why.

The fact is handled now, after what came behind it in its key, and a handler takes for news what it is given. So one is refused
after which something else about the same subject was handled, or before which another one of the same topic and key is still dead,
unless the caller has looked and says that the order does not matter.
"""

import logging
import re
from dataclasses import dataclass
from typing import Any

from chassis.envelope import Envelope, Malformed, from_headers
from chassis.errors import NotFound, RuleViolated, Unavailable
from chassis.messaging.bundles import NO_FACT, letters_in
from chassis.messaging.inbox import DeadLetter, Inbox
from chassis.messaging.raised import trail, where
from chassis.store.mongo import Document
from chassis.store.rows import demand_sound, is_sound
from chassis.store.transaction import Transaction
from chassis.store.unit import DEAD_LETTERS, INBOX

MAX_PAGE_BYTES = 2_000_000  # of values: gRPC's clients take 4 MiB unless told otherwise
_ROWS_AT_ONCE = 20  # one may be a bundle of some megabytes
_PLACE = re.compile(r"(.+)/([0-9]{1,9})/([0-9]{1,18})")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RedriveDeadLetter:
    """`id`: topic, partition and offset. `reason`: why, in words, for the record."""

    id: str
    reason: str
    out_of_order: bool = False


async def listed(tx: Transaction, size: int, after: str) -> tuple[list[Document], str]:
    """So many letters, or fewer that are large; the place after which the next page begins, empty at the end."""
    begun, _, within = after.partition("#")
    letters: list[Document] = []
    place, room = "", MAX_PAGE_BYTES
    where: Document = {"_id": {"$not": {"$lt": begun}}} if begun else {}
    found: Any = tx.mongo[DEAD_LETTERS].find(where, batch_size=_ROWS_AT_ONCE).sort("_id", 1)
    try:
        async for row in found:
            # What is damaged is left out, and named in the log and in the status.
            for letter in letters_in(row, tx.mongo.damage) if "packed" in row or is_sound(tx.mongo.damage, DEAD_LETTERS, row) else ():
                if row["_id"] == begun and letter["offset"] <= int(within):
                    continue
                room -= len(letter["value"])
                if len(letters) == size or (letters and room < 0):
                    return letters, place
                letters.append(letter)
                place = f"{row['_id']}#{letter['offset']}"
    finally:
        await found.close()
    return letters, ""


async def redrive(command: RedriveDeadLetter, inbox: Inbox, tx: Transaction) -> Document:
    """The letter as it is after it. Effect, inbox key and the mark on the letter are committed with the caller's request id.

    Refuses NOT_FOUND, DOCUMENT_DAMAGED, DEAD_LETTER_REDRIVEN, DEAD_LETTER_MALFORMED, EARLIER_DEAD_LETTER, DEAD_LETTER_OVERTAKEN.
    DOCUMENT_DAMAGED also for an earlier bundle that has, or had, letters of its key: what is in it nobody can tell.
    """
    letter, bundle = await _dead(command.id, tx)
    envelope = _envelope(letter)
    if not command.out_of_order:
        await _its_turn(letter, tx)
        await _not_overtaken(letter, envelope, tx)
    failure = await _handle(letter, inbox, tx)
    tx.touched.add(command.id)
    if bundle is not None:
        tx.unit.taken_out.append((bundle["_id"], letter["offset"], bundle["packed"]))
        tx.unit.dead_letters.append(dict(letter))
    tried: Document = {"tried_at": tx.now, "tried_by": tx.actor.person, "tried_for": command.reason, "tries": letter["tries"] + 1}
    if failure is None:
        tried |= {"redriven_at": tx.now}
        changes = {"$set": tried, "$unset": {"dead": ""}}
    else:
        tried |= {"reason": failure.reason, "detail": failure.detail}
        tx.unit.audit.append(tx.audit(failure.reason, message=failure.detail, resources=(command.id,)))
        changes = {"$set": tried}
    tx.unit.redriven.append((command.id, letter["tries"], changes))
    return letter | tried


async def _dead(place: str, tx: Transaction) -> tuple[Document, Document | None]:
    """The letter, and the bundle that it is in."""
    letter: Document | None = await tx.mongo[DEAD_LETTERS].find_one({"_id": place, "packed": {"$exists": False}})
    if letter is None:
        return await _in_bundle(place, tx)
    if "redriven_at" in letter:
        raise RuleViolated("DEAD_LETTER_REDRIVEN", f"死信 {place} 已由 {letter.get('tried_by')} 重投成功，不再重复", resource=place)
    return demand_sound(tx.mongo.damage, DEAD_LETTERS, letter), None


async def _in_bundle(place: str, tx: Transaction) -> tuple[Document, Document]:
    if parts := _PLACE.fullmatch(place):
        where = {"topic": parts[1], "partition": int(parts[2]), "offset": int(parts[3]), "packed": {"$gt": 0}}
        if bundle := await tx.mongo[DEAD_LETTERS].find_one(where):
            for letter in letters_in(demand_sound(tx.mongo.damage, DEAD_LETTERS, bundle), tx.mongo.damage):
                if letter["_id"] == place:
                    return letter, bundle
    raise NotFound("NOT_FOUND", f"没有死信 {place}", resource=place)


def _envelope(letter: Document) -> Envelope:
    try:
        return from_headers(letter["headers"])
    except Malformed as error:
        place = letter["_id"]
        raise RuleViolated("DEAD_LETTER_MALFORMED", f"死信 {place} 的事件头无法读取，不知该由谁处理，不能重投", resource=place) from error


async def _its_turn(letter: Document, tx: Transaction) -> None:
    """Those that nobody can ever redrive are not waited for, nor is there an order among records without a key."""
    if not letter["key"]:
        return
    before = {"topic": letter["topic"], "offset": {"$lt": letter["offset"]}}
    alone = {**before, "dead": True, "key": letter["key"], "reason": {"$nin": NO_FACT}}
    earlier: Any = await tx.mongo[DEAD_LETTERS].find_one(alone, {"offset": 1}, sort=[("offset", 1)])
    together = await _first_in_bundles({**before, "keys": letter["key"]}, letter, tx)
    if together is not None and (earlier is None or together["offset"] < earlier["offset"]):
        earlier = together
    if earlier is not None:
        message = f"{letter['key']} 还有更早的死信 {earlier['_id']}：请先重投它，或指明不按次序"
        raise RuleViolated("EARLIER_DEAD_LETTER", message, resource=letter["_id"], earlier=earlier["_id"])


async def _first_in_bundles(where: Document, letter: Document, tx: Transaction) -> Document | None:
    """The first letter before one, of its key, that may be redriven; what a bundle says of keys may be of letters taken out since."""
    found: Any = tx.mongo[DEAD_LETTERS].find(where | {"packed": {"$gt": 0}}).sort("time", 1)
    async for bundle in found:
        for each in letters_in(demand_sound(tx.mongo.damage, DEAD_LETTERS, bundle), tx.mongo.damage):
            if each["key"] == letter["key"] and each["offset"] < letter["offset"] and each["reason"] not in NO_FACT:
                return each
    return None


async def _not_overtaken(letter: Document, envelope: Envelope, tx: Transaction) -> None:
    # Ids are UUIDv7: those of a source sort by time, and the inbox is kept by source and id.
    later = {"$gt": f"{envelope.source}|{envelope.id}", "$lt": f"{envelope.source}|g"}
    found: Any = await tx.mongo[INBOX].find_one({"_id": later, "subject": envelope.subject}, {"type": 1}) if envelope.subject else None
    if found is not None:
        message = f"同一事项的后续事件 {found.get('type')} 已经处理：重投会以旧盖新；确认无碍的，请指明不按次序"
        raise RuleViolated("DEAD_LETTER_OVERTAKEN", message, resource=letter["_id"], later=found["_id"])


async def _handle(letter: Document, inbox: Inbox, tx: Transaction) -> DeadLetter | None:
    """Handles the fact within the transaction; why that failed, if it did. Raises Unavailable."""
    try:
        handled = await inbox.again(letter)
    except Unavailable:
        raise
    except DeadLetter as failure:
        log.error("dead letter %s again: %s", letter["_id"], failure)
        return failure
    except Exception as error:
        log.error("dead letter %s cannot be handled\n%s", letter["_id"], trail(error))
        return DeadLetter("HANDLER_FAILED", where(error))
    if handled is not None:  # else the same fact came by another way meanwhile, and took effect
        tx.adopt(handled)
    return None
