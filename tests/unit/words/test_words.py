"""The tables of words are whole: every fact that a service publishes has a line, made of fields that the fact has."""

import importlib
import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from chassis.rpc.naming import ids_in
from cli import words
from cli.services import SERVICES
from cli.words.acts import act_word
from cli.words.enums import enums_of

ROOT = Path(__file__).parents[3]
TABLE: dict[str, dict[str, str]] = {service: words.facts_words(service) for service in SERVICES}


def facts_of(service: str) -> dict[str, Any]:
    classes = vars(importlib.import_module(f"services.{service}.domain.facts")).values()
    types: dict[str, Any] = {vars(each).get("TYPE", ""): each for each in classes if is_dataclass(each)}
    return {kind.rpartition(".")[0]: each for kind, each in types.items() if kind}


@pytest.mark.parametrize("service", SERVICES)
def test_every_fact_has_a_line_and_every_line_a_fact(service: str) -> None:
    assert set(TABLE[service]) == set(facts_of(service))


@pytest.mark.parametrize(("service", "what"), [(service, what) for service in SERVICES for what in TABLE[service]])
def test_a_line_names_only_fields_of_its_fact(service: str, what: str) -> None:
    known = {field.name for field in fields(facts_of(service)[what])}
    assert set(re.findall(r"\{([a-z_]+)", TABLE[service][what])) <= known


@pytest.mark.parametrize(("service", "what"), [(service, what) for service in SERVICES for what in TABLE[service]])
@pytest.mark.parametrize("value", ["x", ""])
def test_nothing_of_a_template_is_left_over(service: str, what: str, value: str) -> None:
    data = dict.fromkeys((field.name for field in fields(facts_of(service)[what])), value)
    assert not re.search(r"[\[\]{}?|]", words.fact_line(f"sanzhi.{service}.{what}.v1", data, str))


def test_a_line_is_filled_with_names_words_and_optional_parts() -> None:
    kind = "sanzhi.contracts.manager.selected.v1"
    data = {"person": "people/li", "method": "expert_panel", "reference": ""}
    assert words.fact_line(kind, data, lambda text: text.replace("people/li", "李明")) == "选定项目经理人 李明（成立专家小组）"
    data["reference"] = "晋采1号"
    assert words.fact_line(kind, data, str) == "选定项目经理人 people/li（成立专家小组，编号 晋采1号）"


def test_a_choice_follows_the_truth() -> None:
    kind = "sanzhi.evaluation.deadline.met.v1"
    assert words.fact_line(kind, {"kind": "self_evaluation", "late": True}, str) == "自评价逾期完成"
    assert words.fact_line(kind, {"kind": "self_evaluation", "late": False}, str) == "自评价按期完成"


def test_a_fact_without_words_is_its_type() -> None:
    assert words.fact_line("sanzhi.registry.unheard.of.v1", {}, str) == "sanzhi.registry.unheard.of.v1"


@pytest.mark.parametrize(
    ("value", "word"),
    [("DEADLINE_STATE_MET", "已完成"), ("CONCLUSION_NOT_MET", "未完成"), ("PROJECT_STATE_RUNNING", "实施中"), ("X_Y", "X_Y"), ("", "")],
)
def test_an_enum_value_is_shown_by_the_word_of_its_proto(value: str, word: str) -> None:
    assert words.value_word(value) == word


@pytest.mark.parametrize(
    ("action", "word"),
    [
        ("sanzhi.milestones.v1.MilestonesService/SubmitMaterials", "提交里程碑材料"),
        ("sanzhi.unheard.v1.OfService/DoIt", "DoIt"),
        ("sanzhi.registry.project.approved.v1", "sanzhi.registry.project.approved.v1"),
        ("timer deadline", "timer deadline"),
    ],
)
def test_an_audited_action_is_called_as_officials_call_it(action: str, word: str) -> None:
    assert act_word(action) == word


def test_a_deadline_is_called_by_what_it_asks_for() -> None:
    assert words.deadline_word("materials") == "里程碑材料"
    assert words.deadline_word("unheard_of") == "unheard_of"


@pytest.mark.parametrize(("service", "what"), [(service, what) for service in SERVICES for what in TABLE[service]])
def test_a_field_with_an_enum_of_the_proto_names_it(service: str, what: str) -> None:
    types = get_type_hints(facts_of(service)[what])
    named = dict(re.findall(r"\{([a-z_]+):?([A-Za-z]*)\}", TABLE[service][what]))
    assert set(named.values()) - {""} <= set(enums_of(service))
    expected = {name: getattr(types[name], "__name__", "") for name in named}
    assert {name: enum for name, enum in expected.items() if enum in enums_of(service)}.items() <= named.items()


def test_amounts_are_exact() -> None:
    assert words.yuan(600_000_001) == "6,000,000.01 元"
    assert words.yuan(-5) == "-0.05 元"


def test_the_table_of_deadlines_is_text_only() -> None:
    table = words._table("services.desk.domain", "deadlines.yaml")
    assert all(isinstance(key, str) and isinstance(value, str) for key, value in table.items())


NAMED = re.compile(r"(people|organizations|projects)/[a-z0-9-]+(/(nodes|deadlines)/[a-z0-9-]+)?")


@pytest.mark.parametrize(("service", "what"), [(service, what) for service in SERVICES for what in TABLE[service]])
def test_a_line_shows_no_id_and_no_code(service: str, what: str) -> None:
    """Whatever people read of a fact: what can be named is, and the rest has words."""
    (golden,) = (ROOT / "tests/contract/goldens" / service).glob(f"{what}.v*.json")
    data = {"project": "projects/x", **json.loads(golden.read_text())}
    line = words.fact_line(f"sanzhi.{service}.{what}.v1", data, lambda name: NAMED.sub("某某", name))
    assert not ids_in(line), line
    assert not re.search(r"[A-Z]+_[A-Z]|[a-z]+_[a-z]|\b[A-Z]-\d", line), line


def test_what_is_within_something_and_has_no_name_is_not_told() -> None:
    kind, data = "sanzhi.supervision.deviation.opened.v1", {"aspect": "schedule", "cause": "inspection", "due": "2026-09-30"}
    inspected = {**data, "subject": "projects/x/inspections/1"}
    assert words.fact_line(kind, inspected, str) == words.fact_line(kind, {**data, "subject": ""}, str)
    late = {**data, "subject": "projects/x/deadlines/n1-materials"}
    assert "“样件”里程碑材料" in words.fact_line(kind, late, lambda name: "“样件”里程碑材料")
