"""`python -m bench.page`: the tables of the reference runs into docs/performance.md, between the marks that name them, and the pictures."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from bench import plot, simulation_page
from bench.markdown import Content, comparisons, console, costs, desk, memory, queries
from bench.paper import paper
from bench.scale import scale

RESULTS = Path(__file__).with_name("results")
FAULTS = Path(__file__).parents[1] / "chaos" / "results"
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
SCALE = PAGE.with_name("scale.md")
SIMULATION = "reference-simulation.json"
TABLES: dict[str, tuple[str, Callable[[Content], str]]] = {
    "paths": ("reference.json", comparisons),
    "growth": ("reference-growth.json", costs),
    "queries": ("reference-growth.json", queries),
    "memory": ("reference-growth.json", memory),
    "desk": ("reference-desk.json", desk),
    "console": ("reference-console.json", console),
}
PICTURES = {
    "paths": "![Result against target](../bench/results/reference.svg)",
    "growth": "![Cost against size](../bench/results/reference-growth.svg)",
    "memory": "![Memory against facts handled](../bench/results/reference-growth-memory.svg)",
    "simulation": "![Rates, lag and processor time over time](../bench/results/reference-simulation.svg)",
}
DRAWN: dict[str, tuple[str, Callable[[Content], Figure]]] = {
    "reference.svg": ("reference.json", plot.ratios),
    "reference-growth.svg": ("reference-growth.json", plot.costs),
    "reference-growth-memory.svg": ("reference-growth.json", plot.memory),
    SIMULATION.replace(".json", ".svg"): (SIMULATION, simulation_page.picture),
}
NOT_YET = "*No reference run is kept here yet: `make reference` makes one and fills this in.*"


def filled(page: str, results: Path = RESULTS, faults: Path = FAULTS) -> str:
    """The page with every table and picture that there are results for."""
    for name, (file, table) in TABLES.items():
        text = NOT_YET
        if (results / file).exists():
            content: dict[str, Any] = json.loads((results / file).read_text())
            text = "\n\n".join((table(content), *([PICTURES[name]] if name in PICTURES else [])))
        page = _between(page, name, text)
    both = [results / file for file in ("reference.json", "reference-growth.json")]
    if all(file.exists() for file in both):
        page = _between(page, "paper", paper(*(json.loads(file.read_text()) for file in both)))
    if kept := sorted(faults.glob("seed-*.txt")):
        page = _between(page, "faults", "\n\n".join(f"```\n{file.read_text().strip()}\n```" for file in kept))
    return page


def scaled(page: str, results: Path = RESULTS) -> str:
    """docs/scale.md with its tables and its picture, by the results that are kept."""
    run: dict[str, Any] = json.loads((results / SIMULATION).read_text())
    page = _between(page, "simulation", f"{simulation_page.simulation(run)}\n\n{PICTURES['simulation']}")
    both = [json.loads((results / file).read_text()) for file in ("reference.json", "reference-growth.json")]
    return _between(page, "need", scale(*both))


def _between(page: str, name: str, text: str) -> str:
    begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
    if begin not in page or end not in page:
        raise LookupError(f"the page has no marks for {name}")
    return re.sub(f"(?s){re.escape(begin)}.*?{re.escape(end)}", lambda found: f"{begin}\n{text}\n{end}", page)


def draw(into: Path, results: Path = RESULTS) -> None:
    """Every picture that there are results for."""
    for picture, (file, drawn) in DRAWN.items():
        if (results / file).exists():
            plot.save(drawn(json.loads((results / file).read_text())), into / picture)


if __name__ == "__main__":
    draw(RESULTS)
    PAGE.write_text(filled(PAGE.read_text()))
    SCALE.write_text(scaled(SCALE.read_text()))
