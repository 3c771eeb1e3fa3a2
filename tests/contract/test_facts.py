"""One golden a fact: its producer writes just that, every consumer can read it, and its schema allows it."""

import importlib
import json
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from chassis.mapping import adapter
from chassis.rpc.encoding import enum_prefix
from cli.schemas import facts_of, schema_of, text_of
from cli.services import SERVICES

ROOT = Path(__file__).parents[2]
GOLDENS = Path(__file__).parent / "goldens"
FACTS = [(service, name) for service in SERVICES for name in facts_of(service)]
CONSUMED = [(service, name) for service in SERVICES for name in importlib.import_module(f"services.{service}.main").SERVICE.subscriptions]


def golden(service: str, name: str) -> bytes:
    return (GOLDENS / service / f"{name}.json").read_bytes()


@pytest.mark.parametrize(("service", "name"), FACTS)
def test_the_producer_writes_its_golden(service: str, name: str) -> None:
    fact: Any = adapter(facts_of(service)[name])
    written = json.loads(fact.dump_json(fact.validate_json(golden(service, name))))
    assert written == json.loads(golden(service, name))


@pytest.mark.parametrize(("service", "name"), FACTS)
def test_the_committed_schema_is_the_facts_own_and_holds_for_its_golden(service: str, name: str) -> None:
    schema = schema_of(service, facts_of(service)[name])
    assert (ROOT / "docs" / "events" / service / f"{name}.json").read_text() == text_of(schema)
    jsonschema.validate(json.loads(golden(service, name)), schema)


@pytest.mark.parametrize("service", SERVICES)
def test_there_is_no_golden_or_schema_of_a_fact_that_is_no_more(service: str) -> None:
    for folder in (GOLDENS, ROOT / "docs" / "events"):
        assert {file.stem for file in (folder / service).glob("*.json")} == set(facts_of(service))


@pytest.mark.parametrize(("service", "name"), CONSUMED)
def test_a_consumer_reads_the_producers_golden(service: str, name: str) -> None:
    _, producer, *rest = name.split(".")
    wanted = importlib.import_module(f"services.{service}.main").SERVICE.subscriptions[name]
    assert adapter(wanted.fact).validate_json(golden(producer, ".".join(rest)))
    assert wanted.internal == getattr(facts_of(producer)[".".join(rest)], "INTERNAL", False)


def _enums(service: str) -> dict[str, type[StrEnum]]:
    found: dict[str, type[StrEnum]] = {}
    folder = ROOT / "services" / service / "domain"
    for file in (*folder.glob("*.py"), *(ROOT / "plan").rglob("*.py")):
        module: ModuleType = importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        found |= {name: value for name, value in vars(module).items() if isinstance(value, type) and issubclass(value, StrEnum)}
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_enums_of_calls_and_of_facts_are_the_same(service: str) -> None:
    proto = importlib.import_module(f"sanzhi.{service}.v1.{service}_pb2").DESCRIPTOR
    domain = _enums(service)
    shared = [enum for enum in proto.enum_types_by_name.values() if enum.name in domain]
    assert shared
    for enum in shared:
        prefix = enum_prefix(enum)
        called = {value.name.removeprefix(prefix).lower() for value in enum.values} - {"unspecified"}
        assert called == {member.value for member in domain[enum.name]}, enum.full_name
