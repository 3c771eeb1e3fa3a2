"""What holds facts to their schemas while tests run (tests/harness/forms.py) sees what is not of their form."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.harness import forms
from tests.harness.forms import Fact, demand_forms, demand_part, summary

KIND = "contracts.engagement.ended.v1"
BODY = json.loads((Path(__file__).parent / f"goldens/{KIND.replace('.', '/', 1)}.json").read_text())
GOOD = Fact(f"sanzhi.{KIND}", ".contracts", BODY)
NOBODYS = "contracts.engagement.forgotten.v1"


@pytest.fixture(autouse=True)
def passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "passed", set())


def test_a_fact_of_its_form_passes_and_those_that_never_did_are_told() -> None:
    assert demand_forms([GOOD, GOOD]) == 2
    assert demand_forms([Fact("sanzhi.contracts.dead_letter.set_aside.v1", ".contracts.dead", {}), replace(GOOD, topic=".probe")]) == 0
    assert demand_part(KIND, {"name": BODY["name"], "ended_on": "2026-03-02"}) == ".contracts"
    told, never = summary().split("; never: ")
    assert told.startswith(f"facts: 1 of {len(forms.ALL)} types")
    assert len(never.split(", ")) == len(forms.ALL) - 1 and GOOD.type not in never


@pytest.mark.parametrize(
    "fact",
    [
        replace(GOOD, body=BODY | {"more": "x"}),
        replace(GOOD, body={name: value for name, value in BODY.items() if name != "person"}),
        replace(GOOD, body=BODY | {"ended_on": "2026-03-32"}),
        replace(GOOD, body=BODY | {"person": None}),
        replace(GOOD, topic=".contracts.internal"),
        replace(GOOD, type=f"sanzhi.{NOBODYS}"),
    ],
)
def test_what_is_not_of_its_form_is_told(fact: Fact) -> None:
    with pytest.raises(AssertionError, match=f"1 faults in 2 facts\n{fact.type}"):
        demand_forms([GOOD, fact])


@pytest.mark.parametrize(("kind", "body"), [(KIND, {"until": "2026-03-02"}), (KIND, {"ended_on": "x"}), (NOBODYS, {})])
def test_what_no_neighbour_would_tell(kind: str, body: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        demand_part(kind, body)
