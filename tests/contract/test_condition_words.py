"""Conditions of policies ask for words of the registry: the kinds that it has and the areas of its policy, and call them as it does."""

from enum import StrEnum
from pathlib import Path

import pytest
import yaml
from sanzhi.registry.v1 import registry_pb2

from cli.words.enums import code_word
from services.registry.domain.policy import CITY, OUTSIDE
from services.support.domain.words import OrganizationKind, ProjectCategory, ProjectKind, ProjectStage

POLICY = Path(__file__).parents[2] / "policy"


@pytest.mark.parametrize(
    ("words", "proto"),
    [(OrganizationKind, ""), (ProjectKind, ""), (ProjectCategory, ""), (ProjectStage, "ProjectState")],
)
def test_kinds_are_those_of_the_registry_and_called_so(words: type[StrEnum], proto: str) -> None:
    name = proto or words.__name__
    prefix = "".join(f"_{each}" if each.isupper() else each.upper() for each in name).lstrip("_") + "_"
    values = {each.name.removeprefix(prefix).lower() for each in registry_pb2.DESCRIPTOR.enum_types_by_name[name].values if each.number}
    assert {each.value for each in words} == values
    assert {each.value: getattr(each, "label") for each in words} == {each: code_word("registry", name, each) for each in values}  # noqa: B009


@pytest.mark.parametrize("version", sorted(each.name for each in POLICY.iterdir() if each.is_dir()))
def test_areas_are_those_of_the_registry(version: str) -> None:
    areas = {
        service: yaml.safe_load((POLICY / version / f"{service}.yaml").read_text(encoding="utf-8"))["areas"]
        for service in ("registry", "support")
    }
    assert areas["support"] == {CITY: "市本级", **areas["registry"], OUTSIDE: "市外"}
