"""What is too long for a page says so, what is chosen is always offered, and no page has more calls under way than a few."""

import asyncio
from pathlib import Path
from typing import Any

import jwt
import pytest

from chassis.policy import Laws
from cli.refused import Refused
from console.calls import Caller, Listed, each_had
from console.exports.listing import made, text
from console.forms.kinds import Kind
from console.forms.known import MOST_OFFERED, Register
from console.forms.typed import Shown
from console.project.acts import MOST, acts_each
from tests.unit.console.suite import Services, always, console, sign_in

CLAIM = {"project": "projects/x", "organization": "organizations/kjj", "title": "设备补助", "state": "CLAIM_STATE_PAID"}


def paged(field: str, made: Any, number: int) -> Any:
    """A list of so many, page by page."""

    def answer(it: dict[str, Any], who: str) -> dict[str, Any]:
        start = int(it.get("page_token") or 0)
        end = min(start + int(it["page_size"]), number)
        return {field: [made(place) for place in range(start, end)], "next_page_token": str(end) if end < number else ""}

    return answer


def claim(place: int) -> dict[str, Any]:
    return {**CLAIM, "name": f"projects/x/claims/{place}"}


@pytest.mark.parametrize(("number", "is_cut"), [(500, False), (501, True)])
async def test_a_list_that_is_cut_says_so(tmp_path: Path, number: int, is_cut: bool) -> None:
    browser, services, _ = console(tmp_path)
    services.played["ListClaims"] = paged("claims", claim, number)
    await sign_in(browser)
    assert ("只列出前 500 项，还有没列出的" in (await browser.get("/claims")).text) is is_cut


async def test_evaluations_under_way_are_taken_over_all_pages_of_each_state(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    made = {"state": "EVALUATION_STATE_UNDER_REVIEW", "title": "净化"}
    many = paged("evaluations", lambda place: {**made, "name": f"projects/p{place}/evaluation", "project": f"projects/p{place}"}, 150)
    services.played["ListEvaluations"] = lambda it, who: many(it, who) if it["state"].endswith("_UNDER_REVIEW") else {}
    await sign_in(browser)
    page = (await browser.get("/evaluations")).text
    assert "projects/p149/evaluation" in page and "还有没列出的" not in page
    page = (await browser.get("/evaluations?state=EVALUATION_STATE_UNDER_REVIEW")).text
    assert "projects/p99/evaluation" in page and "projects/p100/evaluation" not in page and "page=100" in page


async def test_a_choice_takes_all_pages_and_keeps_what_is_chosen_though_it_be_none_of_them(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played |= {
        "SearchPolicies": paged("policies", lambda place: {"name": f"policies/p{place}", "terms": {"title": f"政策{place}"}}, 1200),
        "GetPolicy": lambda it, who: {"name": it["name"], "terms": {"title": "已停止的政策"}},
    }
    await sign_in(browser)
    page = (await browser.get("/acts/support/AskQuestion?with.policy=policies/old")).text
    assert '<option value="policies/old" selected>已停止的政策</option>' in page
    assert '<option value="policies/p999">政策999</option>' in page and "没列出的，从它自己的页面" in page


def test_what_is_chosen_is_offered_even_where_the_choices_are_fixed() -> None:
    field = Shown("kind", Kind.CHOICE, "", "", "", "", True, "OLD", choices=Listed([("NEW", "新")]))
    assert field.offered == [("OLD", "OLD"), ("NEW", "新")]
    assert Shown("kind", Kind.CHOICE, "", "", "", "", True, "NEW", choices=Listed([("NEW", "新")])).offered == [("NEW", "新")]


def test_many_people_are_searched_and_who_is_not_found_has_neighbours() -> None:
    many = Register({Kind.PERSON: {f"张{place}": f"people/p{place}" for place in range(MOST_OFFERED + 1)} | {"老张7": "people/o"}})
    assert many.offered(Kind.PERSON) == [] and many.like(Kind.PERSON, "张7")[0] == "张7" and "老张7" in many.like(Kind.PERSON, "张7")
    assert len(many.like(Kind.PERSON, "张")) == 30
    assert "相近的有：" in many.find(Kind.PERSON, "张")[1] and many.find(Kind.PERSON, "王")[1] == "登记的人员中没有“王”"
    assert many.find(Kind.PERSON, "张300") == ("people/p300", "")


async def test_a_page_asks_for_titles_as_one_types(tmp_path: Path) -> None:
    browser, _, _ = console(tmp_path)
    await sign_in(browser)
    assert (await browser.get("/known/person", params={"text": "周"})).json() == ["周斌"]
    assert (await browser.get("/known/organization", params={"text": "科技"})).json() == ["市科技局"]
    assert (await browser.get("/known/choice")).status_code == 404


class Counted(Services):
    """How many calls are under way at once, and how many there were."""

    under_way, most, calls = 0, 0, 0

    async def send(self, method: str, request: Any, token: str, **given: Any) -> Any:
        self.under_way += 1
        self.most, self.calls = max(self.most, self.under_way), self.calls + 1
        await asyncio.sleep(0)
        self.under_way -= 1
        return await super().send(method, request, token, **given)


async def test_acts_of_many_things_are_asked_a_few_at_once_and_not_without_end() -> None:
    services = Counted()
    services.played["ListTasks"] = always({})
    caller = Caller(services, "people/zhao-ming", jwt.encode({"sub": "people/zhao-ming"}, "k" * 32))  # type: ignore[arg-type]
    asked = [("sharing", f"projects/x/results/1/requests/{place}", "") for place in range(MOST + 50)]
    found = await acts_each(caller, asked, Laws.load().newest)
    assert services.calls == MOST + 1 and services.most <= 17
    assert not found[asked[0][1]].is_cut and found[asked[-1][1]].is_cut and not found["projects/x/results/1/requests/over"].is_cut


async def test_what_one_of_many_may_not_have_does_not_take_the_others_along() -> None:
    async def one(place: int) -> int:
        if place == 1:
            raise Refused("NOT_FOUND", "NOT_FOUND", "", "没有", {})
        return place

    first, second, third = await each_had(one(place) for place in range(3))
    assert (first, third) == (0, 2) and getattr(second, "why", "") == "没有"


def test_a_workbook_that_is_cut_says_so() -> None:
    whole, part = Listed([{"it": "a"}]), Listed([{"it": "a"}], is_cut=True)
    fields = [text("它", lambda it: it["it"])]
    assert made("表", fields, whole, "搜索“a”").listed == "搜索“a”"
    assert made("表", fields, part, "搜索“a”").listed == "搜索“a”；只列出前 1 项，还有没列出的"


@pytest.mark.parametrize(
    ("path", "method", "field", "number"),
    [("/workbench/done", "ListTasks", "tasks", 200), ("/applications", "ListApplications", "applications", 2000)],
)
async def test_done_tasks_and_applications_that_are_cut_say_so(tmp_path: Path, path: str, method: str, field: str, number: int) -> None:
    browser, services, _ = console(tmp_path)
    services.played["ListGuides"] = always({})
    await sign_in(browser)
    for more in (0, 1):
        services.played[method] = paged(field, lambda place: {"name": f"{field}/{place}"}, number + more)
        assert (f"只列出前 {number} 项，还有没列出的" in (await browser.get(path)).text) is bool(more)
