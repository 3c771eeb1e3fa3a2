from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import InvalidArgument
from plan.grams import LONGEST_QUERY, found_by, grams_of, wanted_grams
from tests.unit.said import refused

HAN = st.text("铝合金低温铸造缸体工艺软件ABC12", min_size=2, max_size=12)


@pytest.mark.rule("8.1")
@given(HAN, st.data())
def test_a_text_is_found_by_any_two_characters_in_a_row(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    assert set(wanted_grams(text[start:end])) <= set(grams_of([text]))


def test_characters_that_do_not_stand_together_do_not_find_it() -> None:
    assert not set(wanted_grams("低铸")) <= set(grams_of(["低温铸造"]))


def test_width_and_case_do_not_count_and_signs_part() -> None:
    assert grams_of(["ＡＢ，c"]) == ["ab", "c"]


def test_a_query_without_a_word_has_none() -> None:
    assert wanted_grams("，。！") == []


@pytest.mark.parametrize("query", ["", " ", "，。！"])
def test_a_query_without_a_word(query: str) -> None:
    assert refused(lambda: found_by(query, "8.1")) == (InvalidArgument, "QUERY_EMPTY", "8.1", {"field": "query"})


@pytest.mark.parametrize(
    ("query", "condition"),
    [
        ("铝", {"$regex": "^铝"}),
        ("铝合", {"$all": ["铝合"]}),
        ("Ａl 铝", {"$all": ["al", "铝"]}),
        ("铝合金", {"$all": ["合金", "铝合"]}),
        ("铝 合", {"$all": ["合", "铝"]}),
    ],
)
def test_a_query(query: str, condition: dict[str, Any]) -> None:
    assert found_by(query, "8.1") == condition


def test_a_text_is_kept_as_its_pairs_each_once_in_order() -> None:
    assert grams_of(["合金合金", "X-1", "e\u0301a"]) == ["1", "x", "éa", "合金", "金合"]
    assert grams_of([]) == []


def test_a_long_query_counts_up_to_its_limit() -> None:
    start = "".join(chr(0x4E00 + place) for place in range(LONGEST_QUERY))
    assert LONGEST_QUERY == 60 and wanted_grams(f"{start}甲乙") == wanted_grams(start)
    assert start[-2:] in wanted_grams(start)
