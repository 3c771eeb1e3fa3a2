"""What people ask of the desk: lists with their filters, orders and searches, as bureau, county, finance, units and leads ask."""

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sanzhi.desk.v1 import desk_pb2

from bench.desk_grown import slug_of
from bench.desk_pattern import RARE_WORD
from chassis.access.roles import Actor
from chassis.policy import Policies
from chassis.rpc.binding import bind
from chassis.rpc.decoding import decode
from chassis.rpc.encoding import encode, encode_list
from chassis.rpc.pages import opened, sealed
from chassis.store.executor import Executor
from chassis.store.mongo import Document, Mongo
from chassis.store.transaction import Context, Origin
from chassis.time.clock import Clock
from services.desk import handlers
from services.desk.domain.policy import DeskPolicy
from services.desk.store import DeskTransaction

SAMPLES = 200
PAGE = 50  # as the console asks
Path = Callable[[], Awaitable[Any]]
Asked = Mapping[str, Any]
_BUREAU = Actor("people/zhao-ming", "organizations/kjj", "science_bureau", "jinzhong", frozenset({"science_bureau"}))
_FINANCE = Actor("people/qian-hong", "organizations/czj", "finance_bureau", "jinzhong", frozenset({"finance_bureau"}))
_COUNTY = Actor("people/ma-li", "organizations/yuci-kj", "county_department", "yuci", frozenset({"county"}))


class DeskPaths:
    """All paths by name, on a grown database."""

    def __init__(self, mongo: Mongo, size: int, only: str = "") -> None:
        """only: paths whose name has this text."""
        context = Context("desk", mongo, Policies.load("desk", DeskPolicy), lambda stub: stub, "grown")
        self._executor = Executor(context, Clock(mongo, "system"), DeskTransaction)
        self._methods = {each.name: each for each in bind(desk_pb2.DESCRIPTOR.services_by_name["DeskService"], handlers)}
        self.mongo, self._chance, self._cards = mongo, random.Random(5), list[Document]()
        self.size, self._only = size, only

    async def prepare(self) -> None:
        """Know some projects, whose parties then ask."""
        names = [f"projects/{slug_of(self._chance.randrange(self.size))}" for _ in range(SAMPLES)]
        cards = await self.mongo["cards"].find({"_id": {"$in": names}}).to_list(None)
        self._cards = [card for card in cards if card["owners"] and card["nominated_lead"]]

    @property
    def single(self) -> dict[str, Path]:
        """What is asked, and by whom."""
        found = {**self._ledger(), **self._searches(), **self._tasks(), **self._deadlines(), **self._others()}
        return {name: path for name, path in found.items() if self._only in name}

    def _ledger(self) -> dict[str, Path]:
        asked: dict[str, Asked] = {
            "first page": {},
            "running": {"stage": "STAGE_RUNNING"},
            "a rare stage": {"stage": "STAGE_FILING"},
            "overdue": {"lamp": "LAMP_OVERDUE"},
            "soon": {"lamp": "LAMP_SOON"},
            "of a county": {"county": "lingshi"},
            "of a kind": {"kind": "government_direct"},
            "stage and county": {"stage": "STAGE_EVALUATION", "county": "yushe"},
            "stage, kind and lamp": {"stage": "STAGE_RUNNING", "kind": "open_bid", "lamp": "LAMP_OVERDUE"},
            "by title": {"order": "PROJECT_ORDER_TITLE"},
            "by budget": {"order": "PROJECT_ORDER_BUDGET"},
            "last changed": {"order": "PROJECT_ORDER_CHANGED"},
            "rare stage by budget": {"stage": "STAGE_FILING", "order": "PROJECT_ORDER_BUDGET"},
            "county by title": {"county": "lingshi", "order": "PROJECT_ORDER_TITLE"},
        }
        found = {f"ledger, {name}": self._projects(_BUREAU, _just(fields)) for name, fields in asked.items()}
        return found | {
            "ledger, a page in the middle": self._middle(),
            "ledger, of a party": self._projects(_BUREAU, lambda: {"party": self._some()["owners"][0]}),
            "ledger, county's own": self._projects(_COUNTY, dict),
            "ledger, county's running": self._projects(_COUNTY, lambda: {"stage": "STAGE_RUNNING"}),
            "ledger, finance": self._projects(_FINANCE, dict),
            "ledger, a unit's own": self._projects(self._unit, dict),
            "ledger, a lead's own": self._projects(self._lead, dict),
        }

    def _searches(self) -> dict[str, Path]:
        words = {"a common word": "攻关", "two words": "铝合金攻关", "a rare word": RARE_WORD, "a word that is nowhere": "量子纠缠"}
        found = {f"search, {name}": self._projects(_BUREAU, _just({"query": word})) for name, word in words.items()}
        return found | {
            "search, a unit": self._projects(_BUREAU, lambda: {"query": "17号铸造机械"}),
            "search, common word, rare stage": self._projects(_BUREAU, lambda: {"query": "攻关", "stage": "STAGE_FILING"}),
            "search, common word by budget": self._projects(_BUREAU, lambda: {"query": "攻关", "order": "PROJECT_ORDER_BUDGET"}),
            "search, rare word by title": self._projects(_BUREAU, lambda: {"query": RARE_WORD, "order": "PROJECT_ORDER_TITLE"}),
            "search, common word, county's own": self._projects(_COUNTY, lambda: {"query": "攻关"}),
            "search, rare word, a unit's own": self._projects(self._unit, lambda: {"query": RARE_WORD}),
        }

    def _tasks(self) -> dict[str, Path]:
        def ask(actor: Any, view: str, **more: Any) -> Path:
            return self._asking("ListTasks", actor, lambda: {"view": f"TASK_VIEW_{view}", "page_size": PAGE, **more})

        return {
            "tasks, bureau's": ask(_BUREAU, "MINE"),
            "tasks, county's": ask(_COUNTY, "MINE"),
            "tasks, finance's": ask(_FINANCE, "MINE"),
            "tasks, a unit's": ask(self._unit, "MINE"),
            "tasks, a lead's": ask(self._lead, "MINE"),
            "tasks, owed to the bureau": ask(_BUREAU, "OWED"),
            "tasks, owed to a county": ask(_COUNTY, "OWED"),
            "tasks, owed to a unit": ask(self._unit, "OWED"),
            "tasks, started by the bureau": ask(_BUREAU, "STARTED"),
            "tasks, done by the bureau": ask(_BUREAU, "DONE"),
            "tasks, done by a lead": ask(self._lead, "DONE"),
            "tasks, of a project": self._asking("ListTasks", _BUREAU, lambda: {"view": "TASK_VIEW_OWED", "parent": self._some()["_id"]}),
        }

    def _deadlines(self) -> dict[str, Path]:
        asked: dict[str, Asked] = {
            "open": {},
            "overdue": {"lamp": "LAMP_OVERDUE"},
            "soon": {"lamp": "LAMP_SOON"},
            "of a kind": {"kind": "materials"},
            "of a rare kind": {"kind": "self_evaluation"},
            "by a rule": {"rule": "4.1"},
            "by a rare rule": {"rule": "6.2"},
            "marked overdue": {"state": "DEADLINE_STATE_OVERDUE"},
            "met": {"state": "DEADLINE_STATE_MET"},
            "the bureau's own": {"mine": True},
        }

        def ask(actor: Any, fields: Callable[[], Asked]) -> Path:
            return self._asking("ListDeadlines", actor, lambda: {"page_size": PAGE, **fields()})

        return {f"deadlines, {name}": ask(_BUREAU, _just(fields)) for name, fields in asked.items()} | {
            "deadlines, county's": ask(_COUNTY, dict),
            "deadlines, a unit's": ask(self._unit, dict),
            "deadlines, a lead's own": ask(self._lead, lambda: {"mine": True}),
            "deadlines, of a project": ask(_BUREAU, lambda: {"parent": self._some()["_id"]}),
        }

    def _others(self) -> dict[str, Path]:
        return {
            "board, all": self._asking("GetBoard", _BUREAU, dict),
            "board, of a county": self._asking("GetBoard", _BUREAU, lambda: {"county": "lingshi"}),
            "board, county's own": self._asking("GetBoard", _COUNTY, dict),
            "board, finance": self._asking("GetBoard", _FINANCE, dict),
            "board, a unit's own": self._asking("GetBoard", self._unit, dict),
            "a project": self._asking("GetProject", _BUREAU, lambda: {"name": self._some()["_id"]}),
            "what happened in a project": self._asking("ListHappenings", _BUREAU, lambda: {"parent": self._some()["_id"]}),
            "names": self._asking("GetNames", _BUREAU, lambda: {"names": [name for _ in range(10) for name in self._some()["parties"]]}),
            "search for a name": self._asking("SearchNames", _BUREAU, lambda: {"query": "铸造机械", "page_size": PAGE}),
            "is a fact taken in": self._asking("CheckFacts", _BUREAU, self._fact),
        }

    def _some(self) -> Document:
        return self._chance.choice(self._cards)

    def _unit(self) -> Actor:
        return Actor("people/nobody", self._some()["owners"][0], "enterprise", "yuci")

    def _lead(self) -> Actor:
        return Actor(self._some()["nominated_lead"])

    def _fact(self) -> Asked:
        place = {"topic": "grown.registry", "key": self._some()["_id"], "sequence": 2, "type": "sanzhi.registry.project.approved.v1"}
        return {"facts": [place]}

    def _projects(self, actor: Any, fields: Callable[[], Asked]) -> Path:
        return self._asking("ListProjects", actor, lambda: {"page_size": PAGE, **fields()})

    def _middle(self) -> Path:
        def fields() -> Asked:
            answer = sealed(desk_pb2.ListProjectsResponse(next_page_token=self._some()["by_next_day"]), desk_pb2.ListProjectsRequest())
            return {"page_token": answer.next_page_token}  # type: ignore[attr-defined]

        return self._projects(_BUREAU, fields)

    def _asking(self, name: str, actor: Any, fields: Callable[[], Asked]) -> Path:
        """A call as the service carries it out, from the request that was read to the answer that is sent."""
        method = self._methods[name]

        async def ask() -> bytes:
            message: Any = method.request(**fields())
            caller = actor if isinstance(actor, Actor) else actor()
            tx = await self._executor.begin(caller, Origin("bench", "c", "c"))
            result = await method.handler(decode(opened(message), method.command), tx)
            answer: Any = method.response()
            if "next_page_token" in answer.DESCRIPTOR.fields_by_name:
                encode_list(result, answer, _cannot)
            else:
                encode(result, answer)
            told: bytes = sealed(answer, message).SerializeToString()
            return told

        return ask

    async def milliseconds(self, times: int) -> dict[str, list[float]]:
        """So many of each path, one by one."""
        found: dict[str, list[float]] = {}
        for name, path in self.single.items():
            for _ in range(times):
                began = time.perf_counter()
                await path()
                found.setdefault(name, []).append(1000 * (time.perf_counter() - began))
        return found


def _just(fields: Asked) -> Callable[[], Asked]:
    return lambda: fields


def _cannot(entry: object, error: Exception) -> None:
    raise error
