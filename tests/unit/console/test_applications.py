"""An application: until when it is to come back, with the count; and what its reviewers are to go by beside it (3.6, 6.5)."""

from pathlib import Path
from typing import Any

from tests.unit.console.suite import always, console, sign_in

RETURNED: dict[str, Any] = {
    "name": "applications/y",
    "state": "APPLICATION_STATE_RETURNED",
    "correction_last_day": "2026-09-15",
    "correction_provisional": True,
    "steps": [
        {"act": "submitted", "at": "2026-08-20T01:00:00Z", "actor": "people/zhou-bin"},
        {"act": "returned", "at": "2026-09-01T01:00:00Z", "actor": "people/zhao-ming", "reason": "缺实施方案"},
    ],
}
REVIEWED: dict[str, Any] = {
    "name": "applications/y",
    "lead_rating": {"person": "people/zhou-bin", "as_of": "2026-08-31", "grade": "excellent", "total": "12.5", "entries_counted": 3},
    "track_record": [
        {
            "title": "管线",
            "conclusion": "partly_met",
            "degree": "0.82",
            "filed_at": "2026-03-02T01:00:00Z",
            "shared": ["undertaking_unit", "lead"],
        }
    ],
}


async def shown(tmp_path: Path, application: dict[str, Any]) -> str:
    browser, services, _ = console(tmp_path)
    services.played["GetApplication"] = always(application)
    await sign_in(browser)
    answer = await browser.get("/applications/y")
    assert answer.status_code == 200
    return answer.text


async def test_until_when_a_returned_one_is_to_come_back_is_counted_from_its_return(tmp_path: Path) -> None:
    page = await shown(tmp_path, RETURNED)
    assert "2026-09-01（周二）退回之日，当日不计入" in page and "10 个工作日" in page and "暂定" in page
    again = {**RETURNED, "steps": [*RETURNED["steps"], {"act": "submitted", "at": "2026-09-03T01:00:00Z"}]}
    assert "退回之日" not in await shown(tmp_path / "again", again)


async def test_reviewers_see_the_leads_rating_and_what_became_of_earlier_projects(tmp_path: Path) -> None:
    page = await shown(tmp_path, REVIEWED)
    assert "<b>12.5</b> 分，优秀" in page and "计入 3 项" in page
    assert "管线" in page and "<b>部分完成</b>，实现程度 0.82" in page and "承担单位相同，责任人相同" in page
    unrated = {
        **REVIEWED,
        "lead_rating": {"person": "people/zhou-bin", "as_of": "2026-08-31", "grade": "unrated", "total": "0"},
        "track_record": [],
    }
    page = await shown(tmp_path / "unrated", unrated)
    assert '<p class="figure">暂无评价</p>' in page and "以往项目的评价结果" not in page
