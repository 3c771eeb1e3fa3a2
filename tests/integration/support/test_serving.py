import asyncio

import pytest

from tests.harness.suite import Refused
from tests.integration.support.calls import BOSS, CLERK, COMPETITOR, FACILITY, KEEPER, OFFICIAL, book, call, claim, policy
from tests.integration.support.conftest import Staged
from tests.integration.support.played import CONFIRMED, OTHER, PROJECT, approved, notice_published

NOTICE = {
    "title": "镁合金半固态成形线投产",
    "source": "https://example.org/news/1",
    "dated": "2026-03-01",
    "fields": ["materials"],
    "digest": "能耗降低三成",
}


@pytest.mark.rule("9.2")
async def test_fifty_who_want_a_slot_at_once_get_each_slot_once(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await call(suite, "RegisterFacility", OFFICIAL, **FACILITY)
        days = [f"2026-04-{day:02}" for day in range(1, 11)]
        outcome = await asyncio.gather(*(book(suite, day, day) for day in days * 5), return_exceptions=True)
        refused = [each for each in outcome if isinstance(each, Refused)]
        assert {each.reason for each in refused} == {"FACILITY_TAKEN"} and len(refused) == 40
        assert not [each for each in outcome if isinstance(each, BaseException) and not isinstance(each, Refused)]
        facility = await call(suite, "GetFacility", OFFICIAL, name="facilities/line")
        assert sorted(each["first_day"] for each in facility["bookings"]) == days
        shown = await call(suite, "GetFacilityCalendar", BOSS, name="facilities/line", first_day="2026-04-10", last_day="2026-04-11")
        assert [each["free"] for each in shown["days"]] == [0, 1]
        with pytest.raises(Refused) as taken:
            await call(suite, "CloseFacility", KEEPER, name="facilities/line", first_day="2026-04-01", last_day="2026-04-02", reason="检修")
        assert taken.value.reason == "FACILITY_TAKEN"


@pytest.mark.rule("9.2")
async def test_a_manufacturer_is_found_for_a_confirmed_result(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        asked = {"parent": PROJECT, "kind": "SERVICE_KIND_MANUFACTURING", "description": "寻找生产企业"}
        for result, reason in (
            ("", "RESULT_REQUIRED"),
            (f"{OTHER}/results/1", "RESULT_OF_ANOTHER"),
            (f"{PROJECT}/results/2", "RESULT_NOT_CONFIRMED"),
        ):
            with pytest.raises(Refused) as refused:
                await call(suite, "RequestService", CLERK, **asked, result=result)
            assert (refused.value.reason, refused.value.rule) == (reason, "9.2")
        name = (await call(suite, "RequestService", CLERK, **asked, result=CONFIRMED))["name"]
        with pytest.raises(Refused) as own:
            await call(suite, "AssignService", OFFICIAL, name=name, assignee="people/clerk")
        assert own.value.reason == "ASSIGNEE_IS_REQUESTER"
        await call(suite, "AssignService", OFFICIAL, name=name, assignee="people/official")
        await call(suite, "MakeOffer", BOSS, name=name, text="两条压铸线")
        shown = await call(suite, "MakeOffer", COMPETITOR, name=name, text="三条压铸线")
        assert [each["organization"] for each in shown["offers"]] == ["organizations/rival"]
        offers = (await call(suite, "GetServiceRequest", CLERK, name=name))["offers"]
        await call(suite, "ChooseOffer", CLERK, name=name, offer=offers[0]["name"])
        await call(suite, "CompleteService", OFFICIAL, name=name, outcome="已对接")
        rated = await call(suite, "RateService", CLERK, name=name, stars=5)
        assert rated["state"] == "SERVICE_STATE_RATED"


@pytest.mark.rule("9.3")
async def test_a_notice_is_pushed_to_who_has_or_follows_its_field(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await approved(suite, OTHER, "考古")
        await call(suite, "FollowFields", CLERK, name=OTHER, fields=["materials.carbon"])
        notice = await call(suite, "PublishNotice", OFFICIAL, **NOTICE)
        assert sorted(notice["pushed_to"]) == [OTHER, PROJECT]
        with pytest.raises(Refused) as again:
            await call(suite, "PublishNotice", OFFICIAL, **(NOTICE | {"source": "http://www.example.org/News/1/"}))
        assert again.value.reason == "NOTICE_PUBLISHED_ALREADY"
        others = (call(suite, "PublishNotice", OFFICIAL, **(NOTICE | {"source": "快报第3期"})) for _ in range(4))
        outcome = await asyncio.gather(*others, return_exceptions=True)
        assert [each.reason for each in outcome if isinstance(each, Refused)] == ["NOTICE_PUBLISHED_ALREADY"] * 3
        await call(suite, "JudgeNotice", CLERK, name=notice["name"], project=PROJECT, useful=True)
        (receipt,) = (await call(suite, "GetNotice", OFFICIAL, name=notice["name"]))["receipts"]
        assert (receipt["project"], receipt["useful"]) == (PROJECT, True)
        assert (await call(suite, "GetNotice", BOSS, name=notice["name"]))["receipts"] == []


@pytest.mark.rule("9.1", "9.2")
async def test_what_is_asked_for_is_taken_back_and_days_that_are_given_back_can_be_closed(staged: Staged) -> None:
    async with staged(at="2037-09-28T09:00:00+08:00") as stage:
        suite = stage.suite
        await approved(suite)
        made = await claim(suite, await policy(suite, valid_until="2037-12-31"))
        asked = await call(suite, "RequestService", CLERK, parent=PROJECT, kind="SERVICE_KIND_APPROVAL_GUIDANCE", description="加急办理")
        await notice_published(suite, 2037, [f"2037-10-{day:02}" for day in range(1, 9)])
        moved = await call(suite, "GetClaim", CLERK, name=made["name"])
        assert moved["due_date"] > made["due_date"]
        gone = await call(suite, "WithdrawClaim", CLERK, name=made["name"])
        over = await call(suite, "WithdrawService", CLERK, name=asked["name"])
        assert (gone["state"], over["state"]) == ("CLAIM_STATE_WITHDRAWN", "SERVICE_STATE_WITHDRAWN")
        await call(suite, "RegisterFacility", OFFICIAL, **FACILITY)
        (booking,) = (await book(suite, "2037-11-02", "2037-11-03"))["bookings"]
        days = {"name": "facilities/line", "first_day": "2037-11-01", "last_day": "2037-11-02"}
        with pytest.raises(Refused) as taken:
            await call(suite, "CloseFacility", KEEPER, **days, reason="检修")
        assert taken.value.reason == "FACILITY_TAKEN"
        await call(suite, "CancelBooking", CLERK, name="facilities/line", booking=booking["name"], reason="试验计划调整")
        await call(suite, "CloseFacility", KEEPER, **days, reason="检修")
        shown = await call(suite, "GetFacilityCalendar", BOSS, name="facilities/line", first_day="2037-11-02", last_day="2037-11-03")
        assert [(each["free"], each["closed"]) for each in shown["days"]] == [(0, "检修"), (1, "")]
        told = {fact["type"].removeprefix("sanzhi.support.") for fact in await suite.facts("support")}
        assert told >= {"claim.withdrawn.v1", "service.withdrawn.v1", "step.redated.v1", "booking.cancelled.v1", "facility.closed.v1"}
