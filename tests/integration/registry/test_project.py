"""A project and what its owners decide together, on the real MongoDB and Kafka."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.harness.suite import ADMINISTRATOR, Person, Refused
from tests.integration.registry.city import (
    BUREAU,
    CHIEF,
    COUNTY,
    EXPERTS,
    LEAD,
    NAME,
    NEIGHBOUR,
    POSTER,
    PROJECT,
    TERMS,
    UNIT,
    City,
)
from tests.integration.registry.supervision import Supervision
from tests.integration.registry.told import engaged, tell, took_effect

BOOK = f"{PROJECT}/taskBook"


async def refused(city: City, rpc: str, body: dict[str, Any], who: Person) -> tuple[str, str]:
    with pytest.raises(Refused) as refusal:
        await city.call(rpc, body, who)
    return refusal.value.reason, refusal.value.rule


async def accept(city: City) -> None:
    for who in (BUREAU, POSTER, UNIT):
        await city.call("AcceptTaskBook", {"name": BOOK}, who)


async def bodies(city: City, kind: str) -> list[dict[str, Any]]:
    return [json.loads(fact["data"]) for fact in await city.suite.facts("registry", kind)]


@pytest.mark.rule("1.8")
async def test_it_runs_once_accepted_and_in_effect_in_either_order(city: City) -> None:
    await city.approve()
    await engaged(city.suite, LEAD.name)
    await took_effect(city.suite)
    shown = await city.call("GetProject", {"name": PROJECT}, COUNTY)
    assert (shown["state"], shown["lead"], shown["project_manager"]) == ("PROJECT_STATE_APPROVED", LEAD.name, LEAD.name)
    assert await refused(city, "AcceptTaskBook", {"name": BOOK}, LEAD) == ("ROLE_REQUIRED", "1.8")
    await accept(city)
    assert (await city.call("GetProject", {"name": PROJECT}, COUNTY))["state"] == "PROJECT_STATE_RUNNING"
    assert len(await bodies(city, "project.running.v1")) == 1
    assert [fact["waiting_for"] for fact in await bodies(city, "task_book.accepted_by_party.v1")] == [
        ["organizations/hydraulics", "organizations/foundry"],
        ["organizations/foundry"],
        [],
    ]


@pytest.mark.rule("1.8")
@pytest.mark.rule("1.1")
async def test_the_task_book_changes_by_a_new_version(city: City) -> None:
    await city.approve()
    await accept(city)
    change = {"name": BOOK, "terms": TERMS | {"term_end": "2027-06-30"}, "reason": "设备推迟到货"}
    assert await refused(city, "ProposeTaskBookChange", change, CHIEF) == ("ROLE_REQUIRED", "1.8")
    await city.call("ProposeTaskBookChange", change, UNIT)
    assert await refused(city, "ApproveTaskBookChange", {"name": BOOK}, BUREAU) == ("CONSENT_MISSING", "1.8")
    await city.call("ConsentToTaskBookChange", {"name": BOOK}, POSTER)
    book = await city.call("ApproveTaskBookChange", {"name": BOOK}, BUREAU)
    assert [edition["version"] for edition in book["editions"]] == [1, 2]
    assert book["editions"][0]["terms"]["term_end"] == "2026-06-30"
    (fact,) = await bodies(city, "task_book.changed.v1")
    assert (fact["version"], fact["task_book"]["term_end"], fact["reason"]) == (2, "2027-06-30", "设备推迟到货")
    project = await city.call("GetProject", {"name": PROJECT}, UNIT)
    assert (project["task_book_version"], project["task_book"]["term_end"]) == (2, "2027-06-30")


@pytest.mark.rule("1.8")
@pytest.mark.rule("1.1")
async def test_a_lead_who_works_at_an_owner_proposes_a_change_and_does_not_consent_for_it(city: City) -> None:
    await city.approve()
    await accept(city)
    manager = replace(LEAD, organization=POSTER.organization, kind=POSTER.kind, area=POSTER.area)
    await city.call("UpdatePerson", {"name": LEAD.name, "organization": POSTER.organization}, ADMINISTRATOR)
    await engaged(city.suite, LEAD.name)
    change = {"name": BOOK, "terms": TERMS | {"term_end": "2027-06-30"}, "reason": "设备推迟到货"}
    proposed = await city.call("ProposeTaskBookChange", change, manager)
    assert proposed["change"]["consents"] == []
    (fact,) = await bodies(city, "task_book.change_proposed.v1")
    assert fact["waiting_for"] == [BUREAU.organization, POSTER.organization]
    assert await refused(city, "ConsentToTaskBookChange", {"name": BOOK}, manager) == ("ROLES_INCOMPATIBLE", "1.1")
    assert await refused(city, "ApproveTaskBookChange", {"name": BOOK}, BUREAU) == ("CONSENT_MISSING", "1.8")


@pytest.mark.rule("1.10")
async def test_the_owners_terminate_and_filing_closes(city: City) -> None:
    await city.approve()
    why = {"name": PROJECT, "reason": "技术路线不可行"}
    assert await refused(city, "DecideTermination", why, UNIT) == ("ROLE_REQUIRED", "1.10")
    await city.call("DecideTermination", why, POSTER)
    done = await city.call("ApproveTermination", {"name": PROJECT}, BUREAU)
    assert (done["state"], done["termination"]["approved_on"]) == ("PROJECT_STATE_TERMINATED", "2024-01-01")
    assert (await bodies(city, "project.terminated.v1"))[0]["reason"] == "技术路线不可行"
    assert await refused(city, "DecideTermination", why, POSTER) == ("PROJECT_ENDED", "1.10")
    filed = {"project": PROJECT, "filed_at": "2026-10-09T02:00:00Z", "reference": "备〔2026〕7号"}
    await tell(city.suite, "evaluation.filing.filed.v1", name=f"{PROJECT}/filing", **filed)
    assert (await city.call("GetProject", {"name": PROJECT}, UNIT))["state"] == "PROJECT_STATE_CLOSED"
    # What is kept of the result has a version of its own; the fact tells the project's.
    (closed,) = await city.suite.facts("registry", ".project.closed.v1")
    project = await city.suite.apps["registry"].mongo["projects"].find_one({"_id": PROJECT})
    assert closed["aggregateversion"] == project["version"] > 1


@pytest.mark.rule("3.4")
async def test_a_chief_of_56_with_and_without_the_owners_exception(city: City) -> None:
    await city.approve()
    await city.call("UpdatePerson", {"name": CHIEF.name, "birth_year": 1968}, ADMINISTRATOR)
    question = {"project": PROJECT, "person": CHIEF.name, "role": "ENGAGED_ROLE_TECHNICAL_CHIEF"}

    async def age_failures() -> list[str]:
        answer = await city.call("CheckQualification", question, NEIGHBOUR)
        assert answer["qualified"] is False and answer["policy_version"] == "2026.1"
        return [failure["message"] for failure in answer["failures"] if failure["rule"] == "3.4"]

    assert await age_failures() == ["people/he在立项当年（2024年）56周岁，超过55周岁，业主未准予例外"]
    grant = {"project": PROJECT, "person": CHIEF.name, "reason": "全省仅此一人掌握该工艺"}
    assert await refused(city, "GrantAgeException", grant, UNIT) == ("ROLE_REQUIRED", "3.4")
    pending = await city.call("GrantAgeException", grant, POSTER)
    assert pending["state"] == "CONSENT_STATE_PENDING" and len(await age_failures()) == 1
    granted = await city.call("GrantAgeException", grant, BUREAU)
    assert granted["state"] == "CONSENT_STATE_GRANTED" and await age_failures() == []
    (fact,) = await bodies(city, "age_exception.granted.v1")
    assert set(fact) == {"name", "project", "person", "granted_by", "rule"}
    await engaged(city.suite, CHIEF.name, "technical_chief", is_lead=False)
    assert await refused(city, "GrantAgeException", grant, BUREAU) == ("CHIEF_ENGAGED", "3.4")


@pytest.mark.rule("6.5", "3.6")
async def test_a_filed_result_and_the_leads_rating_of_the_day_are_shown_at_a_later_review(city: City, neighbour: Supervision) -> None:
    old = {"project": "projects/pipes", "undertaking_unit": UNIT.organization, "lead": "people/x"}
    await city.approve()
    await tell(city.suite, "evaluation.evaluation.concluded.v1", **old | {"project": PROJECT}, conclusion="partly_met", degree="0.82")
    filed = {"project": PROJECT, "filed_at": "2026-10-09T02:00:00Z", "reference": "备〔2026〕7号"}
    await tell(city.suite, "evaluation.filing.filed.v1", **filed)
    body = {"application_id": "next", "guide": "guides/g2024", "proposal": (await proposal_of(city)) | {"title": "下一代铸件"}}
    await city.call("CreateApplication", body, UNIT)
    later = {"name": "applications/next"}
    await city.call("SubmitApplication", later, UNIT)
    await city.call("RecommendApplication", later | {"implementation_plan": "方案"}, COUNTY)
    before = (await city.call("GetApplication", later, BUREAU))["track_record"]
    passed = await city.call("PassFormalReview", later, BUREAU)
    assert [each["project"] for each in before] == [each["project"] for each in passed["track_record"]] == [PROJECT]
    neighbour.rated[f"{LEAD.name}/rating"] = "9.5"
    neighbour.away = True
    with pytest.raises(Refused) as away:
        await city.call("OpenExpertReview", later | {"experts": [expert.name for expert in EXPERTS]}, BUREAU)
    assert away.value.code.name == "UNAVAILABLE"
    neighbour.away = False
    await city.call("OpenExpertReview", later | {"experts": [expert.name for expert in EXPERTS]}, BUREAU)
    neighbour.rated.clear()
    for who in (EXPERTS[0], LEAD, BUREAU):
        rating = (await city.call("GetApplication", later, who))["lead_rating"]
        assert (rating["grade"], rating["total"], rating["person"]) == ("good", "9.5", LEAD.name), "as it was on that day"
    assert "lead_rating" not in await city.call("GetApplication", later, UNIT)
    assert (await city.call("GetApplication", {"name": NAME}, BUREAU))["lead_rating"]["grade"] == "unrated"
    (record,) = (await city.call("GetApplication", later, EXPERTS[0]))["track_record"]
    assert (record["project"], record["conclusion"], record["degree"]) == (PROJECT, "partly_met", "0.82")
    assert record["shared"] == ["undertaking_unit"]


async def proposal_of(city: City) -> dict[str, Any]:
    found: dict[str, Any] = (await city.call("GetApplication", {"name": NAME}, BUREAU))["proposal"]
    return found


@pytest.mark.rule("7.5")
async def test_owners_are_told_of_a_confirmed_finding_once(city: City) -> None:
    await city.approve()
    finding = {"name": "findings/f1", "subject": LEAD.name, "project": "", "item": "fraud", "severity": "serious", "bars": True}
    await tell(city.suite, "supervision.finding.confirmed.v1", **finding)
    await tell(city.suite, "supervision.finding.confirmed.v1", **finding | {"name": "findings/f2", "subject": "people/nobody"})
    shown = await city.call("GetProject", {"name": PROJECT}, POSTER)
    assert (shown["state"], [notice["finding"] for notice in shown["notices"]]) == ("PROJECT_STATE_APPROVED", ["findings/f1"])
    (fact,) = await bodies(city, "owners.told.v1")
    assert fact["owners"] == ["organizations/bureau", "organizations/hydraulics"]


@pytest.mark.rule("2.5")
async def test_a_commissioner_reads_the_task_book(city: City) -> None:
    await city.approve()
    assert await refused(city, "GetTaskBook", {"name": BOOK}, EXPERTS[0]) == ("ROLE_REQUIRED", "2.5")
    named = {"project": PROJECT, "commissioners": [{"person": EXPERTS[0].name, "organization": "", "named_by": BUREAU.organization}]}
    await tell(city.suite, "supervision.commission.named.v1", name=f"{PROJECT}/commission", **named)
    assert (await city.call("GetTaskBook", {"name": BOOK}, EXPERTS[0]))["current_version"] == 1


@pytest.mark.rule("4.7")
@pytest.mark.rule("7.5")
async def test_all_that_stands_against_a_panel_is_named_at_once(city: City, neighbour: Supervision) -> None:
    await city.submit()
    await city.call("RecommendApplication", {"name": NAME, "implementation_plan": "方案"}, COUNTY)
    await city.call("PassFormalReview", {"name": NAME}, BUREAU)
    neighbour.barred[EXPERTS[0].name] = "泄露评审信息"
    with pytest.raises(Refused) as refusal:
        await city.call("OpenExpertReview", {"name": NAME, "experts": [EXPERTS[0].name, EXPERTS[1].name, UNIT.name]}, BUREAU)
    assert (refusal.value.reason, refusal.value.rule) == ("EXPERT_NOT_INDEPENDENT", "4.7")
    failures = json.loads(refusal.value.metadata["failures"])
    assert [failure["reason"] for failure in failures] == ["EXPERT_BARRED", "FROM_UNDERTAKING_UNIT"]


@pytest.mark.rule("4.7")
@pytest.mark.rule("7.5")
async def test_the_bureau_replaces_an_expert_who_may_not_sit_any_more_and_the_review_goes_on(city: City, neighbour: Supervision) -> None:
    await city.submit()
    await city.review()
    await city.score(EXPERTS[0], "10", "10", "10")
    away = {"name": NAME, "expert": EXPERTS[0].name, "successor": CHIEF.name, "reason": "列入负面清单"}
    assert await refused(city, "ReplaceExpert", away, UNIT) == ("ROLE_REQUIRED", "2.5")
    assert await refused(city, "ReplaceExpert", away, BUREAU) == ("MEMBER_HAS_DELIVERED", "4.7")
    assert await refused(city, "ReplaceExpert", away | {"successor": UNIT.name}, BUREAU) == ("EXPERT_NOT_INDEPENDENT", "4.7")
    neighbour.barred[EXPERTS[0].name] = "泄露评审信息"
    shown = await city.call("ReplaceExpert", away, BUREAU)
    assert shown["review"]["experts"] == [EXPERTS[1].name, EXPERTS[2].name, CHIEF.name]
    assert (shown["review"]["sheets_in"], shown["review"]["sheets_needed"]) == (0, 3)
    assert await refused(city, "GetApplication", {"name": NAME}, EXPERTS[0]) == ("ROLE_REQUIRED", "2.5")
    (fact,) = await bodies(city, "expert_review.expert_replaced.v1")
    assert (fact["expert"], fact["successor"]) == (EXPERTS[0].name, CHIEF.name)


@pytest.mark.rule("4.7")
@pytest.mark.rule("7.5")
async def test_nothing_is_scored_or_approved_by_somebody_who_may_not_sit_today(city: City, neighbour: Supervision) -> None:
    await city.submit()
    await city.review()
    neighbour.barred[EXPERTS[0].name] = "泄露评审信息"
    with pytest.raises(Refused) as barred:
        await city.score(EXPERTS[0], "90", "90", "90")
    assert (barred.value.reason, barred.value.rule) == ("EXPERT_BARRED", "7.5")
    neighbour.barred.clear()
    for expert in EXPERTS:
        await city.score(expert, "90", "90", "90")
    neighbour.barred[EXPERTS[1].name] = "泄露评审信息"
    assert await refused(city, "ApproveApplication", {"name": NAME, "reason": "研究通过"}, BUREAU) == ("EXPERT_BARRED", "7.5")
    away = {"name": NAME, "expert": EXPERTS[1].name, "successor": CHIEF.name, "reason": "列入负面清单"}
    await city.call("ReplaceExpert", away, BUREAU)
    assert await refused(city, "ApproveApplication", {"name": NAME, "reason": "研究通过"}, BUREAU) == ("DELIVERY_MISSING", "2.6")


@pytest.mark.rule("2.5")
async def test_a_refusal_is_on_record(city: City) -> None:
    await city.submit()
    assert await refused(city, "PassFormalReview", {"name": NAME}, COUNTY) == ("ROLE_REQUIRED", "2.5")
    assert await refused(city, "PassFormalReview", {"name": NAME}, BUREAU) == ("APPLICATION_NOT_RECOMMENDED", "2.6")
    body = {"refused_only": True}
    found = await city.suite.call("sanzhi.operations.v1.OperationsService/ListAuditEntries", body, ADMINISTRATOR, channel(city))
    outcomes = [(entry["actor"], entry["outcome"], entry["rule"]) for entry in found["audit_entries"]]
    assert outcomes == [(BUREAU.name, "APPLICATION_NOT_RECOMMENDED", "2.6"), (COUNTY.name, "ROLE_REQUIRED", "2.5")]


def channel(city: City) -> str:
    """The operations of registry, the one service here."""
    city.suite.channels["operations"] = city.suite.channels["registry"]
    return ""
