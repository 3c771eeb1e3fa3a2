"""Plays stories on a stack of its own and tells which tasks nobody of those who have them can carry out, at what time, and why:
`make tasks ONLY="PARTS OF NAMES"`. Ends with 1 where one has no reason in WAITS.
"""

import asyncio
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cli.stack.stack import Stack, Wanted
from cli.story.loader import load_story
from cli.story.player import Played, Player
from cli.story.run import stage_on, wallet_of
from cli.target import find_target
from services.desk.domain.table import KINDS
from tests.e2e.tasked.looking import Tasked, TaskedStage
from tests.e2e.tasked.repertoire import Repertoire

STORIES = sorted((Path(__file__).parents[3] / "examples/stories").glob("story-*.yaml"))
_TOLD_AFTER_ACTS = 20
_DRAFT = "申请稿尚有欠缺：起草人须知还要补什么，拒绝时逐条说明（2.6）"
_CONDITIONS = "任职条件的证明由知情单位随时出具，欠缺的逐条说明；没有别人的待办会促成（1.7、3.2、3.3）"
_PERIOD = "本期期满之日起报送，此前列出供准备（5.1、5.2）"
# What is on a list while it cannot be carried out yet, by task and reason of the refusal: each with why.
WAITS: Mapping[tuple[str, str], str] = {
    ("submit_application", "GUIDE_NOT_OPEN"): "申请可以在受理之前起草，到时提交（2.6）",
    **{
        ("submit_application", reason): _DRAFT
        for reason in (
            "OUT_OF_SCOPE",
            "EDUCATION_TOO_LOW",
            "RESEARCH_EXPERIENCE_TOO_SHORT",
            "WORK_EXPERIENCE_TOO_SHORT",
            "LEAD_BARRED",
        )
    },
    ("draw_up_manager", "PERSON_NOT_ELIGIBLE"): _CONDITIONS,
    ("draw_up_chief", "PERSON_NOT_ELIGIBLE"): _CONDITIONS,
    ("draw_up_chief", "LEAD_NOT_RESCORED"): "故事八的煤矸石项目没有聘任，所试的是另一项目的人选（1.2a）",
    ("sign_document", "SIGNER_NOT_AUTHORIZED"): "单位自行登记签字人，登记以前没有人能代其签字（1.6）",
    ("score_chief", "CHIEF_BARRED"): "限制期满或者解除以后须打分；限制因人而定，期限由拒绝说明（3.7、7.5）",
    ("convene_evaluation_panel", "NODES_OPEN"): "市科技局须知还有节点没有结论，可以自行记为缺失（6.2）",
    ("submit_progress_report", "DEADLINE_RUNS"): _PERIOD,
    ("submit_dispatch_report", "DEADLINE_RUNS"): _PERIOD,
    ("complete_service", "OFFER_NOT_CHOSEN"): "承办人须知承担单位还没有选定，选定以后办结，期限照算（9.2）",
    ("close_deviation", "CORRECTIVE_ACTION_MISSING"): "起因已经消除，先定纠正措施或者等纠正情况报告，再办结（7.2）",
    ("submit_application", "GUIDE_CLOSED"): "受理截止时没有提交的申请稿，没有撤回的办法（2.6）",
    # The task can be carried out, and what is said to try it is of another story.
    ("answer_renewal", "MORE_THAN_ASKED"): "所试的期限是另一份延续申请的（2.5）",
    ("submit_integrated_plan", "PLAN_CONTRADICTS_TASK_BOOK"): "所试的方案是另一项目的，不合本项目的任务书（5.2）",
    ("replace_panel_member", "NOT_FOUND"): "所试的人选是另一故事的，其时还没有登记（4.7）",
}


async def play(stack: Stack, paths: list[Path]) -> Tasked:
    """Play stories; what was found of the tasks."""
    target, acts = find_target(stack.data), 0
    stories = [load_story(path) for path in paths]
    of = sum(len(story.acts) for story in stories)
    async with stage_on(target) as (suite, _):
        wallet = wallet_of(target, None)
        tasked = Tasked(suite, Repertoire([load_story(path) for path in STORIES], wallet))

        def told(played: Played) -> None:
            nonlocal acts
            acts += 1
            if acts % _TOLD_AFTER_ACTS == 0:
                print(f"{acts} of {of} acts, {sum(tasked.tried.values())} tasks tried, {tasked.calls} calls", flush=True)

        outcome = await Player(TaskedStage(suite, tasked), wallet, "tasked", told).play(stories)
        await tasked.look(everything=True)
    assert outcome.held, (outcome.lost, outcome.unmet)
    return tasked


def tell(tasked: Tasked) -> int:
    """Print what was found; the exit code."""
    for (kind, reason), cases in sorted(tasked.undone.items()):
        print(f"{kind} {reason}, {len(cases)}: {WAITS.get((kind, reason), 'NO REASON')}")
        print("".join(f"    {case}\n" for case in (cases if (kind, reason) not in WAITS else cases[:1])), end="")
    print(f"never shown: {', '.join(sorted(set(KINDS) - set(tasked.tried)))}")
    return int(any(found not in WAITS for found in tasked.undone))


def main() -> None:
    """As said above."""
    paths = [path for path in STORIES if not sys.argv[1:] or any(part in path.name for part in sys.argv[1:])]
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Wanted(Path(folder) / "data", port=0, clock="rehearsal"), print)
        try:
            stack.start()
            tasked = asyncio.run(play(stack, paths))
        finally:
            stack.stop()
    raise SystemExit(tell(tasked))


if __name__ == "__main__":
    main()
