"""Pictures of results, from the JSON that the runs write: the same content gives the same file, byte for byte."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.measure import Target

Content = Mapping[str, Any]

_GOOD, _BAD = "#2a7f3f", "#b3261e"
# Text stays text, ids and date do not change from run to run.
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "sanzhi",
    "font.family": "sans-serif",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def ratios(content: Content) -> Figure:
    """How far each path is from its target: a bar on a logarithmic scale, with every pair as a dot; right of 1 is better."""
    shown = [(each, Target.parsed(each["target"])) for each in content["comparisons"]]
    shown = [(each, target) for each, target in shown if target.value > 0 and min(each["range"]) > 0]
    figure, axes = _figure(1.2 + 0.38 * len(shown))
    for row, (each, target) in enumerate(shown):
        goodness = target.goodness(each["result"])
        axes.barh(row, goodness - 1, left=1, height=0.55, color=_GOOD if each["met"] else _BAD, alpha=0.75)
        pairs = [target.goodness(value) for value in _pairs(each)]
        axes.plot(pairs, [row] * len(pairs), "o", color="#222222", markersize=3)
        axes.annotate(f"{each['result']:.3g} ({each['target']})", (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    axes.set_yticks(range(len(shown)), [f"{each['id']} {each['path']}" for each, _ in shown], fontsize=9)
    axes.invert_yaxis()
    axes.set_xscale("log")
    axes.set_xticks(_FACTORS, [f"{factor:g}" for factor in _FACTORS])
    axes.set_xticks([], minor=True)
    axes.axvline(1, color="#222222", linewidth=1)
    axes.set_axisbelow(True)
    axes.grid(axis="x", color="#dddddd")
    axes.set_title("Result against target (1: met exactly; right of it is better)", fontsize=11, loc="left")
    return figure


_FACTORS = (0.2, 0.5, 1, 2, 5, 10, 50, 100)


def _pairs(comparison: Content) -> list[float]:
    pairs = zip(comparison["ours"]["values"], comparison["raw"]["values"], strict=True)
    return [mine / theirs if comparison["by"] == "ratio" else mine - theirs for mine, theirs in pairs]


def costs(content: Content) -> Figure:
    """Milliseconds of each path against the number of projects, both logarithmic."""
    figure, axes = _figure(5)
    _lines(axes, {name: list(zip(content["sizes"], values, strict=True)) for name, values in content["milliseconds"].items()})
    axes.set_xscale("log")
    axes.set_yscale("log")
    _labelled(axes, "Cost against size", "projects", "milliseconds")
    return figure


def memory(content: Content) -> Figure:
    """Megabytes resident against the facts handled, from zero on, so that what is flat looks so."""
    figure, axes = _figure(5)
    _lines(axes, {name: [point for point in line if point[0]] for name, line in content["megabytes"].items()})
    axes.set_xlim(left=0)
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    _labelled(axes, "Memory against facts handled", "facts", "megabytes resident")
    return figure


Panels = Mapping[str, tuple[str, Mapping[str, list[tuple[float, float]]]]]


def over_time(panels: Panels, happened: Sequence[tuple[float, str]]) -> Figure:
    """Panels by title, each with its unit and its lines, over the same seconds; what happened stands across all of them."""
    with matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=(10, 2.6 * len(panels)), layout="constrained")
        places = figure.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0]
    for axes, (title, (unit, lines)) in zip(places, panels.items(), strict=True):
        for name, line in lines.items():
            axes.plot(*zip(*line, strict=True), label=name, linewidth=1.4)
        for second, _ in happened:
            axes.axvline(second, color="#222222", linewidth=0.8, linestyle=":")
        axes.set_ylim(bottom=0)
        axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=9)
        _labelled(axes, title, "", unit)
    for second, what in happened:
        places[0].annotate(what, (second, 0.98), xycoords=("data", "axes fraction"), rotation=90, ha="right", va="top", fontsize=8)
    places[-1].set_xlabel("seconds")
    return figure


def save(figure: Figure, path: Path) -> None:
    """Write a picture; its kind by the ending (.svg, .png)."""
    with matplotlib.rc_context(_SETTINGS):
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def _figure(height: float) -> tuple[Figure, Axes]:
    with matplotlib.rc_context(_SETTINGS):
        figure = Figure(figsize=(10, height), layout="constrained")
        return figure, figure.add_subplot()


def _lines(axes: Axes, lines: Mapping[str, list[tuple[float, float]]]) -> None:
    for number, (name, line) in enumerate(lines.items()):
        # More lines than the cycle has colours are dashed.
        axes.plot(*zip(*line, strict=True), "o-" if number < _COLOURS else "o--", label=name, markersize=4)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=9)


_COLOURS = 10


def _labelled(axes: Axes, title: str, x: str, y: str) -> None:
    axes.set_title(title, fontsize=11, loc="left")
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(color="#dddddd")
