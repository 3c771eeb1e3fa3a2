"""Facts in trailing metadata: all of them while there is room, the last of each key beyond."""

from chassis.rpc.committed import Committed, committed_in, trailers_of_facts


def rows(keys: int, each: int) -> list[dict[str, object]]:
    return [{"topic": "sanzhi.x", "key": f"projects/{key}", "sequence": number + 1} for key in range(keys) for number in range(each)]


def test_what_is_written_is_read() -> None:
    found = committed_in([("other", "x"), *trailers_of_facts(rows(2, 2))])
    assert found == [Committed("sanzhi.x", f"projects/{key}", number) for key in (0, 1) for number in (1, 2)]
    assert committed_in(None) == []


def test_names_beyond_ascii_survive() -> None:
    ((_, value),) = trailers_of_facts([{"topic": "t", "key": "guides/指南", "sequence": 1}])
    assert value.isascii()
    assert committed_in([("sanzhi-fact", value)]) == [Committed("t", "guides/指南", 1)]


def test_of_too_many_the_last_of_each_key_is_named_and_metadata_stay_small() -> None:
    assert committed_in(trailers_of_facts(rows(2, 200))) == [Committed("sanzhi.x", f"projects/{key}", 200) for key in (0, 1)]
    assert sum(len(value) for _, value in trailers_of_facts(rows(500, 1))) <= 6000
