"""docs/asyncapi.yaml and its page say what the code says; each example is of the form promised, and tells nothing that is not open."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from chassis.envelope import to_headers
from cli import openness
from cli.asyncapi.document import document, text
from cli.asyncapi.page import page
from cli.schemas import all_facts
from cli.words.resources import enum_words, fact_title, field_label, fields, titles
from plan.openness import Openness

DOCS = Path(__file__).parents[2] / "docs"
PUBLIC = {kind: fact for kind, fact in all_facts().items() if openness.is_public(fact)}


@cache
def written() -> dict[str, Any]:
    return document()


def held(value: Any, schema: dict[str, Any]) -> None:
    """A schema of the document holds for a value."""
    jsonschema.Draft7Validator({"components": written()["components"], **schema}).validate(value)


def names_in(schema: Any) -> Iterator[str]:
    """Dotted paths of the fields that a schema has, through its references."""
    if "$ref" in schema:
        schema = written()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    for each in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())):
        yield from names_in(each)
    for name, said in schema.get("properties", {}).items():
        yield name
        yield from (f"{name}.{inner}" for inner in names_in(said))


def test_the_committed_document_is_what_the_code_says() -> None:
    assert (DOCS / "asyncapi.yaml").read_text() == text(), "make pages"
    assert (DOCS / "asyncapi.html").read_text() == page(written()), "make pages"


def test_every_public_fact_goes_by_each_way_and_no_other_does() -> None:
    channels = written()["channels"]
    assert channels["feed"]["messages"].keys() == channels["webhook"]["messages"].keys() == {f"{kind}.structured" for kind in PUBLIC}
    topics = {name: said for name, said in channels.items() if name.endswith(".open")}
    assert {kind for said in topics.values() for kind in said["messages"]} == set(PUBLIC)
    for said in topics.values():
        assert (
            {f"sanzhi.{kind.split('.')[1]}.open" for kind in said["messages"]} == {said["address"]} == {said["bindings"]["kafka"]["topic"]}
        )
    references = {said["$ref"].rpartition("/")[2] for channel in channels.values() for said in channel["messages"].values()}
    assert references == set(written()["components"]["messages"])


@pytest.mark.parametrize("kind", PUBLIC)
def test_the_examples_are_of_their_form(kind: str) -> None:
    record, event = (written()["components"]["messages"][name] for name in (kind, f"{kind}.structured"))
    held(record["examples"][0]["headers"], record["headers"])
    held(record["examples"][0]["payload"], record["payload"])
    held(event["examples"][0]["payload"], event["payload"])
    assert event["examples"][0]["payload"]["data"] == record["examples"][0]["payload"]
    with pytest.raises(jsonschema.ValidationError):
        held({"name": "projects/x"} | dict.fromkeys(record["examples"][0]["payload"]), record["payload"])
    with pytest.raises(jsonschema.ValidationError):
        held(event["examples"][0]["payload"] | {"type": "sanzhi.registry.other.v1"}, event["payload"])


@pytest.mark.parametrize("kind", PUBLIC)
def test_what_is_never_told_is_not_in_the_document(kind: str) -> None:
    marks = dict(openness.leaves(PUBLIC[kind]))
    said = set(names_in(written()["components"]["messages"][kind]["payload"]))
    assert {path for path in marks if path in said} == {path for path, mark in marks.items() if mark is not Openness.NEVER}
    assert not any(name == path or name.startswith(f"{path}.") for name in said for path, mark in marks.items() if mark is Openness.NEVER)


def test_the_headers_are_those_of_a_record() -> None:
    told = dict.fromkeys(("id", "source", "type", "subject", "policyversion"), "x")
    record = to_headers({**told, "time": datetime(2026, 6, 1, tzinfo=UTC), "sequence": 7, "aggregateversion": 2})
    headers = {name: value.decode() for name, value in record}
    schema = written()["components"]["schemas"]["KafkaHeaders"]
    held(headers, schema)
    assert headers.keys() == schema["properties"].keys()


def test_every_fact_and_field_has_a_chinese_name_and_none_is_left_over() -> None:
    paths = {
        (kind, each)
        for kind, fact in PUBLIC.items()
        for path, _ in openness.leaves(fact)
        for each in accumulate(path.split("."), "{}.{}".format)
    }
    assert all(field_label(kind, path) for kind, path in paths)
    assert len({fact_title(kind) for kind in PUBLIC}) == len(PUBLIC), "two facts of one name"
    of_parts = {".".join(path.split(".")[-2:]) for _, path in paths} | {path.rpartition(".")[2] for _, path in paths}
    assert fields().keys() <= of_parts
    of_facts = {kind.rpartition(".v")[0] for kind in PUBLIC} | {f"{kind.rpartition('.v')[0]} {path}" for kind, path in paths}
    assert {f"sanzhi.{name}.{each}" for name in {kind.split(".")[1] for kind in PUBLIC} for each in titles(name)} <= of_facts


def test_names_of_parts_versions_and_values() -> None:
    assert field_label("sanzhi.milestones.material.submitted.v1", "file.name") == "文件名"
    assert field_label("sanzhi.milestones.dispatch.reported.v1", "key_nodes") == "关键节点数"
    assert (fact_title("sanzhi.registry.project.approved.v1"), fact_title("sanzhi.registry.project.approved.v2")) == (
        "项目立项",
        "项目立项（第 2 版）",
    )
    assert enum_words("DeviationAspect", ["schedule", "unheard"]) == {"schedule": "进度"}
    with pytest.raises(KeyError):
        fact_title("sanzhi.registry.nothing.v1")
    with pytest.raises(KeyError):
        field_label("sanzhi.registry.project.approved.v1", "unheard")


def test_the_page_needs_no_network_and_no_script() -> None:
    written = (DOCS / "asyncapi.html").read_text()
    assert not any(each in written for each in ("<script", "http://", "https://", "src=", "@import", "url("))
    assert all(f'id="{kind}"' in written for kind in PUBLIC)


def test_the_package_lock_names_checksums_and_no_host() -> None:
    lock = json.loads((Path(__file__).parent / "asyncapi" / "package-lock.json").read_text())
    packages = {name: said for name, said in lock["packages"].items() if name}
    assert packages and all(said["integrity"].startswith("sha512-") and "resolved" not in said for said in packages.values())
