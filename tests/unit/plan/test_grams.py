import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.grams import grams_of, wanted_grams

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
