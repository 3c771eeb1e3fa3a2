"""A version of the policy that lacks a number is found when it is read, with file and key, not by the first fact that needs it."""

import shutil
from pathlib import Path

import pytest

from chassis.policy import Policies
from chassis.policy.loading import PolicyError
from services.evaluation.domain.policy import EvaluationPolicy

POLICY = Path(__file__).parents[3] / "policy" / "2026.1"


@pytest.mark.parametrize(
    ("line", "instead", "key"),
    [
        pytest.param("    node_failed: -6\n", "", "rating", marks=pytest.mark.rule("3.6"), id="a cause without points"),
        pytest.param("percent: 75", "percent: 175", "rating", marks=pytest.mark.rule("3.6"), id="an entry that grows"),
        pytest.param("node_passed: 4", "node_passed: 4.5", "rating.points.node_passed", id="half points"),
        pytest.param("difficulty: {high: 130, medium: 110,", "difficulty: {high: 130,", "pay", marks=pytest.mark.rule("3.7"), id="a grade"),
        pytest.param("conclusion_percent: 40", "conclusion_percent: 140", "pay", marks=pytest.mark.rule("3.7"), id="more than all"),
        pytest.param('at_least: "80", percent: 80', 'at_least: "80", percent: -80', "pay", id="less than nothing"),
    ],
)
def test_a_mistake_in_the_numbers_is_found_at_the_start(tmp_path: Path, line: str, instead: str, key: str) -> None:
    folder = tmp_path / "2026.1"
    shutil.copytree(POLICY, folder)
    file = folder / "evaluation.yaml"
    text = file.read_text()
    assert line in text
    file.write_text(text.replace(line, instead))
    with pytest.raises(PolicyError) as found:
        Policies.load("evaluation", EvaluationPolicy, tmp_path)
    assert (found.value.file, found.value.key) == (file, key)
