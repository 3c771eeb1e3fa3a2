from collections import Counter

import pytest

from chaos.blows import planned
from cli.services import SERVICES

PROCESSES = [f"{service}-{number}" for service in SERVICES for number in (1, 2)]


def test_a_seed_plays_the_same_blows_again() -> None:
    assert planned(7, 600, PROCESSES) == planned(7, 600, PROCESSES)
    assert planned(7, 600, PROCESSES) != planned(8, 600, PROCESSES)


@pytest.mark.parametrize("seed", range(1, 21))
def test_ten_minutes_kill_everybody_several_times_and_all_at_once_one_time(seed: int) -> None:
    blows = planned(seed, 600, PROCESSES)
    killed = Counter(blow.victim.partition("-")[0] for blow in blows if blow.kind == "kill")
    assert killed.total() >= 20
    assert all(killed[victim] >= 2 for victim in (*SERVICES, "mongod", "kafka"))
    kinds = Counter(blow.kind for blow in blows)
    assert kinds["full_stop"] == 1
    assert kinds["pause"] >= 4


@pytest.mark.parametrize("seed", range(1, 21))
def test_two_minutes_have_their_blows_too_and_end_whole(seed: int) -> None:
    blows = planned(seed, 120, PROCESSES)
    assert sum(blow.kind == "kill" for blow in blows) >= 4
    assert not any(blow.kind == "full_stop" for blow in blows)
    assert all(0 < blow.at < 0.9 * 120 for blow in blows)


@pytest.mark.parametrize("seed", range(1, 21))
def test_nobody_is_struck_while_all_come_back(seed: int) -> None:
    blows = planned(seed, 600, PROCESSES)
    (stop,) = (blow for blow in blows if blow.kind == "full_stop")
    assert not [blow for blow in blows if blow is not stop and stop.at - 5 < blow.at < stop.at + 15]
