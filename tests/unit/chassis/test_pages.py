"""Tokens of pages: a place in a list, for the list and the filter that gave it; every list of every service is in an order that stays."""

import inspect
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sanzhi.milestones.v1 import milestones_pb2
from sanzhi.operations.v1 import operations_pb2

from chassis.errors import InvalidArgument
from chassis.rpc.pages import opened, sealed
from chassis.store.repository import Repository, size_of

NAMES = some.text(some.characters(blacklist_categories=["Cs"]), min_size=1, max_size=80)


def asked(token: str = "", **filters: Any) -> Any:
    return milestones_pb2.ListDeadlinesRequest(page_token=token, page_size=3, **filters)


def token(place: str = "projects/a/deadlines/n1", **filters: Any) -> str:
    answer: Any = sealed(milestones_pb2.ListDeadlinesResponse(next_page_token=place), asked(**filters))
    return str(answer.next_page_token)


@given(NAMES)
def test_a_token_keeps_its_place_and_shows_nothing_of_it(place: str) -> None:
    given_out = token(place, parent="projects/a")
    assert opened(asked(given_out, parent="projects/a")).page_token == place
    assert given_out.isascii() and "/" not in given_out


def test_another_size_goes_on_and_the_request_stays_as_it_came() -> None:
    request = asked(token())
    request.page_size = 50
    assert opened(request).page_token == "projects/a/deadlines/n1"
    assert request.page_token == token()


def other_lists() -> list[Any]:
    nodes, facts = milestones_pb2.ListNodesRequest(page_token=token()), operations_pb2.ListFactsRequest(page_token=token())
    filters: list[dict[str, Any]] = [{"parent": "projects/b"}, {"state": 1}, {"responsible": "people/x"}]
    return [nodes, facts, *(asked(token(), **each) for each in filters), asked(token(parent="projects/a"))]


def spoilt() -> list[str]:
    good = token()
    changed = [good[:at] + ("A" if good[at] != "A" else "B") + good[at + 1 :] for at in range(0, len(good) - 4, 7)]
    return [*changed, good[:-4], good[4:], good + "AAAA", "projects/a", "=", "é", "{}", "a" * 2000, "AAAA", "\x00", good + "\n"]


@pytest.mark.parametrize("request_", [*other_lists(), *map(asked, spoilt())])
def test_what_is_no_token_of_the_list_and_the_filter_is_refused(request_: Any) -> None:
    with pytest.raises(InvalidArgument, match="PAGE_TOKEN_INVALID"):
        opened(request_)


def test_a_first_and_a_last_page_have_no_token() -> None:
    assert opened(asked()).page_token == ""
    assert sealed(milestones_pb2.ListDeadlinesResponse(), asked()) == milestones_pb2.ListDeadlinesResponse()


def test_a_page_has_a_hundred_entries_or_what_is_asked_and_admitted() -> None:
    assert [size_of(number) for number in (0, 1, 1000, 5000)] == [100, 1, 1000, 1000]
    with pytest.raises(InvalidArgument, match="PAGE_SIZE_INVALID"):
        size_of(-1)


def test_no_list_can_be_asked_for_in_an_order_that_changes() -> None:
    assert "sort" not in inspect.signature(Repository.page).parameters
