"""The way of one application, on the real MongoDB."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from tests.harness.suite import ADMINISTRATOR, SECURITY, Person, Refused
from tests.integration.registry.city import (
    AUDITOR,
    BUREAU,
    CHIEF,
    COUNTY,
    EXPERTS,
    LEAD,
    NAME,
    NEIGHBOUR,
    OTHER_COUNTY,
    POSTER,
    PROJECT,
    UNIT,
    City,
)
from tests.integration.registry.supervision import Supervision
from tests.integration.registry.told import tell


@pytest.mark.rule("4.7")
async def test_of_those_who_are_registered_alike_at_once_one_is(city: City) -> None:
    async def at_once(*bodies: dict[str, Any]) -> set[str]:
        common = {"kind": "ORGANIZATION_KIND_ENTERPRISE", "area": "yuci"}
        calls = [city.call("RegisterOrganization", common | body, ADMINISTRATOR) for body in bodies]
        outcome = await asyncio.gather(*calls, return_exceptions=True)
        refused = [each.reason for each in outcome if isinstance(each, Refused)]
        assert (len(refused), sum(isinstance(each, dict) for each in outcome)) == (len(bodies) - 1, 1), outcome
        return set(refused)

    fours = range(4)
    named = [{"organization_id": f"name-{at}", "display_name": "晋鼎" + " " * at + "铸造有限公司"} for at in fours]
    assert await at_once(*named) == {"NAME_TAKEN"}
    coded = [{"organization_id": f"code-{at}", "display_name": f"第{at}公司", "credit_code": "91350100M000100Y43"} for at in fours]
    assert await at_once(*coded) == {"CREDIT_CODE_TAKEN"}
    bureau = {"kind": "ORGANIZATION_KIND_SCIENCE_BUREAU", "area": "jinzhong"}
    assert await at_once(*(bureau | {"organization_id": f"bureau-{at}", "display_name": f"第{at}局"} for at in fours)) == {"BUREAU_EXISTS"}
    confirmed = {"organization_id": "same", "display_name": "晋鼎铸造有限公司", "same_name_confirmed": True}
    assert await at_once(confirmed) == set()


@pytest.mark.rule("2.6")
async def test_from_draft_to_project(city: City, neighbour: Supervision) -> None:
    submitted = await city.submit()
    assert submitted["state"] == "APPLICATION_STATE_SUBMITTED"
    assert submitted["county"] == "yuci"
    assert submitted["owners"] == ["organizations/bureau", "organizations/hydraulics"]
    assert set(neighbour.asked) == {(LEAD.name, PROJECT, "nomination")}
    returned = await city.call("ReturnApplication", {"name": NAME, "reasons": ["缺少检测方案"]}, COUNTY)
    assert (returned["state"], returned["correction_last_day"]) == ("APPLICATION_STATE_RETURNED", "2024-01-15")
    await city.call("SubmitApplication", {"name": NAME, "reason": "已补"}, LEAD)
    await city.review()
    first = await city.score(EXPERTS[0], "80", "70", "90")
    assert [sheet["expert"] for sheet in first["review"]["sheets"]] == [EXPERTS[0].name]
    assert first["review"]["total"] == ""
    hidden = await city.call("GetApplication", {"name": NAME}, BUREAU)
    assert hidden["review"]["sheets"] == [] and hidden["review"]["sheets_in"] == 1
    with pytest.raises(Refused) as early:
        await city.call("ApproveApplication", {"name": NAME}, BUREAU)
    assert (early.value.reason, early.value.rule) == ("DELIVERY_MISSING", "2.6")
    await city.score(EXPERTS[1], "85", "70", "95")
    await city.score(EXPERTS[2], "90", "70", "85")
    reviewed = await city.call("GetApplication", {"name": NAME}, AUDITOR)
    assert len(reviewed["review"]["sheets"]) == 3
    seen_by_unit = await city.call("GetApplication", {"name": NAME}, UNIT)
    assert seen_by_unit["review"]["sheets"] == [] and seen_by_unit["review"]["experts"] == []
    assert seen_by_unit["review"]["total"] == "81.5"
    project = await city.call("ApproveApplication", {"name": NAME, "reason": "同意立项"}, BUREAU)
    assert (project["name"], project["state"]) == (PROJECT, "PROJECT_STATE_APPROVED")
    assert (project["score"], project["score_without_lead"], project["lead_weight"]) == ("81.5", "63.5", "20")
    assert [step["act"] for step in (await city.call("GetApplication", {"name": NAME}, UNIT))["steps"]] == [
        "created",
        "submitted",
        "returned",
        "submitted",
        "recommended",
        "passed",
        "expert_review_opened",
        "approved",
    ]
    (fact,) = await city.suite.facts("registry", "project.approved.v1")
    body = json.loads(fact["data"])
    assert body["owner_kinds"] == {"organizations/bureau": "science_bureau", "organizations/hydraulics": "enterprise"}
    assert body["task_book"]["nodes"][0] == {"id": "trial", "title": "样件试制", "due_date": "2025-01-10", "midterm": True, "weight": None}
    assert body["task_book"]["targets"][0]["value"] == "0.5"
    assert fact["key"] == PROJECT


@pytest.mark.rule("2.2")
async def test_a_county_recommends_its_own_area_only_and_with_a_plan(city: City) -> None:
    await city.submit()
    with pytest.raises(Refused) as outside:
        await city.call("RecommendApplication", {"name": NAME, "implementation_plan": "方案"}, OTHER_COUNTY)
    assert (outside.value.reason, outside.value.rule) == ("ROLE_REQUIRED", "2.2")
    with pytest.raises(Refused) as unit_of_the_area:
        await city.call("RecommendApplication", {"name": NAME, "implementation_plan": "方案"}, UNIT)
    assert unit_of_the_area.value.reason == "ROLE_REQUIRED"
    with pytest.raises(Refused) as bare:
        await city.call("RecommendApplication", {"name": NAME}, COUNTY)
    assert (bare.value.reason, bare.value.rule) == ("IMPLEMENTATION_PLAN_MISSING", "2.2")
    upload = {"name": "方案.txt", "content": "5pa55qGI", "media_type": "text/plain"}
    done = await city.call("RecommendApplication", {"name": NAME, "implementation_plan_file": upload}, COUNTY)
    digest = done["implementation_plan"]["file"]["digest"]
    read = await city.call("DownloadFile", {"name": NAME, "digest": digest}, BUREAU)
    assert read["content"] == "5pa55qGI"


@pytest.mark.rule("7.5")
async def test_a_barred_lead_is_not_nominated_and_supervision_away_stores_nothing(city: City, neighbour: Supervision) -> None:
    await city.settle()
    await city.guide()
    await city.draft()
    neighbour.away = True
    with pytest.raises(Refused) as away:
        await city.call("SubmitApplication", {"name": NAME}, UNIT)
    assert away.value.code.name == "UNAVAILABLE"
    neighbour.away = False
    neighbour.barred[LEAD.name] = "2023年弄虚作假"
    with pytest.raises(Refused) as barred:
        await city.call("SubmitApplication", {"name": NAME}, UNIT)
    assert (barred.value.reason, barred.value.rule) == ("LEAD_BARRED", "7.5")
    assert "弄虚作假" in barred.value.message
    assert (await city.call("GetApplication", {"name": NAME}, UNIT))["state"] == "APPLICATION_STATE_DRAFT"


@pytest.mark.rule("2.5")
async def test_who_reads_what_of_a_person(city: City) -> None:
    await city.settle()
    for who in (BUREAU, LEAD, AUDITOR, NEIGHBOUR):
        assert (await city.call("GetPerson", {"name": LEAD.name}, who))["birth_year"] == 1978
    seen = await city.call("GetPerson", {"name": LEAD.name}, POSTER)
    assert (seen["birth_year"], seen["educations"], seen["attestations"]) == (0, [], [])
    assert (seen["display_name"], seen["organization"]) == ("孙立", LEAD.organization)
    wang = await city.call("GetPerson", {"name": COUNTY.name}, POSTER)
    assert (wang["organization_kind"], wang["area"]) == ("ORGANIZATION_KIND_COUNTY_DEPARTMENT", "yuci")
    assert wang["global_roles"] == ["county"]
    for fact in await city.suite.facts("registry"):
        assert b"1978" not in fact["data"] and b"education" not in fact["data"]


@pytest.mark.rule("2.5")
async def test_the_bureau_registers_people_but_no_administrators(city: City) -> None:
    await city.settle()
    body = {"person_id": "new", "display_name": "新人", "roles": ["PERSON_ROLE_ADMINISTRATOR"]}
    with pytest.raises(Refused) as refused:
        await city.call("RegisterPerson", body, BUREAU)
    assert (refused.value.reason, refused.value.rule) == ("ROLE_REQUIRED", "2.5")
    await city.call("RegisterPerson", body | {"roles": ["PERSON_ROLE_EXPERT"]}, BUREAU)
    with pytest.raises(Refused):
        await city.call("UpdatePerson", {"name": "people/new", "roles": ["PERSON_ROLE_AUDITOR"]}, BUREAU)
    both = {"name": "people/new", "roles": ["PERSON_ROLE_EXPERT", "PERSON_ROLE_AUDITOR"]}
    with pytest.raises(Refused, match="ROLES_INCOMPATIBLE"):
        await city.call("UpdatePerson", both, ADMINISTRATOR)
    await city.call("UpdatePerson", {"name": "people/new", "roles": ["PERSON_ROLE_AUDITOR"]}, ADMINISTRATOR)
    with pytest.raises(Refused, match="ROLES_INCOMPATIBLE"):  # nor the other way round
        await city.call("UpdatePerson", both, ADMINISTRATOR)


@pytest.mark.rule("2.5")
async def test_an_office_takes_two_people_and_an_emergency_is_over_soon(city: City) -> None:
    await city.settle()
    body = {"person_id": "new", "display_name": "新人", "organization": "organizations/college", "roles": ["PERSON_ROLE_ADMINISTRATOR"]}
    proposed = await city.call("RegisterPerson", body, ADMINISTRATOR)
    assert (proposed["roles"], proposed["offices"][0]["state"]) == ([], "OFFICE_STATE_PROPOSED")
    confirm = {"name": "people/new", "office": "o1"}
    for who in (ADMINISTRATOR, BUREAU, AUDITOR, LEAD):
        with pytest.raises(Refused, match="ROLE_REQUIRED"):
            await city.call("ConfirmOffice", confirm, who)
    with pytest.raises(Refused, match="OWN_OFFICE"):
        await city.call("ConfirmOffice", confirm, replace(SECURITY, name="people/new"))
    granted = await city.call("ConfirmOffice", confirm, SECURITY)
    assert (granted["roles"], granted["global_roles"]) == (["PERSON_ROLE_ADMINISTRATOR"], ["administrator"])
    signs = {"name": "organizations/foundry", "person": "people/new", "evidence": "授权书"}
    with pytest.raises(Refused, match="ROLES_INCOMPATIBLE"):
        await city.call("AuthorizeSignatory", signs, BUREAU)

    await city.call("AuthorizeSignatory", signs | {"person": UNIT.name}, BUREAU)
    for rpc, more in (
        ("UpdatePerson", {"roles": ["PERSON_ROLE_AUDITOR"]}),
        ("GrantOfficeInEmergency", {"role": "OFFICE_ROLE_AUDITOR", "reason": "急"}),
    ):
        with pytest.raises(Refused) as refused:  # of another organisation than the one that they sign for
            await city.call(rpc, {"name": UNIT.name} | more, ADMINISTRATOR)
        assert (refused.value.reason, refused.value.rule) == ("ROLES_INCOMPATIBLE", "2.5")

    sudden = {"name": CHIEF.name, "role": "OFFICE_ROLE_SECURITY_ADMINISTRATOR", "reason": "安全管理员突发疾病"}
    with pytest.raises(Refused, match="NOT_AN_OFFICE"):
        await city.call("GrantOfficeInEmergency", sudden | {"role": "OFFICE_ROLE_COUNTY"}, ADMINISTRATOR)
    with pytest.raises(Refused, match="ROLE_REQUIRED"):
        await city.call("GrantOfficeInEmergency", sudden, BUREAU)
    held = await city.call("GrantOfficeInEmergency", sudden, ADMINISTRATOR)
    assert held["global_roles"] == ["security_administrator"]
    (loud,) = await city.suite.facts("registry", "office.granted_in_emergency.v1")
    assert json.loads(loud["data"])["granted_by"] == ADMINISTRATOR.name
    await city.suite.advance(datetime.fromisoformat(held["offices"][0]["until"].replace("Z", "+00:00")))
    over = await city.call("GetPerson", {"name": CHIEF.name}, POSTER)
    assert (over["global_roles"], over["offices"][0]["state"]) == ([], "OFFICE_STATE_ENDED")

    with pytest.raises(Refused, match="ROLE_REQUIRED"):
        await city.call("EndOffice", {"name": "people/new", "office": "o1", "reason": "调岗"}, BUREAU)
    assert (await city.call("EndOffice", {"name": "people/new", "office": "o1", "reason": "调岗"}, SECURITY))["roles"] == []
    moved = await city.call("UpdatePerson", {"name": COUNTY.name, "organization": "organizations/taigu"}, BUREAU)
    assert [office["state"] for office in moved["offices"]] == ["OFFICE_STATE_ENDED", "OFFICE_STATE_PROPOSED"]
    ended = await city.call("EndOffice", {"name": COUNTY.name, "office": "o2", "reason": "不予确认"}, BUREAU)
    assert (ended["global_roles"], ended["offices"][1]["state"]) == ([], "OFFICE_STATE_REFUSED")
    types = [fact["attributes"]["type"].removeprefix("sanzhi.registry.") for fact in await city.suite.facts("registry")]
    assert [types.count(f"office.{what}.v1") for what in ("proposed", "granted", "granted_in_emergency", "ended")] == [5, 4, 1, 4]


@pytest.mark.rule("2.5")
async def test_the_bureau_sends_no_administrator_away(city: City) -> None:
    await city.settle()
    first = {"person_id": "admin", "display_name": "首任管理员"}
    second = {"person_id": "root", "display_name": "管理员", "roles": ["PERSON_ROLE_ADMINISTRATOR"]}
    with pytest.raises(Refused, match="ROLE_REQUIRED"):  # it would be an administrator no longer
        await city.call("RegisterPerson", first, BUREAU)
    for body in (first, second):
        await city.call("RegisterPerson", body, ADMINISTRATOR)
    for name in ("people/root", "people/admin"):
        with pytest.raises(Refused, match="ROLE_REQUIRED"):
            await city.call("RecordDeparture", {"name": name, "reason": "调离"}, BUREAU)
    root = Person("people/root", ("administrator",))
    with pytest.raises(Refused, match="OWN_DEPARTURE"):
        await city.call("RecordDeparture", {"name": root.name, "reason": "调离"}, root)
    await city.call("RecordDeparture", {"name": root.name, "reason": "调离"}, ADMINISTRATOR)
    with pytest.raises(Refused, match="ROLE_REQUIRED"):
        await city.call("RecordReturn", {"name": root.name}, BUREAU)


@pytest.mark.rule("4.3")
async def test_a_correction_period_is_dated_anew_by_a_holiday_notice(city: City) -> None:
    await city.submit()
    await city.suite.advance(datetime.fromisoformat("2031-01-20T09:00:00+08:00"))
    returned = await city.call("ReturnApplication", {"name": NAME, "reasons": ["缺少检测方案"]}, COUNTY)
    assert (returned["correction_last_day"], returned["correction_provisional"]) == ("2031-02-07", True)
    notice = {"year": 2031, "days_off": [f"2031-01-{day}" for day in range(22, 30)], "makeup_days": [], "reference": "国办发明电"}
    await tell(city.suite, "milestones.holiday_notice.published.v1", name="holidayNotices/2031", **notice)
    shown = await city.call("GetApplication", {"name": NAME}, UNIT)
    assert (shown["correction_last_day"], shown["correction_provisional"]) == ("2031-02-11", False)
    assert len(await city.suite.facts("registry", "application.correction_redated.v1")) == 1
