"""Each page stands under one item of the navigation; a project's title is for those alone who may read it."""

import re
from dataclasses import replace
from pathlib import Path

import jwt
import pytest

from cli.refused import Refused
from cli.story.methods import all_methods, is_mutation
from console import belonging
from console.belonging import HOME, list_of, page_of
from console.calls import Caller, Calls
from console.me import Me, look_up
from console.menu import begins, menu_of
from console.names import Names
from tests.unit.console.suite import Services, always, console, sign_in

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
        ("/projects/x/serviceRequests/1", "服务、设施、信息"),
        ("/people/x/rating", "单位与人员"),
        ("/imports", "单位与人员"),
        ("/guides/g", "申报、受理、评审"),
        ("/workbench/done", "工作台"),
    ],
)
def test_a_page_stands_under_one_item(path: str, title: str) -> None:
    assert [item.title for item in menu_of(BUREAU, path) if item.is_here] == [title]


def test_a_clock_is_turned_by_an_administrator_and_on_a_rehearsal_alone() -> None:
    administrator = Me("people/admin", "首任系统管理员", "", "", "", frozenset({"administrator"}))
    for me, is_rehearsal, shown in ((administrator, True, True), (administrator, False, False), (BUREAU, True, False)):
        assert ("演练时钟" in [item.title for item in menu_of(me, "/", is_rehearsal=is_rehearsal)]) == shown


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("projects/x", "/projects/x"),
        ("projects/x/nodes/n1", "/projects/x"),
        ("projects/x/deviations/d1", "/projects/x/supervision#d1"),
        ("projects/x/results/1/requests/2", "/projects/x/results/1#r2"),
        ("people/x/rating/entries/1", "/people/x/rating"),
        ("organizations/x", "/people"),
        ("nothing/x", HOME),
    ],
)
def test_what_is_done_leads_back_to_where_it_is_shown(name: str, page: str) -> None:
    assert page_of(name) == page


def test_each_act_that_makes_something_leads_to_its_list() -> None:
    making = {full.rpartition("/")[2] for full, method in all_methods().items() if is_mutation(method)}
    assert all(act in making for row in belonging._ROWS for act in row.made)
    assert (list_of("AskQuestion"), list_of("AuthorizeSignatory"), list_of("SignDocument")) == ("/questions", "/people", HOME)


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


TEMPLATES = Path(belonging.__file__).with_name("templates")
EXPERT = Me("people/zhou-bin", "周斌", "", "", "", frozenset({"expert"}))


def test_the_way_to_a_page_begins_at_a_list_that_one_has() -> None:
    ways = {path.name: way for path in TEMPLATES.glob("*.html") if (way := re.search(r'class="crumbs".*', path.read_text("utf-8")))}
    lists = {href: title for way in ways.values() for href, title in re.findall(r'crumb\("([^"]+)", "([^"]+)"\)', way[0])}
    assert len(ways) > 20 and len(lists) > 10
    for me in (BUREAU, EXPERT, replace(EXPERT, takes_part=True), replace(EXPERT, roles=frozenset({"administrator"}))):
        has = [item.href for item in menu_of(me, "/")]
        begun = {href: begins(me, href, title) for href, title in lists.items()}
        assert [way for way in begun.values() if belonging.item_of(way[0]) not in has] == []
        assert {href for href, way in begun.items() if way[0] != href} == {href for href in lists if belonging.item_of(href) not in has}
    assert begins(EXPERT, "/projects", "项目台账") == (HOME, "工作台") != begins(BUREAU, "/projects", "项目台账")
    # All others begin at what everybody has, or at the very thing that an act is about.
    links = {name: re.findall(r'href="(/[a-z]+)"', way[0]) for name, way in ways.items()}
    assert {href for found in links.values() for href in found} <= {"/workbench", "/rules", "/imports"}


async def test_who_reads_no_project_has_no_way_to_the_ledger_on_a_page(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played["GetProject"] = lambda it, who: {"name": it["name"], "title": "题目"}
    services.played |= {"ListTasks": lambda it, who: {}, "ListDeadlines": lambda it, who: {}}
    for person, way in (("people/zhou-bin", ["/workbench"]), ("people/zhao-ming", ["/projects", "/projects/x"])):
        await sign_in(browser, person)
        page = (await browser.get("/acts/milestones/RecordVote?on=projects/x/nodes/n1")).text
        assert re.findall(r'href="([^"]+)"', re.search(r'class="crumbs".*', page)[0]) == way  # type: ignore[index]
        for shown in (page, (await browser.get("/workbench")).text):
            assert ("/projects" in re.findall(r'(?:href|action)="([^"]+)"', shown)) == (person == "people/zhao-ming")


async def test_an_expert_who_takes_part_in_a_project_has_the_way_there() -> None:
    services = Services()
    caller = Caller(_as(services), "people/zhou-bin", _token("people/zhou-bin"))
    services.played["ListProjects"] = lambda it, who: {"projects": []}
    assert [item.title for item in menu_of(await look_up(caller), "/")] == ["工作台", "申报、受理、评审"]
    services.played["ListProjects"] = lambda it, who: {"projects": [{"name": "projects/x", "title": "题目"}]}
    assert "项目台账" in [item.title for item in menu_of(await look_up(caller), "/")]
    del services.played["ListProjects"]  # the desk is away: what experts have on panels is on their workbench all the same
    assert (await look_up(caller)).is_only_expert


async def test_who_keeps_no_records_finds_their_own_organization_and_its_people(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    mine = {"display_name": "北方机械研究院", "kind": "ORGANIZATION_KIND_RESEARCH_INSTITUTE", "area": "outside"}
    services.played["ListOrganizations"] = lambda it, who: {
        "organizations": [{"name": "organizations/yuan", **mine}, {"name": "organizations/kjj", "display_name": "市科技局"}]
    }
    services.played["GetPerson"] = lambda it, who: {"name": it["name"], "display_name": "宋岩", "organization": "organizations/yuan"}
    services.played["GetOrganization"] = lambda it, who: {"name": it["name"], **mine}
    services.played["ListPeople"] = lambda it, who: {
        "people": [
            {"name": "people/wang", "display_name": "王立新", "organization": "organizations/yuan"},
            {"name": "people/ming", "display_name": "赵明", "organization": "organizations/kjj"},
            {"name": "people/alone", "display_name": "何人"},
        ]
    }
    await sign_in(browser, "people/song-yan")
    page = (await browser.get("/people")).text
    assert "/people/wang" in page and "北方机械研究院" in page
    assert not any(other in page for other in ("/people/ming", "/people/alone", "RegisterPerson", "AuthorizeSignatory"))


PERSON = {"name": "people/zhao-ming", "display_name": "赵明", "organization": "organizations/kjj"}
REGISTERS = ("RegisterOrganization", "RegisterPerson", "AuthorizeSignatory", 'href="/imports"')


@pytest.mark.parametrize(
    ("role", "registers", "drafts"),
    [
        ("science_bureau", True, False),
        ("administrator", True, False),
        ("security_administrator", False, False),
        ("county", False, False),
        ("finance_bureau", False, False),
        ("auditor", False, False),
        ("", False, True),
    ],
)
async def test_no_page_leads_to_an_act_of_others(tmp_path: Path, role: str, registers: bool, drafts: bool) -> None:
    """Registering is the bureau's and the administrator's (2.5), drafting and booking that of who takes part in projects (2.3, 9.2)."""
    browser, services, _ = console(tmp_path)
    services.played |= {
        "GetPerson": always({**PERSON, "global_roles": [role] if role else []}),
        "ListApplications": always({}),
        "ListGuides": always({}),
        "GetFacility": always({"name": "facilities/line", "title": "轻合金中试线", "capacity": 2}),
        "GetFacilityCalendar": always({"days": [{"day": "2026-09-01", "free": 1}]}),
    }
    await sign_in(browser)
    page = (await browser.get("/people")).text
    assert [each in page for each in REGISTERS] == [registers] * len(REGISTERS)
    assert ("CreateApplication" in (await browser.get("/applications")).text) is drafts
    assert ("BookFacility" in (await browser.get("/facilities/line")).text) is drafts


async def test_who_belongs_nowhere_is_told_why_the_list_is_empty(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played |= {"ListPeople": always({}), "GetPerson": always({"name": "people/zhao-ming", "display_name": "赵明"})}
    await sign_in(browser)
    page = (await browser.get("/people")).text
    assert "没有可以列出的单位和人员" in page and "<table" not in page
