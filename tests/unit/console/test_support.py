"""Support: who qualifies because of what, and what is lacking; claims, services and facilities with their days."""

from datetime import date
from pathlib import Path
from typing import Any

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
