"""What MongoDB's profiler says of every query that a path asks: by which index, and how many documents were looked at."""

from typing import Any

from bench.grown_paths import Paths


async def queries_of(paths: Paths) -> list[dict[str, Any]]:
    """One run of each path, profiled."""
    database = paths.mongo.database
    found = []
    for name, path in (*paths.single.items(), ("relay", paths.drained), ("timer that is due", paths.fired)):
        await database.command({"profile": 2})
        await path()
        await database.command({"profile": 0})
        entries = await database["system.profile"].find({"planSummary": {"$exists": True}}).to_list(None)
        await database["system.profile"].drop()
        plans = {(_collection(entry), entry["planSummary"]): entry.get("docsExamined", 0) for entry in entries}
        for (collection, plan), examined in sorted(plans.items()):
            found.append({"path": name, "collection": collection, "plan": plan, "examined": examined})
    return found


def _collection(entry: dict[str, Any]) -> str:
    return str(entry["ns"]).partition(".")[2]
