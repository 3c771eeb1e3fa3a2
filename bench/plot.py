"""Plots as SVG, without a plotting library."""

from collections.abc import Mapping, Sequence
from math import log10

from bench.measure import Comparison

_WIDTH, _ROW, _LEFT, _TOP = 900, 34, 300, 50
_STYLE = "<style>text{font:13px sans-serif;fill:#222} .small{font-size:11px;fill:#666}</style>"


def ratios(comparisons: Sequence[Comparison]) -> str:
    """How far each result is from its target: a bar on a logarithmic scale, with every pair as a dot; right of the line is better."""
    shown = [each for each in comparisons if each.target.value > 0 and min(each.compared) > 0]
    height = _TOP + _ROW * len(shown) + 40
    middle, unit = _LEFT + 150, 150  # pixels of a factor of ten
    parts = ['<text x="10" y="24">Result against target (1 = target met exactly, right of it is better; logarithmic)</text>']
    parts += [_gridline(middle + unit * log10(factor), height, f"{factor:g}") for factor in (0.2, 0.5, 1, 2, 5, 10, 50, 100)]
    for row, each in enumerate(shown):
        y = _TOP + _ROW * row
        good = [_goodness(each, value) for value in each.compared]
        x = _clamped(middle + unit * log10(_goodness(each, each.result)))
        colour = "#2a7f3f" if each.met else "#b3261e"
        left, width = min(middle, x), abs(x - middle)
        parts.append(f'<text x="10" y="{y + 16}">{each.id} {each.path}</text>')
        parts.append(f'<rect x="{left:.1f}" y="{y + 4}" width="{width:.1f}" height="16" fill="{colour}" opacity="0.75"/>')
        parts += [f'<circle cx="{_clamped(middle + unit * log10(value)):.1f}" cy="{y + 12}" r="2.5" fill="#222"/>' for value in good]
        parts.append(f'<text class="small" x="{_WIDTH - 130}" y="{y + 16}">{each.result:.3g} ({each.target})</text>')
    return _svg(_WIDTH, height, parts)


def _goodness(each: Comparison, value: float) -> float:
    return value / each.target.value if each.target.least else each.target.value / value


def _clamped(x: float) -> float:
    return max(_LEFT, min(_WIDTH - 140, x))


def _gridline(x: float, height: int, label: str) -> str:
    strong = "#222" if label == "1" else "#ddd"
    return (
        f'<line x1="{x:.1f}" y1="{_TOP - 8}" x2="{x:.1f}" y2="{height - 30}" stroke="{strong}"/>'
        f'<text class="small" x="{x - 8:.1f}" y="{height - 14}">{label}</text>'
    )


def curves(title: str, x_label: str, y_label: str, lines: Mapping[str, Sequence[tuple[float, float]]], *, from_zero: bool = False) -> str:
    """Lines by name, all values above zero, on two logarithmic axes; or on two even ones from zero on, on which what is flat looks so."""
    points = [point for line in lines.values() for point in line]
    axis_of = _EvenAxis if from_zero else _Axis
    xs, ys = axis_of([x for x, _ in points], 70, 560), axis_of([y for _, y in points], 400, 50)
    parts = [f'<text x="10" y="24">{title}</text>', f'<text class="small" x="280" y="440">{x_label}</text>']
    parts.append(f'<text class="small" x="10" y="44">{y_label}</text>')
    for axis, is_x in ((xs, True), (ys, False)):
        for value in axis.ticks():
            at = axis.place(value)
            ends = (at, 50, at, 400) if is_x else (70, at, 560, at)
            parts.append('<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="#ddd"/>'.format(*ends))
            at_x, at_y, anchor = (at, 418.0, "middle") if is_x else (64.0, at + 4, "end")
            parts.append(f'<text class="small" x="{at_x:.1f}" y="{at_y:.1f}" text-anchor="{anchor}">{value:,.12g}</text>')
    for number, (name, line) in enumerate(lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        path = " ".join(f"{xs.place(x):.1f},{ys.place(y):.1f}" for x, y in line)
        dashes = "" if number < len(_COLOURS) else ' stroke-dasharray="7 4"'
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        parts += [f'<circle cx="{xs.place(x):.1f}" cy="{ys.place(y):.1f}" r="3" fill="{colour}"/>' for x, y in line]
        y = 60 + 20 * number
        parts.append(f'<line x1="580" y1="{y}" x2="608" y2="{y}" stroke="{colour}" stroke-width="2"{dashes}/>')
        parts.append(f'<text x="616" y="{y + 4}" style="fill:{colour}">{name}</text>')
    return _svg(_WIDTH, 450, parts)


_COLOURS = ("#1f6feb", "#b3261e", "#2a7f3f", "#8250df", "#bf5700", "#0a7ea4", "#6e4a1e", "#444444")  # more lines than these are dashed


class _Axis:
    """A logarithmic axis, in whole powers of ten."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._low = int(log10(min(values)) // 1)
        self._high = max(self._low + 1, int(-(-log10(max(values)) // 1)))
        self._start, self._end = start, end

    def place(self, value: float) -> float:
        return self._start + (self._end - self._start) * (log10(value) - self._low) / (self._high - self._low)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]


class _EvenAxis(_Axis):
    """From zero, in steps of one, two or five of a power of ten."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        super().__init__(values, start, end)
        rough = max(values) / 6
        power = 10 ** (log10(rough) // 1)
        self._step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
        self._steps = int(-(-max(values) // self._step))

    def place(self, value: float) -> float:
        return self._start + (self._end - self._start) * value / (self._step * self._steps)

    def ticks(self) -> list[float]:
        return [self._step * number for number in range(self._steps + 1)]


def _svg(width: int, height: int, parts: Sequence[str]) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'{_STYLE}<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'
    )
