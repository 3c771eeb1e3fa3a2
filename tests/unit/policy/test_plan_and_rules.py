"""The committed law: the plan word for word, and every rule of it."""

import re
from pathlib import Path

import pytest

from chassis.policy import Laws, policy_folder

LAW = Laws.load().newest
PLAN = (policy_folder() / LAW.version.version / "plan.zh.txt").read_text(encoding="utf-8")
CLAUSES = {clause.id: clause for part in LAW.parts for clause in part.clauses}

RULES = """S.1 S.2 1.1 1.2 1.2a 1.3 1.4 1.5 1.6 1.6a 1.7 1.8 1.9 1.10 1.10a 1.11 2.1 2.2 2.3 2.4 2.5 2.6 2.7
3.1 3.2 3.3 3.4 3.5 3.6 3.7 4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.7a 4.8 5.1 5.2 6.1 6.2 6.3 6.4 6.5
7.1 7.2 7.3 7.4 7.5 8.1 8.2 9.1 9.2 9.3"""


def test_every_rule_is_there_once() -> None:
    assert list(LAW.rules) == RULES.split()


def test_the_clauses_are_the_plan_word_for_word_and_all_of_it() -> None:
    """What is left of the plan, once every clause and heading is taken away in order, is its title and its numbering."""
    rest = PLAN
    for part in LAW.parts:
        rest = _without(rest, part.title) if part.id != "序" else rest
        for clause in part.clauses:
            rest = _without(rest, clause.text)
    title = "项目经理人制+技术总师负责制”改革试点方案（征求意见稿）"
    assert re.sub(r"[一二三四]、|（[一二三四五六七八九]）。|[12]\.|\s", "", rest) == title


def _without(text: str, piece: str) -> str:
    assert piece in text
    return text.replace(piece, "", 1)


def test_a_clause_is_numbered_within_its_part() -> None:
    for part in LAW.parts:
        assert [clause.id for clause in part.clauses] == [f"{part.id}.{n}" for n in range(1, len(part.clauses) + 1)]


@pytest.mark.parametrize("rule", LAW.rules.values(), ids=lambda rule: rule.title)
def test_a_quote_is_short_and_verbatim(rule) -> None:
    assert rule.clauses
    assert len(rule.quote) <= 60
    assert any(rule.quote in CLAUSES[clause].text for clause in rule.clauses)


def test_every_measure_of_part_four_has_a_rule() -> None:
    cited = {clause for rule in LAW.rules.values() for clause in rule.clauses}
    assert {clause for clause in CLAUSES if clause.startswith("四")} - cited == set()


def test_a_quotation_names_the_part_of_the_plan() -> None:
    assert LAW.quote("3.4") == "《试点方案》四（三）：“在项目立项当年一般不超过55周岁”"


def test_a_rule_that_the_plan_is_silent_on_gives_its_reading() -> None:
    assert LAW.quote("1.10").startswith("执行口径：")
    assert "；执行口径：期间开始当日不计入" in LAW.quote("4.1")


def test_several_rules_are_quoted_in_turn() -> None:
    assert LAW.quote("3.4, 6.4") == f"{LAW.quote('3.4')}；{LAW.quote('6.4')}"


def test_no_rule_is_quoted_for_what_is_none() -> None:
    assert LAW.quote("") == LAW.quote("10.9") == ""


def test_the_plan_lies_beside_the_clauses() -> None:
    assert Path(policy_folder() / LAW.version.version / "clauses.yaml").is_file()
