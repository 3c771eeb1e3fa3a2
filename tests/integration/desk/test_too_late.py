"""What can no longer be done leaves every list at that instant, though no fact says so (2.1, 2.6)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import Running
from tests.harness.suite import Person, Suite, service
from tests.integration.registry.city import AUDITOR, BUREAU, NAME, UNIT, City

LIST_TASKS = "sanzhi.desk.v1.DeskService/ListTasks"
CLOSES = datetime(2024, 1, 31, 16, tzinfo=UTC)
UNPUBLISHED: dict[str, Any] = {
    "guide_id": "late",
    "title": "迟迟没有发布的指南",
    "opens_at": "2024-01-01T00:00:00+08:00",
    "closes_at": "2024-02-01T00:00:00+08:00",
    "threshold": "75",
    "factors": [{"id": "lead", "title": "管理及创新能力", "weight": "100", "lead": True}],
}
DRAFT, GUIDE = f"submit_application:{NAME}", "publish_guide:guides/late"


async def listed(suite: Suite, view: str, who: Person) -> set[str]:
    answer = await suite.call(LIST_TASKS, {"view": f"TASK_VIEW_{view}"}, who)
    return {each["name"] for each in answer["tasks"]} & {DRAFT, GUIDE}


async def all_lists(suite: Suite) -> dict[tuple[str, str], set[str]]:
    asked = (("MINE", UNIT), ("STARTED", UNIT), ("MINE", BUREAU), ("OWED", AUDITOR))
    return {(view, who.name): await listed(suite, view, who) for view, who in asked}


@pytest.mark.rule("2.1", "2.6")
async def test_a_draft_and_a_guide_that_was_not_published_leave_when_the_guide_closes(running: Running) -> None:
    async with running(service("registry"), service("desk")) as suite:
        city = City(suite)
        await city.settle()
        await city.guide()
        await city.draft()
        await city.call("CreateGuide", UNPUBLISHED, BUREAU)
        await suite.advance(CLOSES - timedelta(seconds=1))
        assert await all_lists(suite) == {
            ("MINE", UNIT.name): {DRAFT},
            ("STARTED", UNIT.name): {DRAFT},
            ("MINE", BUREAU.name): {GUIDE},
            ("OWED", AUDITOR.name): {DRAFT, GUIDE},
        }
        await suite.advance(CLOSES)
        assert not any((await all_lists(suite)).values())
        (published,) = (await suite.call(LIST_TASKS, {"view": "TASK_VIEW_DONE"}, BUREAU))["tasks"]
        assert (published["name"], published["closed"]) == ("publish_guide:guides/g2024", True)
