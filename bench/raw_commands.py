"""The raw baseline of P1: what a service would do without the chassis, with documents copied from what registry wrote."""

from itertools import count
from typing import Any, Self

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from bench.stage import Stage
from chassis.store.mongo import Document

DURABLE = WriteConcern(w="majority", j=True)


class RawCommands:
    """One transaction a command, one write after the other, in the order in which one would write them down."""

    def __init__(self, client: Any, database: Any, samples: dict[str, Document]) -> None:
        self._client, self._database, self._samples = client, database, samples
        self._creations, self._updates = count(), count()
        self._names: list[str] = []

    @classmethod
    async def copied(cls, stage: Stage, registry: str) -> Self:
        """With registry's own documents as samples, and one more organisation for each that registry has."""
        client: Any = AsyncIOMotorClient(stage.parts.mongo.uri, tz_aware=True)
        kinds = ("organizations", "outbox", "audit", "requests")
        samples = {kind: await client[registry][kind].find_one({}) for kind in kinds}
        database = client[stage.fresh("raw")]
        for kind in (*kinds, "sequences"):
            await database.create_collection(kind)
            indexes = await client[registry][kind].index_information()
            for name, index in indexes.items():
                if name != "_id_":
                    options = {key: value for key, value in index.items() if key == "partialFilterExpression"}
                    await database[kind].create_index(index["key"], name=name, **options)
        names = [found["_id"] async for found in client[registry]["organizations"].find({}, {"_id": 1})]
        await database["organizations"].insert_many([samples["organizations"] | {"_id": name, "version": 1} for name in names])
        made = cls(client, database, samples)
        made._names = names
        return made

    async def create(self) -> None:
        """State, outbox, sequence, audit, request id."""
        name = f"organizations/raw-{next(self._creations)}"
        async with await self._client.start_session() as session, session.start_transaction(ReadConcern("snapshot"), DURABLE):
            await self._database["requests"].insert_one(self._like("requests", name), session=session)
            await self._database["organizations"].insert_one(self._like("organizations", name), session=session)
            await self._follow_up(name, session)

    async def update(self) -> None:
        """Read outside; in the transaction the state by its version, outbox, sequence, audit, request id."""
        number = next(self._updates)
        name = self._names[number % len(self._names)]
        found = await self._database["organizations"].find_one({"_id": name})
        version = found["version"]
        async with await self._client.start_session() as session, session.start_transaction(ReadConcern("snapshot"), DURABLE):
            await self._database["requests"].insert_one(self._like("requests", f"{name}/{number}"), session=session)
            guarded = {"_id": name, "version": version}
            changed = await self._database["organizations"].replace_one(guarded, found | {"version": version + 1}, session=session)
            assert changed.matched_count == 1
            await self._follow_up(f"{name}/{number}", session)

    async def _follow_up(self, name: str, session: Any) -> None:
        await self._database["sequences"].update_one({"_id": name}, {"$inc": {"last": 1}}, upsert=True, session=session)
        await self._database["outbox"].insert_one(self._like("outbox", name), session=session)
        await self._database["audit"].insert_one(self._like("audit", name), session=session)

    def _like(self, kind: str, name: str) -> Document:
        return self._samples[kind] | {"_id": name}
