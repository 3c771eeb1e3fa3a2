"""Each kit on a feed that has bad days, killed at any moment: nothing lost, nothing doubled, gaps found and closed."""

import random
from pathlib import Path

import pytest

from tests.integration.subscribers.conftest import Rows
from tests.integration.subscribers.counting import shortfall
from tests.integration.subscribers.facts import Event, log_of
from tests.integration.subscribers.feed import ANSWERED, ASKED, GAP, HALF, POSITION, TOKEN, Faults, Feed, serving
from tests.integration.subscribers.killing import LONGEST, followed, killed_at, some_of
from tests.integration.subscribers.kits import Kit

MOMENTS = (ASKED, HALF, ANSWERED, GAP, POSITION)


def pages(*numbers: int) -> frozenset[int]:
    return frozenset(numbers)


def until_caught_up(kit: Kit, feed: Feed, rows: Rows, log: Path) -> None:
    with followed(kit, feed, rows, log):
        assert feed.caught_up.wait(LONGEST), log.read_text()


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param(Faults(), id="a good day"),
        pytest.param(Faults(cut=pages(2, 3)), id="connections cut in the middle of a page"),
        pytest.param(Faults(twice=pages(1, 4)), id="pages twice"),
        pytest.param(Faults(shuffled=pages(1, 2, 5)), id="pages out of order"),
        pytest.param(Faults(late=pages(1, 4)), id="pages after the next one"),
        pytest.param(Faults(refused=pages(2)), id="refused for a second"),
        pytest.param(Faults(cut=pages(3), twice=pages(2), shuffled=pages(1, 5), late=pages(4), refused=pages(6)), id="all of it"),
    ],
)
def test_each_fact_is_there_once(kit: Kit, rows: Rows, tmp_path: Path, faults: Faults) -> None:
    feed = Feed(log_of(400, seed=1), faults=faults)
    with serving(feed):
        until_caught_up(kit, feed, rows, tmp_path / "log")
    assert feed.complaints == []
    assert shortfall(rows, feed.events) == {}
    assert feed.pages >= max(faults.cut | faults.twice | faults.shuffled | faults.late | faults.refused, default=0)


def test_a_gap_is_found_and_closed(kit: Kit, rows: Rows, tmp_path: Path) -> None:
    events = log_of(400, seed=2)
    feed = Feed(events, faults=Faults(withheld=some_of(events, 20, seed=2)))
    with serving(feed):
        until_caught_up(kit, feed, rows, tmp_path / "log")
    assert feed.gaps >= 1
    assert shortfall(rows, feed.events) == {}


def test_a_gap_that_cannot_be_closed_is_not_passed_over(kit: Kit, rows: Rows) -> None:
    events = log_of(300, seed=3)
    (missing,) = withheld = some_of(events, 1, seed=3)
    feed = Feed(events, faults=Faults(withheld=withheld, no_gaps=True))
    with serving(feed):
        ended = kit.once(kit.surroundings(feed.url, TOKEN, rows.path))
        assert ended.returncode == 1
        assert "缺少" in ended.stderr
        kept = {row[0] for row in rows.all("SELECT event_id FROM facts")}
        assert not kept & set(after_in_chain(events, missing))
        feed.faults = Faults(withheld=withheld)
        assert kit.once(kit.surroundings(feed.url, TOKEN, rows.path)).returncode == 0
    assert shortfall(rows, events) == {}


def after_in_chain(events: list[Event], missing: str) -> list[str]:
    """What happened to the same project after this."""
    (gone,) = [event for event in events if event["id"] == missing]
    chain = [event for event in events if (event["source"], event["partitionkey"]) == (gone["source"], gone["partitionkey"])]
    return [event["id"] for event in chain if event["sequence"] > gone["sequence"]]


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_any_moment(kit: Kit, rows: Rows, tmp_path: Path, seed: int) -> None:
    """While facts are missing and pages come twice and out of order; a late one that is killed with is told by later facts alone."""
    events, chance, log = log_of(1500, seed=seed), random.Random(seed), tmp_path / "log"
    twice, shuffled = (frozenset(range(first, 1000, 5)) for first in (2, 3))
    feed = Feed(events, faults=Faults(some_of(events, 150, seed=seed), twice=twice, shuffled=shuffled, late=pages(4, 9, 14)))
    with serving(feed):
        for moment in chance.sample(MOMENTS, len(MOMENTS)):
            killed_at(moment, (kit, feed, rows, log), chance.randint(2, 4), chance.random() * 0.03)
            assert not feed.caught_up.is_set(), "the log was too short to be killed in"
            assert shortfall_so_far(rows, events) == {}
        until_caught_up(kit, feed, rows, log)
    assert shortfall(rows, events) == {}


def test_killed_in_the_middle_of_the_last_page(kit: Kit, rows: Rows, tmp_path: Path) -> None:
    """No later fact would tell what is missing: it must not be behind the position."""
    events, log = log_of(200, seed=8), tmp_path / "log"
    feed = Feed(events, page=len(events), faults=Faults(withheld=some_of(events, 10, seed=8)))
    with serving(feed):
        killed_at(GAP, (kit, feed, rows, log), times=3)
        until_caught_up(kit, feed, rows, log)
    assert shortfall(rows, events) == {}


def shortfall_so_far(rows: Rows, events: list[Event]) -> dict[str, object]:
    """As after the end, for what is there by now: whole pages alone, with an effect for each fact."""
    there = {row[0] for row in rows.all("SELECT event_id FROM facts")}
    return shortfall(rows, [event for event in events if event["id"] in there])


def test_asked_again_from_the_beginning_nothing_is_doubled(kit: Kit, rows: Rows) -> None:
    feed = Feed(log_of(200, seed=4))
    with serving(feed):
        assert kit.once(kit.surroundings(feed.url, TOKEN, rows.path)).returncode == 0
        rows.write("DELETE FROM feed_position")
        assert kit.once(kit.surroundings(feed.url, TOKEN, rows.path)).returncode == 0
    assert feed.pages == 2 * 200 // feed.page
    assert shortfall(rows, feed.events) == {}


def test_what_happens_while_it_waits_comes(kit: Kit, rows: Rows, tmp_path: Path) -> None:
    events = log_of(60, seed=5)
    feed = Feed(events[:40])
    with serving(feed), followed(kit, feed, rows, tmp_path / "log"):
        assert feed.caught_up.wait(LONGEST)
        feed.append(events[40:])
        assert feed.caught_up.wait(LONGEST)
    assert shortfall(rows, events) == {}


def test_a_wrong_token_ends_it_with_what_the_feed_said(kit: Kit, rows: Rows) -> None:
    with serving(Feed(log_of(10, seed=6))) as feed:
        ended = kit.once(kit.surroundings(feed.url, "wrong", rows.path))
    assert ended.returncode == 1
    assert "令牌不正确或者已经失效" in ended.stderr
    assert rows.all("SELECT 1 FROM facts") == []


def test_fewer_types_granted_is_no_gap(kit: Kit, rows: Rows) -> None:
    """`previous` then names one before the last that is there."""
    events = log_of(100, seed=7, keys=1)
    feed = Feed(events)
    with serving(feed):
        assert kit.once(kit.surroundings(feed.url, TOKEN, rows.path)).returncode == 0
        last = events[-1]
        narrower = {
            **last,
            "id": "01936f00-0000-7000-8000-ffffffffffff",
            "sequence": last["sequence"] + 2,
            "previous": last["sequence"] - 5,
        }
        feed.append([narrower])
        ended = kit.once(kit.surroundings(feed.url, TOKEN, rows.path))
    assert (ended.returncode, feed.gaps) == (0, 0), ended.stderr
    assert shortfall(rows, feed.events) == {}
