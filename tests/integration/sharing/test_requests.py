import asyncio
from datetime import datetime

import pytest

from tests.harness.suite import Refused, eventually
from tests.integration.sharing.calls import BUYER, CLERK, COMPETITOR, OFFICIAL, SAID, TEACHER, asked, call, confirmed, registered
from tests.integration.sharing.conftest import Staged
from tests.integration.sharing.played import FACTORY, RIVAL, UNIT, approved, notice_published


@pytest.mark.rule("8.2")
async def test_from_a_refusal_before_the_bureau_to_use_that_is_counted(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        result = await confirmed(suite)
        study = await asked(suite, result, TEACHER, purpose="PURPOSE_STUDY")
        assert (study["state"], study["granted_by_rule"]) == ("REQUEST_STATE_GRANTED", True)
        with pytest.raises(Refused) as not_open:
            await asked(suite, result, TEACHER)
        assert (not_open.value.reason, not_open.value.rule) == ("PURPOSE_NOT_OPEN", "8.2")
        request = await asked(suite, result)
        assert (request["last_day"], request["waiting_for"]) == ("2026-03-23", ["organizations/foundry"])
        name = request["name"]
        with pytest.raises(Refused) as stranger:
            await call(suite, "AnswerUseRequest", COMPETITOR, name=name, agreed=True)
        assert stranger.value.code.name == "PERMISSION_DENIED"
        await call(suite, "AnswerUseRequest", CLERK, name=name, agreed=False, reason="已与他人洽谈")
        await call(suite, "ContestRefusal", BUYER, name=name, reason="权利人没有实际使用")
        ruled = await call(suite, "RuleOnRefusal", OFFICIAL, name=name, ruling="理由不成立", upheld=False)
        assert ruled["state"] == "REQUEST_STATE_PENDING"
        granted = await call(suite, "AnswerUseRequest", CLERK, name=name, agreed=True)
        assert granted["state"] == "REQUEST_STATE_GRANTED"
        report = {"licence": granted["licence"], "description": "用于两条线", "since": "2026-03-02", "sector": "C", "area": "榆次区"}
        await call(suite, "ReportUse", BUYER, parent=result, **report)
        with pytest.raises(Refused) as other:
            await call(suite, "ReportUse", COMPETITOR, parent=result, **report)
        assert other.value.reason == "NOT_THE_LICENSEE"
        listed = await call(suite, "ListUseRequests", OFFICIAL)
        assert [each["name"] for each in listed["use_requests"]] == [study["name"], name]
        adoption = await call(suite, "GetAdoption", TEACHER, name=result)
        assert (adoption["organizations"], adoption["by_sector"][0]["key"]) == (1, "C")


@pytest.mark.rule("8.2")
async def test_of_two_who_want_it_alone_at_once_one_gets_it(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        result = await confirmed(suite)
        both = [await asked(suite, result, who, exclusive=True) for who in (BUYER, COMPETITOR)]
        answers = (call(suite, "AnswerUseRequest", CLERK, name=each["name"], agreed=True) for each in both)
        outcome = await asyncio.gather(*answers, return_exceptions=True)
        refused = [each for each in outcome if isinstance(each, Refused)]
        assert [each.reason for each in refused] == ["LICENSED_EXCLUSIVELY"]
        shown = await call(suite, "GetResult", TEACHER, name=result)
        assert len(shown["licences"]) == 1 and shown["exclusive_licensee"] in (FACTORY, "organizations/rival")


@pytest.mark.rule("4.5")
async def test_a_request_that_nobody_answers_is_marked_once(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        request = await asked(suite, await confirmed(suite))
        await suite.advance(datetime.fromisoformat("2026-03-24T00:00:00+08:00"))

        async def is_overdue() -> bool:
            return bool((await call(suite, "GetUseRequest", BUYER, name=request["name"]))["overdue"])

        await eventually(is_overdue)
        late = await call(suite, "AnswerUseRequest", CLERK, name=request["name"], agreed=True)
        assert late["state"] == "REQUEST_STATE_GRANTED"


@pytest.mark.rule("8.1", "8.2")
async def test_what_was_returned_is_corrected_one_of_two_holders_agrees_and_who_asked_takes_it_back(staged: Staged) -> None:
    async with staged(at="2037-09-28T09:00:00+08:00") as stage:
        suite = stage.suite
        await approved(suite)
        result = (await registered(suite))["name"]
        await call(suite, "ReturnResult", OFFICIAL, name=result, reason="请写明全部权利人")
        said = {key: value for key, value in SAID.items() if key not in ("parent", "files")}
        corrected = await call(suite, "CorrectResult", CLERK, name=result, holders=[UNIT, RIVAL], **said)
        assert (corrected["holders"], corrected["returned_because"]) == ([UNIT, RIVAL], "")
        await call(suite, "ConfirmResult", OFFICIAL, name=result)
        request = await asked(suite, result)
        await call(suite, "AnswerUseRequest", CLERK, name=request["name"], agreed=True)
        await notice_published(suite, 2037, [f"2037-10-{day:02}" for day in range(1, 9)])
        waiting = await call(suite, "GetUseRequest", BUYER, name=request["name"])
        assert waiting["waiting_for"] == [RIVAL] and waiting["last_day"] > request["last_day"]
        await call(suite, "WithdrawUseRequest", BUYER, name=request["name"])
        with pytest.raises(Refused) as late:
            await call(suite, "AnswerUseRequest", COMPETITOR, name=request["name"], agreed=True)
        assert late.value.reason == "REQUEST_ANSWERED"
        told = [fact["type"].removeprefix("sanzhi.sharing.") for fact in await suite.facts("sharing")]
        assert told == [
            "result.registered.v1",
            "result.returned.v1",
            "result.corrected.v1",
            "result.confirmed.v1",
            "result.published.v1",
            "request.made.v1",
            "request.agreed.v1",
            "request.redated.v1",
            "request.withdrawn.v1",
        ]
