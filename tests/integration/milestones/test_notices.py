import json
from typing import Any

import pytest

from services.milestones.handlers import holidays
from tests.harness.suite import Refused
from tests.integration.milestones.calls import BOSS, CLERK, OFFICIAL, SERVICE, call, china, deadlines
from tests.integration.milestones.conftest import Staged
from tests.integration.milestones.played import PROJECT, running_project, task_book

FAR = [{"id": "far", "title": "示范应用", "due_date": "2035-01-08", "midterm": False}]
NOTICE: dict[str, Any] = {
    "year": 2035,
    "days_off": ["2035-01-01", *(f"2035-02-{day:02}" for day in range(7, 15))],
    "makeup_days": ["2035-02-17"],
    "reference": "国办发明电〔2034〕9号（示例）",
}


@pytest.mark.rule("4.3")
async def test_a_notice_dates_provisional_deadlines_anew(staged: Staged) -> None:
    async with staged("2034-06-01T08:00:00+08:00") as stage:
        suite = stage.suite
        await running_project(suite, task_book=task_book(nodes=FAR, term_end="2036-12-31"))
        name = f"{PROJECT}/deadlines/far-materials"
        before = await call(suite, "GetDeadline", CLERK, name=name)
        assert before["provisional"]
        with pytest.raises(Refused):
            await suite.call(f"{SERVICE}/PublishHolidayNotice", NOTICE, BOSS)
        await suite.call(f"{SERVICE}/PublishHolidayNotice", NOTICE, OFFICIAL)
        await suite.quiet()
        after = await call(suite, "GetDeadline", CLERK, name=name)
        assert (after["last_day"], after["provisional"], after["redatings"][0]["rule"]) == ("2035-02-15", False, "4.3")
        assert after["redatings"][0]["previous_last_day"] == before["last_day"] != after["last_day"]
        (redated,) = await suite.facts("milestones", ".deadline.redated.v1")
        assert json.loads(redated["body"])["previous_last_day"] == before["last_day"]
        due = await suite.apps["milestones"].mongo["timers"].find_one({"_id": f"{name}/end"})
        assert due["due"] == china("2035-02-16 00:00")
        with pytest.raises(Refused) as same:
            await suite.call(f"{SERVICE}/PublishHolidayNotice", NOTICE, OFFICIAL)
        assert same.value.reason == "NOTICE_UNCHANGED"
        notices = await suite.call(f"{SERVICE}/ListHolidayNotices", {}, CLERK)
        assert [each["year"] for each in notices["holiday_notices"]] == [2035]


@pytest.mark.rule("4.3")
async def test_an_overdue_deadline_runs_again_where_a_notice_lets_it_end_later(staged: Staged) -> None:
    async with staged("2034-06-01T08:00:00+08:00") as stage:
        suite = stage.suite
        await running_project(suite, task_book=task_book(nodes=FAR, term_end="2036-12-31"))
        name = f"{PROJECT}/deadlines/far-materials"
        await suite.advance(china("2035-02-14 00:30"))
        assert (await deadlines(suite))["far-materials"] == ("OVERDUE", "2035-02-13")
        await suite.call(f"{SERVICE}/PublishHolidayNotice", NOTICE, OFFICIAL)
        await suite.quiet()
        assert (await deadlines(suite))["far-materials"] == ("OPEN", "2035-02-15")
        due = await suite.apps["milestones"].mongo["timers"].find_one({"_id": f"{name}/end"})
        assert due["due"] == china("2035-02-16 00:00")
        await suite.advance(china("2035-02-16 00:30"))
        overdue = [json.loads(fact["body"]) for fact in await suite.facts("milestones", ".deadline.overdue.v1")]
        assert [each["overdue_at"] for each in overdue] == ["2035-02-13T16:00:00Z", "2035-02-15T16:00:00Z"]


@pytest.mark.rule("4.3")
async def test_many_deadlines_are_dated_anew_a_batch_at_a_time(staged: Staged, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holidays, "BATCH", 2)
    async with staged("2034-06-01T08:00:00+08:00") as stage:
        suite = stage.suite
        nodes = [FAR[0] | {"id": f"far-{number}"} for number in range(5)]
        await running_project(suite, task_book=task_book(nodes=nodes, term_end="2036-12-31"))
        await suite.call(f"{SERVICE}/PublishHolidayNotice", NOTICE, OFFICIAL)
        await suite.quiet()
        assert {last_day for _, last_day in (await deadlines(suite)).values()} == {"2035-02-15"}
        corrected = NOTICE | {"days_off": [*NOTICE["days_off"], "2035-02-15", "2035-02-16"], "reference": "更正（示例）"}
        await suite.call(f"{SERVICE}/PublishHolidayNotice", corrected, OFFICIAL)
        await suite.quiet()
        assert {last_day for _, last_day in (await deadlines(suite)).values()} == {"2035-02-17"}
        assert len(await suite.facts("milestones", ".deadline.redated.v1")) == 10
