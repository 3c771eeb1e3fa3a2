"""P8: the last day of a period in working days, against `get_nth_working_day` of the `holidays` package; the same answers."""

import random
import time
from datetime import date, timedelta

import holidays

from bench.measure import Comparison, Scale, at_least, in_turn
from bench.stage import Stage
from chassis.calendar import Calendar

PERIODS = (5, 10, 20, 30, 60)  # working days, as the plan uses them


async def run(stage: Stage, scale: Scale) -> list[Comparison]:
    """Periods that begin anywhere in the years that both know."""
    comparison = Comparison("P8", "last day of n working days", "holidays.get_nth_working_day", "periods/s", at_least(20))
    calendar, china = Calendar(), holidays.country_holidays("CN", years=range(2007, 2027))
    chance = random.Random(8)
    first = date(2007, 1, 1)
    asked = [(first + timedelta(days=chance.randrange(365 * 19)), chance.choice(PERIODS)) for _ in range(scale.of(20_000, 2_000))]
    differing = [(day, n) for day, n in asked if calendar.working_days_after(day, n).last_day != china.get_nth_working_day(day, n)]

    async def ours() -> float:
        began = time.perf_counter()
        for day, n in asked:
            calendar.working_days_after(day, n)
        return len(asked) / (time.perf_counter() - began)

    async def raw() -> float:
        began = time.perf_counter()
        for day, n in asked:
            china.get_nth_working_day(day, n)
        return len(asked) / (time.perf_counter() - began)

    await in_turn(comparison, ours, raw, scale)
    comparison.notes = {"answers that differ": len(differing)}
    return [comparison]
