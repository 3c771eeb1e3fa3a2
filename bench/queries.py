"""What MongoDB's profiler says of every query that a path asks: by which index, and how many documents were looked at."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from chassis.store.mongo import Mongo


async def queries_of(mongo: Mongo, paths: Mapping[str, Callable[[], Awaitable[Any]]]) -> list[dict[str, Any]]:
    """One run of each path, by its name, profiled."""
    database = mongo.database
    found = []
    for name, path in paths.items():
        await database.command({"profile": 2})
        await path()
        await database.command({"profile": 0})
        entries = await database["system.profile"].find({"planSummary": {"$exists": True}}).to_list(None)
        await database["system.profile"].drop()
        plans = Counter[tuple[str, str]]()
        for entry in entries:
            place = _collection(entry), _short(entry["planSummary"])
            plans[place] = max(plans[place], entry.get("docsExamined", 0))
        for (collection, plan), examined in sorted(plans.items()):
            found.append({"path": name, "collection": collection, "plan": plan, "examined": examined})
    return found


def _short(plan: str) -> str:
    """A scan of the same index for each of many values is said once."""
    scans = Counter(plan.replace("}, ", "}\n").split("\n"))
    return ", ".join(scan if times == 1 else f"{times} × {scan}" for scan, times in scans.items())


def _collection(entry: dict[str, Any]) -> str:
    return str(entry["ns"]).partition(".")[2]
