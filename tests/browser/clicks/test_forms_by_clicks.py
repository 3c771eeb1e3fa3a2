"""Forms that story 1 comes to late, and refusals, as people meet them: two stories are played by calls, and these acts by clicks."""

from datetime import datetime

import pytest

from chassis.calendar import CHINA
from cli.stack.stack import Stack
from cli.story.loader import load_story
from cli.story.player import Player
from cli.story.run import stage_on, wallet_of
from cli.target import find_target
from cli.trying import until
from tests.browser.clicks.people import People
from tests.browser.clicks.stage import PartlyByClicks
from tests.browser.conftest import STORIES

pytestmark = pytest.mark.timeout(1800)
RUN = "forms"
BY_CLICKS = {
    "story-3-enterprise-initiated.yaml": (
        "责任人提出任务书变更：机压线节点后移半个月",
        "业主尚未同意，市科技局不能批准",
        "业主同意；还要市科技局批准",
        "市科技局批准，第 2 版任务书生效，期限重新计算",
    ),
    "story-4-refusals.yaml": (
        "不属于市政府直接组织实施项目的三个类别",
        "有学位无学历按本科算，工作不满八年，研究不满三年，一并指出",
        "承担单位的人、被限制的人都不能当评审专家，逐人指出",
        "66×50% + 70×30% + 62×20% = 66.4，不达指南分数线，不能立项",
        "业主未准予例外，不能聘任",
        "承担单位、业主企业、责任人本单位的人都不能当考核专家，逐人指出",
        "另行组成考核专家组",
        "专家唐文表决",
        "提交里程碑报告",
        "期满，承担单位提交自评价",
        "承担单位的人也不能当评价专家",
        "组织一次性综合评价",
        "专家唐文逐项考核",
        "得出结论",
        "报市财政局备案",
        "重新得出结论",
        "结题之后变更任务书",
    ),
}
ENDS = {
    "story-3-enterprise-initiated.yaml": datetime(2026, 7, 23, tzinfo=CHINA),
    "story-4-refusals.yaml": datetime(2026, 8, 1, tzinfo=CHINA),
}


async def test_forms_are_filled_in_and_refusals_read_by_clicks(stack: Stack, people: People) -> None:
    target = find_target(stack.data)
    stories = {file: until(load_story(STORIES / file), end) for file, end in ENDS.items()}
    async with stage_on(target) as (suite, _):
        stage = PartlyByClicks(suite, people, RUN, [(stories[file], notes) for file, notes in BY_CLICKS.items()])
        outcome = await Player(stage, wallet_of(target, None), RUN, lambda played: None, go_on=True).play(list(stories.values()))
    assert stage.wrong == [], "\n".join(stage.wrong)
    assert outcome.lost == [] and outcome.unmet == []
    refused = {act.note for story in stories.values() for act in story.acts if act.refused is not None}
    assert {note: how == "done" for note, how in stage.done.items()} == {
        note: note not in refused for notes in BY_CLICKS.values() for note in notes
    }
