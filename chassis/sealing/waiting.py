"""How long the audit log has waited for a seal."""

from chassis.ids import id_at, time_of
from chassis.store.mongo import Mongo
from chassis.store.unit import AUDIT, SEALS
from chassis.time.clock import wall_clock


async def waiting_seconds(mongo: Mongo) -> float:
    """Since the first entry that was made after the last seal; 0.0 where there is none. Raises PyMongoError."""
    last = await mongo[SEALS].find_one({}, {"at": 1}, sort=[("_id", -1)])
    after = {} if last is None else {"_id": {"$gt": id_at(last["at"])}}
    first = await mongo[AUDIT].find_one(after, {"_id": 1}, sort=[("_id", 1)])
    made = None if first is None else time_of(str(first["_id"]))
    return 0.0 if made is None else max(0.0, (wall_clock() - made).total_seconds())
