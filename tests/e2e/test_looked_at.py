"""What the commands tell of the stories that were played."""

import json

import pytest

from cli.services import SERVICES
from cli.stack.stack import Stack
from tests.e2e.conftest import Played, sanzhi

pytestmark = pytest.mark.timeout(3600)  # the first test has the playing of the stories in its time


def told(stack: Stack, *words: str) -> str:
    """What a command prints that ends well."""
    code, printed = sanzhi(stack, *words)
    assert code == 0, printed
    return printed


def test_everything_can_be_looked_at(stack: Stack, played: Played) -> None:
    assert played.outcome.lost == []
    project = json.loads(told(stack, "project", "show", "yeya-fati", "--json"))
    assert project["project"]["state"] == "PROJECT_STATE_CLOSED" and len(project["deadlines"]) == 11
    over = {"DEADLINE_STATE_MET", "DEADLINE_STATE_CANCELLED"}
    assert {deadline["state"] for deadline in project["deadlines"]} <= over, project["deadlines"]
    facts = [json.loads(line) for line in told(stack, "events", "tail", "-n", "10000", "--json").splitlines()]
    (closed,) = [fact for fact in facts if (fact["type"], fact["subject"]) == ("sanzhi.registry.project.closed.v1", "projects/yeya-fati")]
    assert json.loads(told(stack, "events", "show", closed["id"], "--json"))["subject"] == "projects/yeya-fati"
    assert not any(".internal" in fact["topic"] for fact in facts)
    assert [fact["type"] for fact in facts if not fact["aggregateversion"] > 0] == []
    refused = json.loads(told(stack, "audit", "list", "--refused", "--project", "projects/yeya-fati", "--json"))
    assert {"EVALUATION_FILED", "RETURN_ALREADY_USED", "SIGNATURE_INVALID"} <= {entry["outcome"] for entry in refused}
    assert json.loads(told(stack, "due", "--project", "projects/yeya-fati", "--json")) == []
    verified = told(stack, "audit", "verify")
    assert verified.count("没有发现不符") == len(SERVICES), verified
    shown = told(stack, "project", "show", "yeya-fati")
    for words in ("恒泰液压股份有限公司", "李承远", "大事记", "中试验证", "（逾期）", "偏差"):
        assert words in shown


@pytest.mark.rule("3.6")
def test_ratings_recomputed_from_the_facts_are_the_same_to_the_point(stack: Stack, played: Played) -> None:
    assert played.outcome.lost == []
    assert "，0 人有出入" in told(stack, "rating", "recompute")


@pytest.mark.rule("9.1")
def test_a_qualification_is_printed_condition_by_condition(stack: Stack, played: Played) -> None:
    assert played.outcome.lost == []
    checked = told(stack, "policy", "check", "boli-shoutao-2026", "--project", "meigan-shi")
    for words in (
        "《煤矸石制备高值填料转化应用》，承担单位 绿源固废利用有限公司：不符合",
        "| 新材料 | 节能环保 | 不符合 |",
        "2 项条件中符合 1 项",
    ):
        assert words in checked
