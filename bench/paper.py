"""What a city, a province or a country would ask for, on paper, beside what the reference runs have measured."""

from collections.abc import Mapping
from typing import Any

from bench.markdown import number, table

# Story 1, a project from its publication to its filing: 120 commands, 102 facts on its timeline. Few take more.
COMMANDS, FACTS = 150, 150
# The last hour before a city-wide closing date: a fiftieth of what a year brings.
PEAK_SHARE, PEAK_SECONDS = 0.02, 3600
AREAS = {"a city": 200, "a province, 11 cities": 5_000, "a country, 340 cities": 150_000}
TOGETHER = 1.5  # of the facts, registry's and contracts' are read by more services than one; all five write, none writes all


_HEAD = ["", "new projects a year", "commands/s", "of one service", "facts/s", "of one relay", "of one consumer", "growth a year"]


def paper(paths: Mapping[str, Any], growth: Mapping[str, Any]) -> str:
    """Demand at the peak, and how much of what was measured on the two cores it is."""
    measured = {(each["id"], each["path"]): each["ours"]["median"] for each in paths["comparisons"]}
    commands = measured["P1", "guarded updates"]
    relayed, consumed = measured["P3", "relay drains, leases on"], measured["P4", "consume: inbox, handler, state"]
    stored = sum(growth["bytes_a_project"][part] for part in ("on disk", "indexes"))
    rows = [_HEAD]
    for area, projects in AREAS.items():
        asked, published = (projects * each * PEAK_SHARE / PEAK_SECONDS for each in (COMMANDS, FACTS))
        share = [f"{part:.1%}" for part in (asked / commands, published / relayed, published * TOGETHER / consumed)]
        gigabytes = projects * stored * FACTS / 1e9  # a fact comes with about one document of each kind; files are extra
        rows.append([area, f"{projects:,}", number(asked), share[0], number(published), share[1], share[2], f"{number(gigabytes)} GB"])
    return table(rows)
