"""Every fact that passes in a test has the form that its committed schema promises (docs/events), on the topic that the schema names."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
from pymongo import MongoClient

from cli.services import SERVICES

SCHEMAS = Path(__file__).parents[2] / "docs" / "events"
ALL = frozenset(f"sanzhi.{file.parent.name}.{file.stem}" for file in SCHEMAS.glob("*/*.json"))
# Types of facts that services have written in this process.
passed: set[str] = set()
_MOST_SHOWN = 10
_FORMATS = jsonschema.FormatChecker()


@_FORMATS.checks("date-time", raises=ValueError)
def _is_an_instant(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@dataclass(frozen=True)
class Fact:
    """What passed: type, topic without the prefix of the run (".registry"), body."""

    type: str
    topic: str
    body: Any

    @property
    def is_of_the_suite(self) -> bool:
        """Neither a probe's fact, nor a dead letter, nor a seal."""
        _, service, *internal = self.topic.split(".")
        return service in SERVICES and internal in ([], ["internal"])

    @property
    def faults(self) -> list[str]:
        """In what it differs from what is promised."""
        if self.type not in ALL:
            return [f"{self.type}: no schema"]
        promised, whole, _ = _form(self.type)
        elsewhere = [] if self.topic == promised else [f"{self.type}: on {self.topic}, not on {promised}"]
        return elsewhere + _faults(self, whole)


def demand_part(kind: str, body: dict[str, Any]) -> str:
    """What a test says of a fact of "registry.project.approved.v1" in its producer's name is of its form; it may leave fields out.

    The topic on which its producer would put it, without the prefix of the run.
    """
    told = Fact(f"sanzhi.{kind}", "", body)
    assert told.type in ALL, f"nobody publishes {kind}"
    topic, _, part = _form(told.type)
    assert not (faults := _faults(told, part)), "\n".join(faults)
    return topic


def demand_forms(facts: Iterable[Fact]) -> int:
    """Of all that services have written; how many that were."""
    wrong, count = list[str](), 0
    for fact in facts:
        if fact.is_of_the_suite:
            wrong += fact.faults
            passed.add(fact.type)
            count += 1
    assert not wrong, "\n".join([f"{len(wrong)} faults in {count} facts", *wrong[:_MOST_SHOWN]])
    return count


def written(mongo: str, services: Iterable[str], databases: str, topics: str) -> Iterator[Fact]:
    """What is in the outboxes of these services; `databases` and `topics` are the prefixes of their names."""
    sound = {"attributes.type": {"$type": "string"}}  # a test may have damaged some
    with MongoClient[dict[str, Any]](mongo) as client:
        for service in services:
            for row in client[f"{databases}{service}"]["outbox"].find(sound, {"attributes.type": 1, "topic": 1, "body": 1}):
                fact = Fact(row["attributes"]["type"], row["topic"].removeprefix(topics), None)
                if fact.is_of_the_suite:
                    yield replace(fact, body=json.loads(row["body"]))


def summary() -> str:
    """How many types of facts passed, and which never did."""
    never = sorted(ALL - passed)
    return f"facts: {len(ALL) - len(never)} of {len(ALL)} types passed, held to their schemas" + (
        f"; never: {', '.join(never)}" if never else ""
    )


def _faults(fact: Fact, form: Any) -> list[str]:
    return [f"{fact.type}: {fault.json_path}: {fault.message}" for fault in form.iter_errors(fact.body)]


@cache
def _form(kind: str) -> tuple[str, Any, Any]:
    """The topic, and what holds a whole body to its schema, and a part of one."""
    _, service, name = kind.split(".", 2)
    schema = json.loads((SCHEMAS / service / f"{name}.json").read_text())
    whole, part = (jsonschema.Draft202012Validator(_closed(schema, whole), format_checker=_FORMATS) for whole in (True, False))
    return schema["x-topic"].removeprefix("sanzhi"), whole, part


def _closed(schema: Any, whole: bool) -> Any:
    """The same without room for fields that it does not name: readers ignore them, but nobody is to write them."""
    if isinstance(schema, list):
        return [_closed(each, whole) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _closed(each, whole) for name, each in schema.items() if whole or name != "required"}
    return made | {"additionalProperties": False} if "properties" in made and made.get("type") == "object" else made
