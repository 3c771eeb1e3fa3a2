"""The version of what somebody sees: the same for what was kept and read again, another for another substance (4.7a)."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.mapping import from_plain, to_plain
from plan.seen import version_of

pytestmark = pytest.mark.rule("4.7a")


class Kind(StrEnum):
    SALE = "sale"
    LOAN = "loan"


@dataclass
class Clause:
    text: str
    amount: Decimal
    kinds: list[Kind] = field(default_factory=list)


@dataclass
class Paper:
    title: str
    on: date
    at: datetime
    clauses: list[Clause] = field(default_factory=list)
    terms: dict[str, str] = field(default_factory=dict)


texts = st.text(st.characters(codec="utf-8"), max_size=12)
amounts = st.decimals(-1000, 1000, places=2)
clauses = st.builds(Clause, texts, amounts, st.lists(st.sampled_from(Kind), max_size=2))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))
papers = st.builds(Paper, texts, st.dates(), instants, st.lists(clauses, max_size=3), st.dictionaries(texts, texts, max_size=3))


@given(papers)
def test_what_was_kept_and_read_again_has_the_same_version(paper: Paper) -> None:
    paper = replace(paper, at=paper.at.replace(microsecond=0))
    assert version_of(from_plain(Paper, to_plain(paper))) == version_of(paper)


@given(papers, papers)
def test_another_substance_has_another_version(one: Paper, other: Paper) -> None:
    differ = to_plain(one) != to_plain(other) and abs(one.at - other.at) > timedelta(milliseconds=1)
    assert not differ or version_of(one) != version_of(other)


@given(st.dictionaries(texts, texts, min_size=2, max_size=5))
def test_the_order_of_a_map_is_no_substance_that_of_a_list_is(terms: dict[str, str]) -> None:
    turned = dict(reversed(list(terms.items())))
    assert version_of(terms) == version_of(turned)
    assert version_of(list(terms)) != version_of(list(reversed(terms)))


def test_one_number_and_one_instant_written_in_several_ways_are_one() -> None:
    assert len({version_of(Decimal(text)) for text in ("75", "75.0", "7.5E+1", "075.00")}) == 1
    assert version_of(Decimal("-0.0")) == version_of(Decimal(0))
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert version_of(noon) == version_of(noon.astimezone(timezone(timedelta(hours=8)))) == version_of(noon.replace(microsecond=999))
    assert version_of(Kind.SALE) == version_of("sale")


@pytest.mark.parametrize(("one", "other"), [(("a", "bc"), ("ab", "c")), (([],), ((), ())), (("1",), (1,)), (("",), (None,))])
def test_parts_do_not_run_into_one_another(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert version_of(*one) != version_of(*other)


def test_what_has_no_plain_form_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError):
        version_of(1.5)


def test_a_version_is_the_digest_of_the_plain_substance() -> None:
    """What was consented to is kept by its version: another way of making it would let every consent fall."""
    paper = Paper(
        "文", date(2026, 1, 2), datetime(2026, 1, 2, 3, tzinfo=UTC), [Clause("a", Decimal("1.50"), [Kind.LOAN])], {"b": "2", "a": "1"}
    )
    text = (
        '[{"title":"文","on":"2026-01-02","at":"2026-01-02T03:00:00.000+00:00",'
        '"clauses":[{"text":"a","amount":"1.5","kinds":["loan"]}],"terms":{"a":"1","b":"2"}}]'
    )
    assert version_of(paper) == hashlib.sha256(text.encode()).hexdigest()[:20]


@given(st.sets(st.integers(0, 99), min_size=2))
def test_the_order_of_a_set_is_no_substance_but_what_is_in_it_is(numbers: set[int]) -> None:
    listed = sorted(numbers)
    assert version_of(numbers) == version_of(frozenset(reversed(listed))) != version_of(set(listed[1:]))
    assert version_of({1, "a", None}) == version_of({None, "a", 1}), "of whatever kinds"
    assert version_of({str(each): each for each in listed}) != version_of({str(each): 0 for each in listed})


def test_bytes_flags_and_classes() -> None:
    assert version_of(b"a") != version_of(b"b") and version_of(b"a") == version_of(hashlib.sha256(b"a").hexdigest())
    assert len({version_of(True), version_of(False), version_of(None)}) == 3
    for odd in (Paper, object()):
        with pytest.raises(TypeError):
            version_of(odd)
    assert version_of(Decimal("0.00")) == version_of("0") and version_of(Decimal(10)) == version_of("10")
    assert version_of({Kind.SALE: 1}) == version_of({"sale": 1})
