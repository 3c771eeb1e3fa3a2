"""Before every act of every example story that is no free initiative, the acting person has it on their list, and after it no more (2.5).

By a record of the stories played on a whole stack: recorded.jsonl.gz, made by record.py. Whoever changes what a story does makes it anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cli.tokens import ADMINISTRATOR, SECURITY
from services.desk.domain.table import KINDS
from services.desk.domain.table.initiatives import AT_TIMES, INITIATIVES
from services.desk.domain.task import Task
from tests.e2e.tasked.waits import RARE
from tests.unit.desk.memory import Desk, principals_of, read

RECORD = read(Path(__file__).with_name("recorded.jsonl.gz"))
# After these a task stays: each with why.
STAYS = {"milestones/SubmitMaterials": "两份材料都交齐才算完成（4.1）"}


def short(method: str) -> str:
    return f"{method.split('.')[1]}/{method.partition('/')[2]}"


@dataclass
class Seen:
    """What was found of the acts."""

    checked: int = 0
    shown: set[str] = field(default_factory=set)
    begun: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def _of(task: Task, act: dict[str, Any]) -> bool:
    """Whether an act is about the resource of a task, as far as its request says."""
    if act["act"] not in KINDS[task.kind].methods:
        return False
    named = {value for key, value in act["names"].items() if key in ("name", "parent", "project")}
    return not named or task.resource in named or task.project in named


def _told(act: dict[str, Any]) -> str:
    return f"{short(act['act'])} {act['names'].get('name') or act['names'].get('parent') or act['names'].get('project', '')} {act['as']}"


@pytest.fixture(scope="module")
async def seen() -> Seen:
    """The record, fact by fact into a desk, act by act against it."""
    desk, found = Desk(), Seen()
    pending: list[tuple[dict[str, Any], list[Task]]] = []
    for line, following in _steps():
        if "act" not in line:
            await desk.take(line)
        if "act" in line and line["as"] != ADMINISTRATOR and short(line["act"]) not in INITIATIVES:
            mine = [task for task in desk.tasks_of(principals_of(desk, line["as"])) if _of(task, line)]
            found.checked += 1
            if not mine and short(line["act"]) in AT_TIMES:
                found.begun.append(short(line["act"]))
            elif not mine:
                found.missing.append(_told(line))
            pending.append((line, mine))
        if following:
            found.shown |= {task.kind for task in desk.tasks.of.values() if task.is_open}
            for act, tasks in pending:
                found.left += _left(act, tasks, desk)
            pending = []
    return found


def _left(act: dict[str, Any], tasks: list[Task], desk: Desk) -> Iterator[str]:
    """Tasks that the act was to end for who acted, and did not."""
    exact = [task for task in tasks if task.resource in act["names"].values()] or tasks
    if exact and all(not _was_done(task, act, desk) for task in exact):
        yield _told(act)


def _was_done(task: Task, act: dict[str, Any], desk: Desk) -> bool:
    mine = principals_of(desk, act["as"])
    ended = not mine & set(task.who) or task.asked > act["id"]
    return ended or any(each.person == act["as"] and each.fact > act["id"] for each in task.doings)


def _steps() -> Iterator[tuple[dict[str, Any], bool]]:
    """Each line, and whether the next one is an act of a story: the suite was at rest then. Its people are registered side by side."""
    for number, line in enumerate(RECORD):
        following = number + 1 == len(RECORD) or RECORD[number + 1].get("as", ADMINISTRATOR) not in (ADMINISTRATOR, SECURITY)
        yield line, following and "act" not in line


@pytest.mark.rule("2.5")
async def test_before_every_act_it_is_on_the_list_of_who_acts(seen: Seen) -> None:
    assert seen.checked > 300
    assert seen.missing == []
    assert set(seen.begun) == set(AT_TIMES), "no exception that nothing needs"


@pytest.mark.rule("2.5")
async def test_after_it_no_more(seen: Seen) -> None:
    assert {told.partition(" ")[0] for told in seen.left} == set(STAYS), seen.left


@pytest.mark.rule("2.5")
def test_what_no_story_puts_on_a_list_is_known(seen: Seen) -> None:
    """Whoever writes a story with one of these takes it out of RARE; a kind that no story shows any more is written there, with why."""
    assert set(KINDS) - seen.shown == set(RARE)
