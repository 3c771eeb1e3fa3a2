"""True projects as the desk keeps them, to be multiplied: the facts of the example stories, taken in by the desk's own handlers.

Each project of the record stands for some: cut short at different moments, so that every stage is there, of different counties, with
different words in its title. One word is in one project of ten thousand.
"""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from chassis.access.roles import Actor
from chassis.envelope import Envelope
from chassis.policy import Policies
from chassis.store.executor import Executor
from chassis.store.mongo import Document, Mongo
from chassis.store.schema import ensure_collections
from chassis.store.transaction import Context, Origin
from chassis.time.clock import Clock
from services.desk.domain.policy import DeskPolicy
from services.desk.domain.words import Stage
from services.desk.handlers import take_in
from services.desk.store import DeskTransaction
from services.desk.subscriptions import SUBSCRIPTIONS

RECORD = Path(__file__).parents[1] / "tests" / "unit" / "desk" / "recorded.jsonl.gz"
PROJECTS = ("yeya-fati", "boli-qimin", "xunjian-jiqiren", "jiaolu-zhiqing", "jiaoyou-shenjiagong")
COUNTIES = ("yuci", "taigu", "jiexiu", "qixian", "pingyao", "lingshi", "shouyang", "xiyang", "heshun", "zuoquan", "yushe")
VARIANTS = 2
RARE, RARE_WORD = "石墨烯散热膜", "石墨烯"
_SUBJECTS = ("铝合金", "煤矸石", "液压阀", "玻璃器皿", "谷子", "焦炉煤气", "推光漆", "巡检机器人", "镁合金", "碳纤维", "特种纱", "药用菌")
_WORKS = ("精密铸造", "智能分选", "绿色制备", "在线检测", "高效育种", "深度净化")
_ENDS = ("关键技术攻关", "产业化示范", "装备研制")
# Of a hundred projects so many are at each stage, in their order: most run, or are closed.
SHARES = dict(zip(Stage, (4, 5, 6, 6, 34, 3, 3, 2, 37), strict=True))
# Before each of these a project stands at another stage; while it runs it is cut short more often.
_TURNS = (
    "sanzhi.registry.application.submitted.v1",
    "sanzhi.registry.project.approved.v1",
    "sanzhi.registry.project.running.v1",
    "sanzhi.evaluation.evaluation.opened.v1",
    "sanzhi.evaluation.evaluation.panel_convened.v1",
    "sanzhi.evaluation.evaluation.concluded.v1",
    "sanzhi.evaluation.filing.filed.v1",
)
_RUNNING, _LONGEST = 4, 30
_TITLED = ("sanzhi.registry.application.", "sanzhi.registry.project.")
_MARK = 0xFADE0000  # so that the end of a pattern's ids is in no amount or date, where it would be replaced with them
Line = Mapping[str, Any]


@dataclass(frozen=True)
class Pattern:
    """One true project. slug: its id, always ten characters long; documents: of each collection those that are multiplied."""

    slug: str
    stage: Stage
    next_day: str
    title: str
    documents: Mapping[str, Sequence[Document]]

    @property
    def end(self) -> str:
        """With which ids of its facts end."""
        return f"{_MARK + int(self.slug[1:]):08x}"


async def patterns(mongo: Mongo) -> tuple[list[Pattern], list[Document]]:
    """All of them, made in a database of their own; and whom the desk knows by name."""
    await ensure_collections(mongo, DeskTransaction)
    context = Context("desk", mongo, Policies.load("desk", DeskPolicy), lambda stub: stub, "grown")
    executor = Executor(context, Clock(mongo, "system"), DeskTransaction)
    lines = lines_of()
    await _take(executor, [line for line in lines if not _project_of(line)])
    slugs: list[str] = []
    for project in PROJECTS:
        facts = [each for each in lines if _project_of(each) == project]
        for cut, variant in ((cut, variant) for cut in _cuts(facts) for variant in range(VARIANTS)):
            slug = f"t{len(slugs):09d}"
            await _take(executor, list(_copied(facts[:cut], slug, len(slugs), variant)))
            slugs.append(slug)
    found = [await _pattern(mongo, slug) for slug in slugs]
    return found, await mongo["known"].find({}).to_list(None)


def lines_of() -> list[Line]:
    """All facts of the record that the desk takes in, in their order."""
    read = [json.loads(line) for line in gzip.decompress(RECORD.read_bytes()).decode().splitlines()]
    return [line for line in read if line.get("type") in SUBSCRIPTIONS]


def _project_of(line: Line) -> str:
    return str(line["data"].get("project", "")).removeprefix("projects/")


def _cuts(facts: Sequence[Line]) -> list[int]:
    """How many of its facts make a project: up to before each turn, some between where there are many, and all."""
    kinds = [fact["type"] for fact in facts]
    turns = sorted({0, *(kinds.index(turn) for turn in _TURNS if turn in kinds), len(facts)})
    between = (
        start + (end - start) * part // _RUNNING for start, end in pairwise(turns) if end - start > _LONGEST for part in range(1, _RUNNING)
    )
    return sorted({*turns, *between} - {0})


def renamed(facts: Sequence[Line], slug: str, number: int) -> Iterator[dict[str, Any]]:
    """Its facts as those of another project of this id. Ids of facts stay in order, and are told apart by their end."""
    old = _project_of(facts[0])
    for line in facts:
        copied: dict[str, Any] = json.loads(json.dumps(line, ensure_ascii=False).replace(old, slug))
        yield {**copied, "id": f"{copied['id'][:-8]}{number:08x}"}


def _copied(facts: Sequence[Line], slug: str, number: int, variant: int) -> Iterator[Line]:
    """So renamed, of another county, and under another title."""
    titled = [line["data"].get("title") for line in facts if line["type"].startswith(_TITLED)]
    titles = {str(title) for title in titled if title}
    title = RARE if number == 0 else f"{_SUBJECTS[number % len(_SUBJECTS)]}{_WORKS[number % len(_WORKS)]}{_ENDS[variant % len(_ENDS)]}"
    for line in renamed(facts, slug, _MARK + number):
        text = json.dumps(line, ensure_ascii=False)
        for each in titles:
            text = text.replace(each, title)
        copied = json.loads(text)
        if "county" in copied["data"]:
            copied["data"]["county"] = COUNTIES[number % len(COUNTIES)]
        yield copied


async def _take(executor: Executor, lines: Sequence[Line]) -> None:
    """All of them in one transaction, as the inbox does it with what came together."""
    origin = Origin("bench", "c", "c")

    async def work(tx: Any) -> None:
        for line in lines:
            at = datetime.fromisoformat(line["time"])
            tx.begin(Envelope(line["id"], "", line["type"], line["subject"], at, 1, line["actor"], "", "", ""), origin)
            await take_in(line["data"], tx)

    await executor.run(work, Actor("services/desk", roles=frozenset({"service"})), origin, seconds=60)


async def _pattern(mongo: Mongo, slug: str) -> Pattern:
    """The most urgent of what is open, and a little of what is over: a million whole projects would be a hundred million documents."""
    name = f"projects/{slug}"
    card: Document = await mongo["cards"].find_one({"_id": name})
    documents = {
        "cards": [card],
        "tasks": await _some(mongo, "tasks", {"project": name, "who": {"$ne": []}}, "by_day", 4)
        + await _some(mongo, "tasks", {"project": name, "who": []}, "by_done", 1),
        "periods": await _some(mongo, "periods", {"project": name, "watchers": {"$ne": []}}, "by_day", 3)
        + await _some(mongo, "periods", {"project": name, "watchers": []}, "by_day", 1),
        "happenings": await _some(mongo, "happenings", {"project": name}, "_id", 1),
    }
    return Pattern(slug, Stage(card["stage"]), card["next_day"], card["by_title"].partition("|")[0], documents)


async def _some(mongo: Mongo, collection: str, where: Document, order: str, most: int) -> list[Document]:
    found: list[Document] = await mongo[collection].find(where).sort(order, 1).to_list(most)
    return found


def slots(made: Sequence[Pattern], many: int) -> list[Pattern]:
    """Which one each of so many projects is, in turn: stages by their shares, the rare title once."""
    by_stage: dict[Stage, list[Pattern]] = defaultdict(list)
    for each in made:
        by_stage[each.stage].append(each)
    shares = {stage: SHARES[stage] for stage in by_stage}
    found: list[Pattern] = []
    for stage, share in shares.items():
        mine = [each for each in by_stage[stage] if each.title != RARE] or by_stage[stage]
        found += [mine[number % len(mine)] for number in range(-(-share * many // sum(shares.values())))]
    rare = next(each for each in made if each.title == RARE)
    return [rare, *found[: many - 1]]


NAME = re.compile(rb"(people|organizations)/([a-z0-9-]{4,})")
DAY = re.compile(rb"20\d\d-\d\d-\d\d")
