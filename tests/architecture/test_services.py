"""cli/services.py is the one list of services: the folders are these, and what other programs are told of them is made from it."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from chassis.store.personal_keys import KEYS
from chassis.store.schema import OF_THE_CHASSIS, wanted_indexes
from cli.deployment import BEGINS, ENDS, Unclosed, files, spread
from cli.services import HOLDING_PERSONAL_DATA, PORTS, SERVICES

ROOT = Path(__file__).parents[2]
DEPLOYED_BY = (
    "deploy/env.example",
    "deploy/gateway/haproxy.cfg",
    "deploy/installation.sh",
    "deploy/kubernetes/base/kustomization.yaml",
    "deploy/kubernetes/base/services.yaml",
    "deploy/kubernetes/components/backup/backup.yaml",
    "deploy/kubernetes/components/scale-by-lag/scalers.yaml",
    "deploy/kubernetes/overlays/managed/checks.yaml",
    "deploy/observability/alerts.test.yml",
    "deploy/observability/alerts.yml",
    "deploy/observability/prometheus.yml",
    "docker-compose.observability.yml",
    "docker-compose.policy.yml",
    "docker-compose.tls.yml",
    "docker-compose.yml",
)
MORE = PORTS | {"omega": 7498}
EMBEDDED = 7430  # MongoDB's in the embedded stack, and then Kafka's
# What goes by services without saying so, and so must list none by hand.
GENERAL = ("chassis", "cli", "bench", "chaos", "deploy", ".ci", "tests/harness")
OF_A_PROJECT = {
    "cli/evidence/sayings.py",
    "cli/project.py",
    "cli/rating/recompute.py",
}  # what turns a project, and what is shown of it: most services have a part


def test_the_list_is_that_of_the_folders() -> None:
    folders = {main.parent.name for main in (ROOT / "services").glob("*/main.py")}
    assert set(SERVICES) == folders


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_calls_no_collection_as_the_chassis_calls_one(service: str) -> None:
    transaction = importlib.import_module(f"services.{service}.main").SERVICE.transaction
    kept = OF_THE_CHASSIS - {"clock"} - (set() if transaction.holds_personal_data else {KEYS})
    assert set(wanted_indexes(transaction)) > kept


def test_the_master_key_is_given_to_those_that_hold_personal_data() -> None:
    transactions = {name: importlib.import_module(f"services.{name}.main").SERVICE.transaction for name in SERVICES}
    assert {name for name, transaction in transactions.items() if transaction.holds_personal_data} == set(HOLDING_PERSONAL_DATA)


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_has_policy(service: str) -> None:
    for version in (ROOT / "policy").glob("*/version.yaml"):
        assert (version.parent / f"{service}.yaml").exists() or "extends:" in version.read_text(encoding="utf-8")


def test_there_are_ports_for_all() -> None:
    assert max(PORTS.values()) < EMBEDDED, "give MongoDB and Kafka others"


def test_every_file_that_speaks_of_services_has_parts_that_are_made() -> None:
    assert tuple(file.relative_to(ROOT).as_posix() for file in files(ROOT)) == DEPLOYED_BY


@pytest.mark.parametrize("file", DEPLOYED_BY)
def test_what_is_said_of_the_first_service_is_said_of_all(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert text == spread(text), "make pages"


@pytest.mark.parametrize("file", DEPLOYED_BY)
def test_a_further_service_is_told_of_and_one_that_is_gone_is_not(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    more = spread(text, MORE)
    made = "".join(re.findall(rf"{BEGINS}.*?{ENDS}", more, re.S)).lower()
    assert made.count("omega") == made.count(SERVICES[0]) > 0
    assert spread(more) == text
    if file.endswith(".yml"):
        yaml.safe_load(more)


def test_a_part_of_several_lines_a_service_is_told_from_the_next() -> None:
    text = f"{BEGINS}\nfrontend one\n    bind :1\n    # one alone\nfrontend two\n    bind :2\n{ENDS}\nrest of one\n"
    made = f"{BEGINS}\nfrontend one\n    bind :1\n    # one alone\nfrontend six\n    bind :6\n    # six alone\n{ENDS}\nrest of one\n"
    assert spread(text, {"one": 1, "six": 6}) == made


@pytest.mark.parametrize("text", [f"{BEGINS}\none\n", f"{BEGINS}\n{ENDS}\n", f"{BEGINS}\ntwo\none\n{ENDS}\n"])
def test_a_part_without_an_end_or_a_first_service_is_refused(text: str) -> None:
    with pytest.raises(Unclosed):
        spread(text, {"one": 1, "two": 2})


def by_hand() -> Iterator[tuple[str, set[str]]]:
    """The services that a file names outside of the parts that are made."""
    loose = [ROOT / name for name in ("Makefile", "Dockerfile", "buf.yaml", "pyproject.toml", *DEPLOYED_BY)]
    inside = [file for folder in GENERAL for file in (ROOT / folder).rglob("*") if file.suffix != ".json" and "results" not in file.parts]
    for file in {*loose, *inside}:
        if file.is_file() and "__pycache__" not in file.parts:
            text = re.sub(rf"{BEGINS}.*?{ENDS}", "", file.read_text(encoding="utf-8", errors="replace"), flags=re.S)
            yield file.relative_to(ROOT).as_posix(), {name for name in SERVICES if re.search(rf"(?<![a-z_]){name}(?![a-z_])", text.lower())}


def test_nothing_that_goes_by_services_lists_them_by_hand() -> None:
    assert {file for file, named in by_hand() if len(named) > 3} == OF_A_PROJECT | {"cli/services.py"}
