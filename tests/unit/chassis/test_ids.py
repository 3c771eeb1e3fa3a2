"""UUIDv7: readable by anybody's library, in order, and of the time at which it was made."""

import time
import uuid

from chassis.ids import is_id, new_id


def test_it_is_a_uuid_of_version_seven() -> None:
    found = uuid.UUID(new_id())
    assert (found.version, found.variant) == (7, uuid.RFC_4122)
    assert str(found) == str(found).lower() and len(str(found)) == 36


def test_many_in_a_moment_are_different_and_in_order() -> None:
    ids = [new_id() for _ in range(50_000)]
    assert sorted(set(ids)) == ids


def test_it_tells_the_time_after_many_too() -> None:
    for _ in range(20_000):
        new_id()
    milliseconds = uuid.UUID(new_id()).int >> 80
    assert abs(milliseconds - time.time() * 1000) < 1000


def test_what_people_choose_is_short_and_plain() -> None:
    assert [is_id(text) for text in ("foundry-2", "a" * 63, "", "A", "-a", "a_b", "a" * 64, "a\n")] == [True, True] + [False] * 6
