"""What `make desk` asks of a grown desk: each query by an index, and each project as the desk itself would write it."""

import uuid
from typing import Any

from bench.desk_grown import grower, slug_of
from bench.desk_paths import DeskPaths
from bench.desk_pattern import RARE_WORD, SHARES
from bench.growth import NEVER_GROW
from bench.queries import queries_of
from chassis.mapping import adapter, to_plain
from chassis.store.mongo import Mongo
from cli.stack.parts_for_tests import Parts
from services.desk.domain.card import ProjectCard
from services.desk.domain.words import Stage

PROJECTS = 400


async def test_every_question_to_the_desk_goes_by_an_index_and_a_grown_project_is_one(parts: Parts) -> None:
    name = f"t{uuid.uuid4().hex[:10]}"
    mongo, aside = Mongo(parts.mongo.uri, name), Mongo(parts.mongo.uri, f"{name}p")
    try:
        await (await grower(aside)).grow(mongo, PROJECTS)
        paths = DeskPaths(mongo, PROJECTS)
        await paths.prepare()
        found = await queries_of(mongo, paths.single)
        stages = {Stage(stage) for stage in await mongo["cards"].distinct("stage")}
        documents = await mongo["cards"].find({}).to_list(None)
    finally:
        await mongo.client.drop_database(name)
        await mongo.close()
        await aside.close()
    assert {each["path"] for each in found} == paths.single.keys()
    assert [each for each in found if "COLLSCAN" in each["plan"] and each["collection"] not in NEVER_GROW] == []
    counted = {each["plan"]: each["examined"] for each in found if each["path"] in ("board, all", "board, of a county", "board, finance")}
    assert 0 in counted.values() and max(counted.values()) < PROJECTS / 4, (
        "figures are counted by an index alone, but for what is no project yet"
    )
    assert stages == SHARES.keys()
    assert {document["_id"] for document in documents} == {f"projects/{slug_of(number)}" for number in range(PROJECTS)}
    assert sum(RARE_WORD in document["by_title"] for document in documents) == 1
    for document in documents:
        card: ProjectCard = adapter(ProjectCard).validate_python({field: value for field, value in document.items() if field != "_id"})
        before = _unordered(card)
        card.settle(card.grams)
        assert _unordered(card) == before, "what follows from what is kept"


def _unordered(card: ProjectCard) -> dict[str, Any]:
    """Others' names are in another order."""
    return to_plain(card) | {field: sorted(getattr(card, field)) for field in ("parties", "readers")}
