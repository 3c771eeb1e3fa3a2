"""Support: who qualifies because of what, and what is lacking; claims, services and facilities with their days."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from console.screens.services import weeks_of
from tests.unit.console.suite import Services, always, console, sign_in

POLICY = {
    "name": "policies/first-batch",
    "terms": {
        "title": "新材料首批次应用奖励",
        "issuer": "市科技局",
        "level": "LEVEL_CITY",
        "valid_from": "2026-01-01",
        "amount_fen": "50000000",
        "documents": ["检测报告", "应用证明"],
    },
    "state": "POLICY_STATE_PUBLISHED",
}
CHECKED = {
    "policy": "policies/first-batch",
    "qualifies": False,
    "findings": [
        {"condition": {"text": "承担单位为企业"}, "met": True, "wanted": ["企业"], "found": ["企业"]},
        {"condition": {"text": "项目已经结题"}, "met": False, "wanted": ["结题"], "found": ["实施"]},
    ],
}
CLAIM = {
    "name": "projects/x/claims/1",
    "project": "projects/x",
    "policy": "policies/first-batch",
    "title": "新材料首批次应用奖励",
    "organization": "organizations/kjj",
    "amount_fen": "40000000",
    "asked_documents": ["检测报告", "应用证明"],
    "documents": [{"kind": "检测报告", "file": {"digest": "sha256:00", "name": "检测.pdf", "size": 5}}],
    "state": "CLAIM_STATE_SUBMITTED",
    "step": "claim_decision",
    "due_date": "2026-09-24",
    "submitted_at": "2026-08-28T01:00:00Z",
    "submitted_by": "people/zhao-ming",
    "policy_version": "2026.1",
}


def play(services: Services, **more: Any) -> None:
    answers = {
        "SearchPolicies": {"policies": [POLICY]},
        "ListQualifications": {"qualifications": [CHECKED]},
        "GetPolicy": POLICY,
        "CheckQualification": CHECKED,
        "ListClaims": {"claims": [CLAIM]},
        "GetClaim": CLAIM,
        "ListProjects": {"projects": [{"name": "projects/x", "title": "玻璃器皿", "term_start": "2026-01-01"}]},
    }
    services.played |= {name: always(answer) for name, answer in {**answers, **more}.items()}


async def test_a_policy_says_condition_by_condition_what_is_met_and_what_is_lacking(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    play(services)
    await sign_in(browser)
    page = (await browser.get("/policies")).text
    assert "还差 1 条" in page and "因为是企业" in page and "要求结题，现在是实施" in page
    assert next(it["project"] for name, it, *_ in services.asked if name == "ListQualifications") == "projects/x"  # the only one
    page = (await browser.get("/policies/first-batch")).text
    assert "现在不能申请兑现" in page and "SubmitClaim" not in page


async def test_who_qualifies_and_may_claim_is_led_to_a_form_that_knows_policy_and_documents(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    rpc = "sanzhi.support.v1.SupportService/SubmitClaim"
    play(services, CheckQualification={**CHECKED, "qualifies": True}, ListActs={"acts": [{"rpc": rpc, "allowed": True}]})
    services.played["ListActs"] = lambda it, who: {"as_of": "2026-09-08T02:42:00Z", "acts": [{"rpc": rpc, "allowed": True}]}
    await sign_in(browser)
    page = (await browser.get("/policies/first-batch")).text
    path = "/acts/support/SubmitClaim?on=projects/x&amp;with.policy=policies/first-batch"
    assert f'href="{path}"' in page
    form = (await browser.get(path.replace("&amp;", "&"))).text
    assert '<option value="policies/first-batch" selected>新材料首批次应用奖励</option>' in form
    assert 'name="documents.#" value="2"' in form and '<option value="应用证明" selected>' in form


async def test_a_claim_shows_its_next_day_counted_and_which_document_is_missing(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    play(services)
    await sign_in(browser)
    page = (await browser.get("/claims")).text
    assert "2026-09-24（周四）" in page and "市、县科技部门同意、不予兑现，或者退回补齐。" in page
    page = (await browser.get("/projects/x/claims/1")).text
    assert "2026-08-28（周五）提交或者补齐材料之日，当日不计入" in page and "20 个工作日" in page
    assert "缺</span>" in page and "检测.pdf" in page


def test_a_month_stands_in_weeks_with_what_room_there_is() -> None:
    days = [{"day": f"2026-09-{day:02d}", "free": free, "closed": closed} for day, free, closed in ((1, 2, ""), (2, 1, ""), (3, 0, ""))]
    days += [{"day": "2026-09-04", "free": 0, "closed": "设备检修"}]
    weeks = weeks_of(days, 2, date(2026, 9, 2))
    assert weeks[0][0] is None and [each and each["kind"] for each in weeks[0][1:]] == ["past", "some", "full", "closed", None, None]
    assert weeks[0][2] is not None and weeks[0][2]["is_today"]


async def test_a_facility_is_shown_by_month_and_an_odd_month_is_this_one(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    play(services)
    services.played |= {
        "GetFacility": lambda it, who: {"name": it["name"], "title": "轻合金中试线", "capacity": 2, "kind": "FACILITY_KIND_PILOT_TEST"},
        "GetFacilityCalendar": lambda it, who: {"days": [{"day": it["last_day"], "free": 1, "closed": ""}]},
    }
    await sign_in(browser)
    for month in ("", "?month=2026-09", "?month=x", "?month=9999-12"):
        page = (await browser.get(f"/facilities/line{month}")).text
        assert "2026 年 9 月" in page and "余 1" in page


NOTICE = {"name": "notices/n1", "title": "全电熔窑投产", "source": "快报", "dated": "2026-03-06", "fields": ["materials.glass"]}
QUESTION = {"name": "questions/q1", "text": "可否同时享受？", "asked_at": "2026-09-07T01:00:00Z", "due_date": "2026-09-14"}
SERVICE = {
    "name": "projects/x/serviceRequests/1",
    "project": "projects/x",
    "kind": "SERVICE_KIND_PILOT_TEST",
    "organization": "organizations/kjj",
    "description": "千升反应釜",
    "state": "SERVICE_STATE_REQUESTED",
    "requested_at": "2026-08-31T01:00:00Z",
    "due_date": "2026-09-25",
    "policy_version": "2026.1",
}


async def test_services_questions_and_notices_say_what_is_next(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    fields = {"fields": [{"code": "materials.glass", "title": "玻璃器皿"}]}
    question = {**QUESTION, "state": "QUESTION_STATE_OPEN", "policy_version": "2026.1"}
    play(services, ListServiceRequests={"service_requests": [SERVICE]}, GetServiceRequest=SERVICE, ListFields=fields)
    play(services, SearchQuestions={"questions": [question]}, GetQuestion=question, ListNotices={"notices": [NOTICE]}, GetNotice=NOTICE)
    play(services, ListFacilities={"facilities": [{"name": "facilities/line", "title": "轻合金中试线", "capacity": 1}]})
    await sign_in(browser)
    expected = {
        "/services": "市、县科技部门指定承办人。",
        "/projects/x/serviceRequests/1": "20 个工作日",
        "/questions": "还没有答复",
        "/questions/q1": "2026-09-14（周一）",
        "/notices": "玻璃器皿",
        "/notices/n1": "全电熔窑投产",
        "/facilities": "轻合金中试线",
    }
    for path, text in expected.items():
        answer = await browser.get(path)
        assert answer.status_code == 200 and text in answer.text, path


@pytest.mark.parametrize("takes_part", [True, False])
async def test_a_notice_is_signed_for_by_who_acts_for_a_project_and_not_by_who_reads_it(tmp_path: Path, takes_part: bool) -> None:
    browser, services, _ = console(tmp_path)
    rpc = "sanzhi.support.v1.SupportService/FollowFields"
    play(services, GetNotice=NOTICE, ListNotices={"notices": [NOTICE]}, ListFields={})
    services.played |= {
        "GetPerson": lambda it, who: {"name": it["name"], "display_name": "宋岩", "organization": "organizations/kjj"},
        "ListActs": lambda it, who: {"as_of": "2026-09-08T02:42:00Z", "acts": [{"rpc": rpc, "allowed": takes_part}]},
    }
    await sign_in(browser)
    page = (await browser.get("/notices/n1")).text
    assert ("/acts/support/ReadNotice?on=notices/n1&amp;with.project=projects/x" in page) is takes_part
    assert ("JudgeNotice" in page) is takes_part
