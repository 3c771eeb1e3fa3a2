"""Replicas of another commit are replaced by this one's and back again, one at a time; what the other has not is left alone."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from chaos.release import Release
from chaos.rolling import Rolling
from chaos.storm import Storm
from chaos.striker import Striker
from cli.services import SERVICES

OLD = Release("0ld", Path("/nowhere"), SERVICES[:3])


class Written:
    """Stands for a city: which replica runs from where, after each step, and who was away meanwhile."""

    def __init__(self, code: int = 0) -> None:
        self.others: dict[str, Release] = {}
        self.runs = {f"{name}-{number}": "new" for name in SERVICES for number in (1, 2)}
        self.names = list(self.runs)
        self.steps: list[dict[str, str]] = []
        self._code = code

    def child(self, name: str) -> Any:
        def stop(seconds: float) -> None:
            assert all(runs != "away" for runs in self.runs.values()), "two at once"
            self.runs[name] = "away"

        return SimpleNamespace(stop=stop, code=self._code, alive=lambda: True)

    def launch(self, name: str) -> None:
        assert self.runs[name] == "away"
        self.runs[name] = "old" if name in self.others else "new"

    async def until_it_serves(self, name: str, until: float) -> None:
        self.steps.append(dict(self.runs))


def rolling(city: Any) -> Rolling:
    storm = Storm()
    made = Rolling(city, Striker(city, [], storm, print), storm, OLD, print)
    made.begin()
    for name in city.others:
        city.runs[name] = "old"
    return made


async def test_forward_and_back_with_both_side_by_side_in_between() -> None:
    city = Written()
    done = rolling(city)
    began = dict(city.runs)
    await done.run()
    assert (done.replaced, done.hard) == (done.wanted, [])
    half = len(OLD.services)
    for at, (first, second) in {half: ("new", "old"), 2 * half: ("new", "new"), 3 * half: ("old", "new"), 4 * half: ("old", "old")}.items():
        after = city.steps[at - 1]
        assert {(after[f"{name}-1"], after[f"{name}-2"]) for name in OLD.services} == {(first, second)}
    assert city.runs == began
    assert {city.runs[f"{name}-1"] for name in SERVICES[3:]} == {"new"}, "what came later runs from here all the time"


async def test_one_that_does_not_end_in_order_is_told() -> None:
    city = Written(code=-9)
    done = rolling(city)
    await done.run()
    assert len(done.hard) == done.wanted and "-9" in done.hard[0]


@pytest.mark.parametrize("name", ["registry-1"])
async def test_the_striker_starts_nobody_whom_somebody_else_has_stopped(name: str) -> None:
    city: Any = Written()
    striker = Striker(city, [], Storm(), print)
    with striker.leaving_alone(name):
        assert name in striker._down
    assert name not in striker._down
