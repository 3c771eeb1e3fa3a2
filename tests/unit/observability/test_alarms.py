"""Alarms, board and documentation speak of metrics that the services really export."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.metrics import Metrics
from chassis.run.gauges import Seen
from chassis.run.progress import PartitionLag, Progress
from cli.services import SERVICES
from tests.harness.scrape import shown
from tests.harness.suite import PATIENCE

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy" / "observability"
RULES = [rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"] for rule in group["rules"]]
BOARD = json.loads((FOLDER / "grafana" / "boards" / "sanzhi.json").read_text())
PAGES = [ROOT / "docs" / "operations.md", ROOT / "docs" / "operations.zh-CN.md"]
EXPRESSIONS = [rule["expr"] for rule in RULES] + [target["expr"] for panel in BOARD["panels"] for target in panel.get("targets", [])]
METRIC = re.compile(r"\b(?:sanzhi|rpc_server)_[a-z_]+\b")
OF_PROMETHEUS = {"service", "job", "instance", "alertname", "alertstate", "le"}
PROMTOOL = os.environ.get("PROMTOOL") or shutil.which("promtool")


@pytest.fixture(scope="module")
async def exported() -> dict[str, set[str]]:
    """Labels of every sample that a service shows once everything has happened in it."""

    def act(metrics: Metrics) -> None:
        metrics.call_ended("package.Service/Method", "OK", 0.1)
        metrics.facts("topic", "handled", 1)
        metrics.timer_went_off("kind", 0.1)
        metrics.committed(1)

    progress = Progress(1, 1.0, 1, 1.0, 1, None, 1, ["timer: error"])
    samples = await shown(Seen(progress, [PartitionLag("topic", 1, 0)], 1.0), act)
    found: dict[str, set[str]] = {}
    for sample in samples:
        name, _, labels = sample.partition("{")
        found.setdefault(name, set()).update(re.findall(r'(\w+)="', labels))
    return found


def test_every_metric_that_is_asked_for_is_exported(exported: dict[str, set[str]]) -> None:
    asked = {name for expression in EXPRESSIONS for name in METRIC.findall(expression)}
    assert len(asked) > 15
    assert asked <= exported.keys()


def test_every_label_that_is_asked_for_is_exported(exported: dict[str, set[str]]) -> None:
    known = OF_PROMETHEUS | set().union(*exported.values())
    for expression in EXPRESSIONS:
        groups = re.findall(r"\b(?:by|on) \(([^)]*)\)", expression)
        matchers = re.findall(r"(\w+)=~?\"", expression)
        assert {label.strip() for group in groups for label in group.split(",")} | set(matchers) <= known, expression


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alarm_says_in_chinese_what_is_wrong_and_where_to_read_on(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"warning", "critical"}
    for text in (rule["annotations"]["summary"], rule["annotations"]["description"]):
        assert re.search(r"[\u4e00-\u9fff]{3}", text)
    assert rule["annotations"]["runbook_url"] == f"docs/operations.zh-CN.md#{rule['alert'].lower()}"
    for page in PAGES:
        section = re.search(rf"^### {rule['alert']}\n\n(.+?)(?=\n\n|\Z)", page.read_text(), re.M | re.S)
        assert section, f"{page.name} has no section {rule['alert']}"
        assert len(section[1]) > 40


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_table_names_every_metric_and_none_that_is_not_there(page: Path, exported: dict[str, set[str]]) -> None:
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in exported} - {"target_info"}
    rows = re.findall(r"^\| `([a-z_]+)` \|", page.read_text(), re.M)
    assert sorted(name for name in rows if METRIC.fullmatch(name)) == sorted(families)


def test_the_board_is_whole() -> None:
    (source,) = yaml.safe_load((FOLDER / "grafana/provisioning/datasources/prometheus.yml").read_text())["datasources"]
    panels = [panel for panel in BOARD["panels"] if panel["type"] != "row"]
    assert {panel["datasource"]["uid"] for panel in panels} == {source["uid"]}
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])
    for panel in BOARD["panels"]:
        assert re.search(r"[\u4e00-\u9fff]", panel["title"])
        assert panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24


def test_prometheus_reads_every_service_where_compose_has_it_listen() -> None:
    overlay = yaml.safe_load((ROOT / "docker-compose.observability.yml").read_text())["services"]
    (job,) = yaml.safe_load((FOLDER / "prometheus.yml").read_text())["scrape_configs"]
    (found,) = job["dns_sd_configs"]
    assert job["job_name"] == "sanzhi"
    assert sorted(found["names"]) == sorted(SERVICES)
    assert {overlay[name]["environment"]["SANZHI_METRICS_LISTEN"] for name in SERVICES} == {f"0.0.0.0:{found['port']}"}
    assert not any("ports" in overlay[name] for name in SERVICES), "metrics stay on the inner network"


needs_promtool = pytest.mark.skipif(not PROMTOOL, reason="needs Prometheus' promtool, on the PATH or named by PROMTOOL")


@needs_promtool
@pytest.mark.parametrize("task", [("check", "rules", "alerts.yml"), ("test", "rules", "alerts.test.yml")], ids=lambda task: task[0])
def test_promtool_finds_nothing_wrong(task: tuple[str, ...]) -> None:
    _promtool(*task, folder=FOLDER)


@needs_promtool
def test_prometheus_understands_what_the_board_asks(tmp_path: Path) -> None:
    asked = [target["expr"] for panel in BOARD["panels"] for target in panel.get("targets", [])]
    plain = [expression.replace("$__rate_interval", "1m") for expression in asked]
    rules = [{"record": f"board:{number}", "expr": expression} for number, expression in enumerate(plain)]
    (tmp_path / "board.yml").write_text(yaml.safe_dump({"groups": [{"name": "board", "rules": rules}]}))
    _promtool("check", "rules", "board.yml", folder=tmp_path)


def _promtool(*task: str, folder: Path) -> None:
    ran = subprocess.run([str(PROMTOOL), *task], cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_alarm_is_seen_ringing_and_silent() -> None:
    cases = yaml.safe_load((FOLDER / "alerts.test.yml").read_text())["tests"]
    names = {rule["alert"] for rule in RULES}
    silent, loud = cases
    assert {case["alertname"] for case in silent["alert_rule_test"] if not case["exp_alerts"]} == names
    (firing, *_) = loud["promql_expr_test"]
    assert {name for sample in firing["exp_samples"] for name in re.findall(r'alertname="(\w+)"', sample["labels"])} == names
