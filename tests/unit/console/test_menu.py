"""Each page stands under one item of the navigation; a project's title is for those alone who may read it."""

import jwt
import pytest

from cli.refused import Refused
from console.calls import Caller, Calls
from console.me import Me
from console.menu import menu_of
from console.names import Names
from tests.unit.console.suite import Services

BUREAU = Me("people/zhao-ming", "赵明", "organizations/kjj", "市科技局", "", frozenset({"science_bureau"}))


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/claims", "政策、兑现"),
        ("/questions/q1", "政策、兑现"),
        ("/facilities/line", "服务、设施、信息"),
        ("/findings/f1", "监督"),
        ("/projects/x/results/1", "成果共享"),
        ("/projects/x/claims/1", "政策、兑现"),
        ("/projects/x/supervision", "项目台账"),
        ("/workbench/done", "工作台"),
    ],
)
def test_a_page_stands_under_one_item(path: str, title: str) -> None:
    assert [item.title for item in menu_of(BUREAU, path) if item.is_here] == [title]


async def test_a_title_that_one_may_read_is_not_shown_to_another() -> None:
    services = Services()

    def project(it: dict[str, str], who: str) -> dict[str, str]:
        if who != "people/zhao-ming":
            raise Refused("PERMISSION_DENIED", "ROLE_REQUIRED", "2.5", "无权查看", {})
        return {"name": it["name"], "title": "保密的题目"}

    services.played["GetProject"] = project
    names = Names()
    for person, shown in (("people/zhao-ming", "保密的题目"), ("people/zhou-bin", "projects/x")):
        caller = Caller(_as(services), person, _token(person))
        assert (await names.of(caller, "projects/x"))("projects/x") == shown


def _as(services: Services) -> Calls:
    return services  # type: ignore[return-value]


def _token(person: str) -> str:
    return jwt.encode({"sub": person}, "k" * 32, "HS256")
