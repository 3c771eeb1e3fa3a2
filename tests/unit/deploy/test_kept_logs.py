"""How long it is kept what happened: audit entries, facts and seals for ever, a container's log as long as the installation sets."""

import importlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from chassis.run.service import Service
from chassis.store.schema import wanted_indexes
from chassis.store.unit import AUDIT, OUTBOX, SEALS
from cli.services import CONSOLE, SERVICES
from tests.unit.deploy.built import ROOT, default

SIZE, FILES = "SANZHI_LOG_SIZE", "SANZHI_LOG_FILES"
# They do one thing and are gone, and their logs with them.
ONCE = {"secrets", "provision-mongo", "provision-kafka", "certificates", "tools"}


def containers() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """By name, what each of the compose files says of those that stay."""
    for file in sorted(ROOT.glob("docker-compose*.yml")):
        for name, said in yaml.safe_load(file.read_text(encoding="utf-8"))["services"].items():
            if name not in ONCE:
                yield f"{file.name}: {name}", said


STAYING = dict(containers())


def test_every_container_that_stays_keeps_as_much_of_its_log_as_is_set() -> None:
    begun = {name: said.get("logging") for name, said in STAYING.items() if "image" in said}
    assert {name.partition(": ")[2] for name in begun} >= {*SERVICES, CONSOLE, "gateway", "kafka", "mongodb", "prometheus"}
    wanted = {"driver": "json-file", "options": {"max-size": f"${{{SIZE}:-20m}}", "max-file": f"${{{FILES}:-5}}"}}
    assert {name: logging for name, logging in begun.items() if logging != wanted} == {}
    assert [name for name, said in STAYING.items() if "image" not in said and "logging" in said] == [], "an overlay takes it back"


def test_what_it_is_where_nobody_sets_it_stands_where_it_is_set_and_in_the_handbook() -> None:
    options = next(said["logging"]["options"] for said in STAYING.values() if "logging" in said)
    size, files = default(options["max-size"]), default(options["max-file"])
    env = (ROOT / "deploy" / "env.example").read_text(encoding="utf-8")
    assert re.findall(rf"^#({FILES}|{SIZE})=(.+)$", env, re.M) == [(FILES, files), (SIZE, size)]
    for page in ("operations.md", "operations.zh-CN.md"):
        text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        assert f"{files} × {size.removesuffix('m')} MB" in text and FILES in text and SIZE in text, page


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_of_the_record_expires(name: str) -> None:
    """Longer than six months (网络安全法 21): by MongoDB itself nothing of it goes."""
    service: Service = importlib.import_module(f"services.{name}.main").SERVICE
    wanted = wanted_indexes(service.transaction)
    kept = {collection: [index.document for index in wanted[collection]] for collection in (AUDIT, OUTBOX, SEALS)}
    assert all(kept.values())
    assert [index for indexes in kept.values() for index in indexes if "expireAfterSeconds" in index] == []
