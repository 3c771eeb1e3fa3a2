"""Results for people and for programs: a table, JSON, and a plot beside it."""

import json
from pathlib import Path
from statistics import median
from typing import Any

from bench import markdown
from bench.markdown import number
from bench.measure import Comparison
from bench.plot import ratios, save

_COLUMNS = ("", "path", "unit", "ours", "raw", "result", "range", "target", "")
_WIDTHS = (4, 38, 12, 12, 12, 10, 18, 9, 7)


def table(comparisons: list[Comparison], *, heading: bool = True) -> str:
    """One line a comparison, and its notes below it."""
    lines = [_line(_COLUMNS)] if heading else []
    for each in comparisons:
        lines.append(_line(_cells(each)))
        lines += [f"     {name}: {number(value)}" for name, value in each.notes.items()]
    return "\n".join(lines)


def _cells(each: Comparison) -> tuple[str, ...]:
    low, high = min(each.compared), max(each.compared)
    return (
        each.id, each.path, each.unit, number(median(each.ours)), number(median(each.raw)), number(each.result),
        f"{number(low)} – {number(high)}", str(each.target), "met" if each.met else "MISSED",
    )  # fmt: skip


def _line(cells: tuple[str, ...]) -> str:
    return " ".join(cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True)).rstrip()


def written(path: Path, machine: dict[str, Any], comparisons: list[Comparison], *, quick: bool) -> Path:
    """Write JSON, and beside it the table (.md) and the plot (.svg)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {"machine": machine, "quick": quick, "comparisons": [each.as_json() for each in comparisons]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
    path.with_suffix(".md").write_text(markdown.comparisons(content) + "\n")
    save(ratios(content), path.with_suffix(".svg"))
    return path
