import asyncio
import json
from datetime import datetime

import pytest

from tests.harness.suite import Refused, eventually
from tests.integration.sharing.calls import BUYER, CLERK, MANAGER, OFFICIAL, TEACHER, asked, call, confirmed, registered
from tests.integration.sharing.conftest import Staged
from tests.integration.sharing.played import PROJECT, UNIT, approved


@pytest.mark.rule("8.1")
async def test_a_result_is_registered_confirmed_found_and_exported(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        with pytest.raises(Refused) as unknown:
            await registered(suite)
        assert unknown.value.reason == "NOT_FOUND"
        await approved(suite)
        result = await registered(suite, MANAGER)
        assert (result["holders"], result["identifier"]) == ([UNIT], "200310102344.5")
        with pytest.raises(Refused) as again:
            await registered(suite)
        assert (again.value.reason, "低温浇铸" in again.value.message) == ("RESULT_REGISTERED_ALREADY", True)
        for who in (BUYER, OFFICIAL):
            with pytest.raises(Refused) as stranger:
                await registered(suite, who)
            assert (stranger.value.reason, stranger.value.rule) == ("ROLE_REQUIRED", "8.1")
        with pytest.raises(Refused) as early:
            await call(suite, "GetResult", BUYER, name=result["name"])
        assert early.value.reason == "RESULT_NOT_PUBLIC"
        assert (await call(suite, "SearchCatalogue", BUYER, query="低温"))["results"] == []
        await call(suite, "ConfirmResult", OFFICIAL, name=result["name"])
        for query in ("浇铸方", "王强", "降低四", "200310102344"):
            found = await call(suite, "SearchCatalogue", TEACHER, query=query)
            assert [each["name"] for each in found["results"]] == [result["name"]], query
        assert (await call(suite, "SearchCatalogue", TEACHER, query="高温"))["results"] == []
        record = json.loads((await call(suite, "GetCatalogueRecord", BUYER, name=result["name"]))["datacite"])
        assert record["publisher"] == {"name": "foundry"}
        facts = await suite.facts("sharing", "result.confirmed.v1")
        assert json.loads(facts[0]["data"])["target"] == "t1"


@pytest.mark.rule("8.1")
async def test_an_embargo_hides_what_is_held_back_and_ends_by_itself(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        name = await confirmed(suite, embargo_until="2026-04-30", embargo_reason="专利尚未公布")
        held = await call(suite, "GetResult", BUYER, name=name)
        assert (held["title"] != "", held["summary"], held["files"], held["etag"]) == (True, "", [], "")
        whole = await call(suite, "GetResult", CLERK, name=name)
        assert whole["summary"] and whole["files"]
        assert (await call(suite, "SearchCatalogue", BUYER, query="废品率"))["results"] == []
        await suite.advance(datetime.fromisoformat("2026-05-01T00:00:00+08:00"))

        async def is_open() -> bool:
            return (await call(suite, "GetResult", BUYER, name=name))["state"] == "RESULT_STATE_PUBLISHED"

        await eventually(is_open)
        assert (await call(suite, "GetResult", BUYER, name=name))["summary"]
        assert len(await suite.facts("sharing", "result.published.v1")) == 1
        assert len((await call(suite, "ListResults", BUYER, parent=PROJECT))["results"]) == 1


@pytest.mark.rule("8.1")
async def test_of_those_who_register_the_same_number_at_once_one_does(staged: Staged) -> None:
    """In several projects: within one they stand in line."""
    projects = [f"projects/casting-{number}" for number in range(6)]
    async with staged() as stage:
        suite = stage.suite
        for project in (PROJECT, *projects):
            await approved(suite, project)
        outcome = await asyncio.gather(*(registered(suite, parent=each) for each in projects), return_exceptions=True)
        assert [each.reason for each in outcome if isinstance(each, Refused)] == ["RESULT_REGISTERED_ALREADY"] * 5
        other = await registered(suite, kind="RESULT_KIND_PRODUCT", identifier="", title="低温浇铸的球墨铸铁管")
        said = {"name": other["name"], "kind": "RESULT_KIND_PATENT", "identifier": "200310102344.5", "authors": ["李静"], "readiness": 7}
        with pytest.raises(Refused) as taken:
            await call(suite, "CorrectResult", CLERK, title="另一方法", summary="另一方法", **said)
        assert taken.value.reason == "RESULT_REGISTERED_ALREADY"


@pytest.mark.rule("8.1")
async def test_the_bureau_withdraws_what_it_has_confirmed_and_what_hangs_on_it_lapses(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        name = await confirmed(suite, embargo_until="2026-04-30", embargo_reason="专利尚未公布")
        request = await asked(suite, name)
        for who in (CLERK, BUYER):
            with pytest.raises(Refused) as stranger:
                await call(suite, "WithdrawResult", who, name=name, reason="不再公开")
            assert stranger.value.reason == "ROLE_REQUIRED"
        await call(suite, "WithdrawResult", OFFICIAL, name=name, reason="检测数据经核查不实")
        assert (await call(suite, "GetUseRequest", BUYER, name=request["name"]))["state"] == "REQUEST_STATE_LAPSED"
        assert (await call(suite, "SearchCatalogue", BUYER, query="低温"))["results"] == []
        left = await call(suite, "GetResult", BUYER, name=name)
        assert (left["withdrawn_because"], left["summary"], left["files"]) == ("检测数据经核查不实", "", [])
        with pytest.raises(Refused) as gone:
            await asked(suite, name)
        assert (gone.value.reason, gone.value.rule) == ("RESULT_WITHDRAWN", "8.1")
        await suite.advance(datetime.fromisoformat("2026-05-01T00:00:00+08:00"))
        assert await suite.facts("sharing", "result.published.v1") == []
        assert (await registered(suite))["name"] != name
