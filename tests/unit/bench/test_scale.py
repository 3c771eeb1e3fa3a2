"""The formulas of docs/scale.md, reckoned by hand for figures that can be."""

import json

import pytest

from bench.page import RESULTS, SCALE
from bench.scale import Measured, Need

# A command takes a hundredth of a core, a consumer does ten facts a second, a replica a hundred timers.
SLOW = Measured(service=10_000, mongod=1_000, consumed=10, timers=100, stored=1_000)


def test_a_few_projects_need_what_availability_asks_for() -> None:
    need = Need(240, SLOW)  # 36,000 commands a year, 720 in the worst hour
    assert (need.commands, need.cores, need.replicas, need.partitions) == (0.2, 0.002, 2, 1)


def test_many_need_more_of_everything() -> None:
    need = Need(240_000, SLOW)
    assert need.commands == pytest.approx(200)
    assert need.cores == pytest.approx(2) and need.mongod_cores == pytest.approx(0.2)
    assert need.replicas == 4  # half loaded
    assert need.facts == pytest.approx(300)
    assert need.partitions == 60
    assert need.seconds_of_timers == pytest.approx(7200)  # three years' projects
    assert need.gigabytes == pytest.approx(36)


def test_the_page_names_the_figures_of_the_reference_runs() -> None:
    runs = [json.loads((RESULTS / name).read_text()) for name in ("reference.json", "reference-growth.json")]
    measured, page = Measured.of(runs[0], runs[1]), SCALE.read_text()
    for value in (f"{measured.service} µs", f"{measured.mongod} µs", f"{measured.consumed:,.0f}", f"{measured.timers:,.0f}"):
        assert f"| {value} |" in page
    assert f"| {sum(runs[1]['bytes_a_project'][part] for part in ('on disk', 'indexes')):,.0f} |" in page
