"""Who is to take in, consent, vote or complete reads first what it is about, on the form itself."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.console.suite import always, console, sign_in

BOOK = {"nodes": [{"id": "n1", "title": "样件试制", "due_date": "2026-09-30"}]}
FILE = {"name": "检测.pdf", "size": "2048", "digest": "sha256:1"}
REPORT = {
    "name": "projects/x/progressReports/0001",
    "number": 1,
    "first_day": "2026-04-01",
    "last_day": "2026-06-30",
    "editions": [
        {
            "number": 1,
            "submitted_by": "people/zhou-bin",
            "submitted_at": "2026-07-02T01:00:00Z",
            "planned": "40",
            "actual": "35.5",
            "nodes": [{"node": "n1", "planned": "40", "actual": "35.5", "note": "设备晚到"}],
            "content": {
                "summary": "完成样机<b>装配</b>",
                "money": {"received_fen": "123456700", "remark": "第二笔未到"},
                "risks": [{"description": "供货", "degree": "RISK_DEGREE_HIGH", "measure": "另行采购"}],
                "files": [FILE],
            },
        }
    ],
}
PLAN = {
    "name": "projects/x/integratedPlan",
    "editions": [
        {
            "number": 2,
            "content": {
                "time_control": "每周例会",
                "key_nodes": [{"id": "k1", "title": "台架试验", "due_date": "2026-08-31", "node": "n1"}],
            },
        }
    ],
}
CHANGE = {
    "name": "projects/x/taskBook",
    "current_version": 1,
    "editions": [{"version": 1, "terms": BOOK}],
    "change": {
        "reason": "设备进口许可推迟",
        "terms": {
            "term_start": "2026-04-01",
            "term_end": "2028-06-30",
            "nodes": [{"id": "n1", "title": "样件试制", "due_date": "2026-12-31"}],
            "targets": [{"metric": "合格率", "comparator": ">=", "value": "95", "unit": "%", "weight": "100"}],
            "budget": {"total_fen": "1200000000"},
        },
    },
}
EXTENSION = {
    "name": "projects/x/deadlines/materials-n1",
    "kind": "materials",
    "last_day": "2026-10-30",
    "extensions": [
        {"last_day": "2026-11-10", "reason": "此前的", "state": "EXTENSION_STATE_REFUSED"},
        {"last_day": "2026-11-30", "reason": "审计机构进场推迟", "state": "EXTENSION_STATE_PENDING", "requested_by": "people/zhou-bin"},
    ],
}
NODE = {
    "name": "projects/x/nodes/n1",
    "title": "样件试制",
    "reviews": [
        {
            "materials": [{"kind": "MATERIAL_KIND_SPECIAL_AUDIT_REPORT", "file": FILE}],
            "returns": [
                {
                    "returned_by": "people/zhou-bin",
                    "returned_at": "2026-10-20T01:00:00Z",
                    "complete_by": "2026-11-03",
                    "defects": [{"material": "MATERIAL_KIND_SPECIAL_AUDIT_REPORT", "description": "缺少三个月的原始数据"}],
                }
            ],
        }
    ],
}
EVALUATION = {
    "name": "projects/x/evaluation",
    "targets": [{"id": "t1", "metric": "合格率"}],
    "self_evaluation": {
        "items": [{"target": "t1", "achieved_value": "96", "evidence": "见检测报告", "evidence_file": FILE}],
        "report": FILE,
    },
}
CASES: list[tuple[str, str, dict[str, Any], tuple[str, ...]]] = [
    (
        "milestones/TakeInProgressReport",
        "GetProgressReport",
        REPORT,
        (
            "完成样机&lt;b&gt;装配&lt;/b&gt;",
            "1,234,567.00 元",
            "35.5%",
            "样件试制",
            "设备晚到",
            "另行采购",
            "周斌，2026-07-02 09:00",
            "检测.pdf",
        ),
    ),
    ("milestones/AgreeToIntegratedPlan", "GetIntegratedPlan", PLAN, ("第 2 版", "每周例会", "台架试验", "2026-08-31（周一）", "样件试制")),
    (
        "registry/ConsentToTaskBookChange",
        "GetTaskBook",
        CHANGE,
        ("设备进口许可推迟", "2026-04-01 至 2028-06-30", "2026-12-31（周四）", "≥ 95 %", "12,000,000.00 元"),
    ),
    ("milestones/ConsentToExtension", "GetDeadline", EXTENSION, ("审计机构进场推迟", "2026-11-30（周一）")),
    (
        "milestones/SubmitMaterials",
        "GetNode",
        NODE,
        ("缺少三个月的原始数据", "2026-11-03（周二）", "/files/milestones?of=projects/x/nodes/n1"),
    ),
    ("evaluation/AssessItems", "GetEvaluation", EVALUATION, ("合格率", "见检测报告", "/files/evaluation?of=projects/x/evaluation")),
]


@pytest.mark.parametrize(("act", "read", "thing", "told"), CASES, ids=[case[0] for case in CASES])
async def test_a_form_tells_what_it_is_about(tmp_path: Path, act: str, read: str, thing: dict[str, Any], told: tuple[str, ...]) -> None:
    browser, services, _ = console(tmp_path)
    services.played |= {
        read: always(thing),
        "GetProject": always({"name": "projects/x", "title": "玻璃器皿", "task_book": BOOK}),
        "ListHappenings": always({}),
    }
    await sign_in(browser)
    answer = await browser.get(f"/acts/{act}?on={thing['name']}")
    before = answer.text.partition('id="asked-form"')[0].partition('id="main"')[2]
    assert answer.status_code == 200 and [each for each in told if each not in before] == []
    assert not re.search(r"(people|organizations)/[a-z]|>n1<|>k1<", before)


async def test_what_is_not_asked_about_is_not_told(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played |= {"GetTaskBook": always(CHANGE), "GetDeadline": always({**EXTENSION, "extensions": EXTENSION["extensions"][:1]})}
    await sign_in(browser)
    for path in (
        "/acts/registry/ProposeTaskBookChange?on=projects/x/taskBook",
        f"/acts/milestones/RequestExtension?on={EXTENSION['name']}",
    ):
        assert 'id="content-1"' not in (await browser.get(path)).text
    accepted = (await browser.get("/acts/registry/AcceptTaskBook?on=projects/x/taskBook")).text.partition('id="asked-form"')[0]
    assert "任务书第 1 版" in accepted and "2026-09-30（周三）" in accepted and "2026-12-31" not in accepted


async def test_a_report_and_a_plan_have_pages_where_they_are_read_later(tmp_path: Path) -> None:
    browser, services, _ = console(tmp_path)
    services.played |= {
        "GetProgressReport": always(REPORT),
        "GetIntegratedPlan": always({**PLAN, "editions": []}),
        "GetProject": always({"name": "projects/x", "title": "玻璃器皿", "task_book": BOOK}),
    }
    await sign_in(browser)
    report = (await browser.get(f"/{REPORT['name']}")).text
    assert "第 1 期执行情况报告" in report and "另行采购" in report and "样件试制" in report and 'href="/projects/x"' in report
    assert "还没有提交" in (await browser.get(f"/{PLAN['name']}")).text
    services.played |= {"TakeInProgressReport": always(REPORT)}
    done = await browser.post(f"/acts/milestones/TakeInProgressReport?on={REPORT['name']}", data={"request_id": "r", "intent": "send"})
    assert (done.status_code, done.headers["location"]) == (303, f"/{REPORT['name']}")
    del services.played["GetProgressReport"]
    assert (await browser.get(f"/{REPORT['name']}")).status_code == 404
