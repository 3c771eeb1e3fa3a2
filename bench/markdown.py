"""Tables in Markdown, of what a run has written as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from bench.measure import percentile

Content = Mapping[str, Any]
_SHOWN = 4  # sizes, and points of a line


def number(value: Any) -> str:
    """Three digits that count; thousands apart."""
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else str(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def comparisons(content: Content) -> str:
    """Each path beside its baseline and its target, and below the table the further figures of a path."""
    rows = [["", "path", "against", "unit", "ours", "raw", "result", "range", "target", ""]]
    for each in content["comparisons"]:
        sides = [number(each[side]["median"]) for side in ("ours", "raw")]
        low, high = each["range"]
        result = f"**{number(each['result'])}**{'×' if each['by'] == 'ratio' else ''}"
        verdict = "met" if each["met"] else "**missed**"
        limits = f"{number(low)} – {number(high)}"
        rows.append([each["id"], each["path"], each["against"], each["unit"], *sides, result, limits, each["target"], verdict])
    notes = [
        f"- {each['id']} {each['path']}: " + ", ".join(f"{name} {number(value)}" for name, value in each["notes"].items())
        for each in content["comparisons"]
        if each["notes"]
    ]
    return "\n".join([table(rows), "", *notes, "", machine(content["machine"])])


def costs(content: Content) -> str:
    """Milliseconds of each path at each size, and how they grow."""
    sizes = content["sizes"]
    rows = [["milliseconds", *(f"{size:,}" for size in sizes), "last / first"]]
    for name, values in content["milliseconds"].items():
        rows.append([name, *(number(value) for value in values), f"{values[-1] / values[0]:.2f}"])
    return "\n".join([table(rows), "", machine(content["machine"])])


MOST_GROWTH, MOST_MILLISECONDS = 1.5, 100.0  # P6 and P11
_SHARES = (0.5, 0.95, 0.99)


def desk(content: Content) -> str:
    """The desk's paths at both sizes, and whether they are as quick at the larger one (P6 by the 99th percentile, P11 by the 95th)."""
    small, large = (str(size) for size in content["sizes"])
    head = [f"{int(size):,}: p{share:.0%}".rstrip("%") for size in (small, large) for share in _SHARES]
    rows = [["milliseconds", *head, "p95, large / small", "p99, large / small", ""]]
    for name, taken in content["milliseconds"].items():
        before, after = ([percentile(taken[size], share) for share in _SHARES] for size in (small, large))
        growth = [large / small for small, large in zip(before[1:], after[1:], strict=True)]
        met = max(growth) <= MOST_GROWTH and after[1] < MOST_MILLISECONDS
        cells = [number(value) for value in (*before, *after)]
        rows.append([name, *cells, *(f"{ratio:.2f}" for ratio in growth), "met" if met else "**missed**"])
    return "\n".join([table(rows), "", machine(content["machine"])])


def console(content: Content) -> str:
    """Bytes of each page, and what the crowd met."""
    pages = [["first load of", "KB"], *([page, f"{size / 1000:.0f}"] for page, size in content["bytes"].items())]
    crowd = content["crowd"]
    waits = ", ".join(f"{name} {number(value)} ms" for name, value in crowd["milliseconds"].items())
    errors = sum(crowd["wrong"].values())
    told = f"{crowd['people']} people for {crowd['seconds']:.0f} s: {crowd['clicks']:,} clicks, {errors} errors; click to page {waits}."
    if rows := content.get("import"):
        took = f"checked in {rows['checked']:.1f} s, registered in {rows['registered']:.1f} s"
        told += f"\n\n{rows['rows']} people from one workbook: {took}."
    return "\n".join([table(pages), "", told, "", machine(content["machine"])])


def queries(content: Content) -> str:
    """Which index each query of a path goes by."""
    rows = [["path", "collection", "plan", "documents looked at"]]
    rows += [[each["path"], each["collection"], f"`{each['plan']}`", number(each["examined"])] for each in content["queries"]]
    return table(rows)


def memory(content: Content) -> str:
    """Megabytes at a few points of the way."""
    lines = content["megabytes"]
    points = [facts for facts, _ in next(iter(lines.values()))]
    step = max(1, len(points) // _SHOWN)
    rows = [["megabytes resident after facts", *(f"{facts:,}" for facts in points[step - 1 :: step])]]
    rows += [[name, *(number(float(held)) for _, held in line[step - 1 :: step])] for name, line in lines.items()]
    return table(rows)


def machine(found: Content) -> str:
    """On what it was measured."""
    parts = ", ".join(f"{name} {version}" for name, version in {**found["parts"], **found["packages"]}.items())
    load = ", ".join(f"{value:.1f}" for value in found["load_before"])
    return f"Measured on {found['cores']} cores, {found['processor']}; Python {found['python']}, {parts}. Load before the run: {load}."


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells, the first one the head."""
    head, *body = rows
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *body))
