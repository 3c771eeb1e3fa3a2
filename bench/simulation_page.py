"""What docs/scale.md shows of the simulation: a row for each stretch of it, the reckoning, and the picture."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from bench.markdown import Content, machine, number, table
from bench.plot import over_time
from bench.simulation_load import QUIET_SHARE, Shape
from bench.simulation_watch import Sample, a_second


def stretches(samples: Sequence[Sample], shape: Shape) -> dict[str, list[Sample]]:
    """The samples of each stretch of the load."""
    return {name: [each for each in samples if begin <= each.second <= end] for name, (begin, end) in shape.stretches.items()}


def level_again(samples: Sequence[Sample], shape: Shape) -> float | None:
    """When, after the worst hour, no more commands wait and no more facts are behind than come in a second of a quiet stretch."""
    (_, end), few = shape.stretches["the worst hour"], shape.rate * QUIET_SHARE
    level = (each.second for each in samples if each.second >= end and max(each.behind, each.waiting) <= few)
    return next(level, None)


_HEAD = ["", "commands/s asked for", "acknowledged/s", "facts/s taken in", "most commands waiting", "most facts behind"]


def simulation(content: Content) -> str:
    """Rates, lag and cores by stretch; below it what came of every command."""
    samples, shape = _read(content)
    parts = list(samples[-1].spent)
    rows = [[*_HEAD, *(f"cores: {part}" for part in parts)]]
    for name, within in stretches(samples, shape).items():
        first, last = within[0], within[-1]
        took = last.second - first.second
        rates = [getattr(last, count) - getattr(first, count) for count in ("asked", "acknowledged", "taken_in")]
        cores = [(last.spent[part] - first.spent[part]) / took for part in parts]
        most = [max(each.waiting for each in within), max(each.behind for each in within)]
        rows.append([name, *(number(float(rate / took)) for rate in rates), *map(number, most), *(f"{each:.2f}" for each in cores)])
    return "\n\n".join([table(rows), _told(content, samples, shape), machine(content["machine"])])


def _told(content: Content, samples: Sequence[Sample], shape: Shape) -> str:
    most, level = max(samples, key=lambda each: each.behind), level_again(samples, shape)
    replicas = ", ".join(f"{many} of {service}" for service, many in content["replicas"].items())
    happened = ", ".join(f"{what} at {second:.0f} s" for second, what in content["happened"])
    end = shape.stretches["the worst hour"][1]
    again = "not before the end" if level is None else f"{level - end:.0f} s after the worst hour"
    reckoning = ", ".join(f"{name} {number(count)}" for name, count in content["reckoning"]["counts"].items())
    lines = [
        f"- {replicas}; {content['partitions']} partitions a topic; {shape.seconds:.0f} s, a third each stretch; {happened}.",
        f"- Most facts behind: {number(most.behind)}, at {most.second:.0f} s; nothing waits any more and nothing is behind: {again}.",
        f"- The reckoning: {reckoning}; calls that failed {number(content['failed'])}.",
    ]
    return "\n".join(lines)


def picture(content: Content) -> Figure:
    """Rates, lag, processor time."""
    samples, _ = _read(content)
    rates = {
        "commands asked for": a_second(samples, lambda each: each.asked),
        "acknowledged": a_second(samples, lambda each: each.acknowledged),
        "facts published": a_second(samples, lambda each: each.published),
        "taken in": a_second(samples, lambda each: each.taken_in),
    }
    lag = {
        "acknowledged,\nnot taken in": [(each.second, float(each.behind)) for each in samples],
        "of them in Kafka": [(each.second, float(each.lag)) for each in samples],
    }
    cores = {part: a_second(samples, lambda each, part=part: each.spent[part]) for part in samples[-1].spent}  # type: ignore[misc]
    waiting = {"asked for,\nnot acknowledged": [(each.second, float(each.waiting)) for each in samples]}
    panels = {"Rates": ("a second", rates), "Commands that wait": ("commands", waiting)}
    panels |= {"Facts that are behind": ("facts", lag), "Processor": ("cores", cores)}
    return over_time(panels, [(second, what) for second, what in content["happened"]])


def _read(content: Content) -> tuple[list[Sample], Shape]:
    return [Sample(**each) for each in content["samples"]], Shape(**content["shape"])
