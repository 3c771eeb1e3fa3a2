import asyncio
import importlib
from types import SimpleNamespace
from typing import Any

import pytest
from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc

from chassis.errors import NotFound, RuleViolated, Unavailable
from chassis.rpc import naming
from chassis.rpc.naming import Naming, ids_in, titles_of
from cli.services import SERVICES

# Whom registry need not know, and may.
TX = SimpleNamespace(context=SimpleNamespace(first_officers={"people/first": "administrator", "people/li": "auditor"}))
TITLES = {"people/li": "李成远", "people/li-2": "李二", "organizations/jz": "晋中铸造", "projects/p1": "“铸件项目”"}


async def title_of(name: str, tx: Any) -> str:
    if name == "people/away":
        raise Unavailable("NEIGHBOUR_UNAVAILABLE", "请稍后再试")
    if name == "people/odd":
        raise ValueError(name)
    if name == "people/slow":
        await asyncio.Event().wait()
    return TITLES.get(name, "")


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("people/li已是本项目的项目专员", "李成远已是本项目的项目专员"),
        ("people/li、people/li-2、people/li", "李成远、李二、李成远"),
        ("收到“people/li”，projects/p1。", "收到“李成远”，“铸件项目”。"),
        ("项目“projects/p1”已结束", "项目“铸件项目”已结束"),
        ("organizations/jz.", "晋中铸造."),
        ("people/nobody不在", "people/nobody不在"),
        ("应为 people/… 或 projects/… ", "应为 people/… 或 projects/… "),
        ("https://a.b/people/li", "https://a.b/people/li"),
        ("people/away、people/odd、people/slow、people/li", "people/away、people/odd、people/slow、李成远"),
        ("须由people/first以外的人确认", "须由首任系统管理员以外的人确认"),
        ("没有编号", "没有编号"),
        ("（projects/p1/nodes/n1）", "（“铸件项目”/nodes/n1）"),
    ],
)
async def test_a_message_names_people_organisations_and_projects(message: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(naming, "LONGEST_WAIT", 0.01)
    tx: Any = TX
    assert await Naming(title_of).told(RuleViolated("ANY", message or "x", rule="4.2"), message, tx) == told
    assert await Naming(None).told(RuleViolated("ANY", message or "x", rule="4.2"), message, tx) == message


async def test_what_is_not_there_is_told_by_its_id_and_what_is_known_is_not_asked_again() -> None:
    asked: list[str] = []

    async def counting(name: str, tx: Any) -> str:
        asked.append(name)
        return TITLES[name]

    names, tx = Naming(counting), TX
    missing = NotFound("NOT_FOUND", "没有找到 people/li", resource="people/li")
    assert await names.told(missing, missing.message, tx) == missing.message  # type: ignore[arg-type]
    part = NotFound("NOT_FOUND", "没有找到 projects/p1/nodes/n9", resource="projects/p1/nodes/n9")
    assert await names.told(part, part.message, tx) == part.message  # type: ignore[arg-type]
    for _ in range(3):
        assert await names.told(NotFound("NOT_FOUND", "people/li没有授权"), "people/li没有授权", tx) == "李成远没有授权"  # type: ignore[arg-type]
        assert await names.told(RuleViolated("ANY", "people/li", rule="4.2"), "people/li", tx) == "李成远"  # type: ignore[arg-type]
    assert asked == ["people/li"]


class Registry:
    """Answers as registry does, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def __getattr__(self, rpc: str) -> Any:
        async def answer(request: Any) -> Any:
            self.asked.append((rpc, request.name))
            return registry_pb2.Project(title="铸件项目") if rpc == "GetProject" else registry_pb2.Person(display_name="李成远")

        return answer


async def test_a_neighbour_s_things_are_called_as_its_proto_says() -> None:
    asked = titles_of(registry_pb2_grpc.RegistryServiceStub)
    registry = Registry()
    tx = SimpleNamespace(client=lambda stub: registry)
    assert [await asked(name, tx) for name in ("people/li", "organizations/jz", "projects/p1/nodes/n1", "guides/g", "x")] == [
        "李成远",
        "李成远",
        "“铸件项目”",
        "",
        "",
    ]
    assert [rpc for rpc, _ in registry.asked] == ["GetPerson", "GetOrganization", "GetProject"]


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("李成远不是“铸件项目”的项目专员", []),
        ("people/li不是projects/p1的项目专员", ["people/li", "projects/p1"]),
        ("（projects/p1/nodes/n1）", ["projects/p1/nodes/n1"]),
        ("事实 01890a5d-ac96-774b-bcce-b302099a8057 没有送出", ["01890a5d-ac96-774b-bcce-b302099a8057"]),
        ("01ARZ3NDEKTSV4RRFFQ69G5FAV", ["01ARZ3NDEKTSV4RRFFQ69G5FAV"]),
        ("应为 people/… ，类型为 application/pdf，见 https://a.b/people/li，sanzhi.registry/3/17，元/人", []),
    ],
)
def test_ids_that_a_message_shows(message: str, shown: list[str]) -> None:
    assert ids_in(message) == shown
    assert ids_in("people/li、people/li/rating、findings/f1", {"people"}) == ["people/li/rating", "findings/f1"]


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_says_what_things_are_called(service: str) -> None:
    assert importlib.import_module(f"services.{service}.main").SERVICE.title_of is not None
