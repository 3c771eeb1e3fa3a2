from datetime import date

import pytest

from chassis.errors import InvalidArgument
from services.sharing.domain.identifiers import check_character, checked_identifier
from services.sharing.domain.words import ResultKind

TODAY = date(2026, 11, 28)
K = ResultKind


@pytest.mark.rule("8.1")
@pytest.mark.parametrize(
    ("kind", "text", "written"),
    [
        (K.PAPER, "10.1000/xyz123", "10.1000/xyz123"),
        (K.PAPER, "https://doi.org/10.1038/S41586-020-2649-2", "10.1038/s41586-020-2649-2"),
        (K.PAPER, "doi: 10.13228/j.boyuan.issn0449-749x.20200001", "10.13228/j.boyuan.issn0449-749x.20200001"),
        (K.DATA_SET, "10.57760/sciencedb.00001", "10.57760/sciencedb.00001"),
        (K.PATENT, "ZL 200310102344.5", "200310102344.5"),
        (K.PATENT, "CN2003101023445", "200310102344.5"),
        (K.PATENT, "２００３１０１０２３４４．５", "200310102344.5"),
        (K.SOFTWARE, "2024sr0123456", "2024SR0123456"),
        (K.STANDARD, "GB/T 7714-2015", "GB/T 7714-2015"),
        (K.STANDARD, "DB14/T 1234—2024", "DB14/T 1234-2024"),
        (K.STANDARD, "T/CSAE 53.1-2020", "T/CSAE 53.1-2020"),
        (K.STANDARD, "ISO 9001:2015", "ISO 9001:2015"),
        (K.STANDARD, "IEC 62368-1:2018", "IEC 62368-1:2018"),
        (K.PRODUCT, "型号A-1", "型号A-1"),
        (K.PAPER, "  ", ""),
    ],
)
def test_an_identifier_is_kept_in_its_usual_writing(kind: ResultKind, text: str, written: str) -> None:
    assert checked_identifier(kind, text, TODAY) == written


@pytest.mark.rule("8.1")
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (K.PAPER, "11.1000/xyz"),
        (K.PAPER, "10.10/xyz"),
        (K.PAPER, "10.1000/"),
        (K.PATENT, "200310102344.6"),
        (K.PATENT, "203010102344.5"),
        (K.PATENT, "20031010234"),
        (K.PATENT, "200370102344.5"),
        (K.SOFTWARE, "2027SR0123456"),
        (K.SOFTWARE, "1990SR0123456"),
        (K.SOFTWARE, "2024SR12345"),
        (K.STANDARD, "国标1234"),
        (K.STANDARD, "GB/T 7714"),
        (K.STANDARD, "GB/T 7714-2015-2015"),
    ],
)
def test_one_of_another_form_is_refused(kind: ResultKind, text: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        checked_identifier(kind, text, TODAY)
    assert (refused.value.reason, refused.value.rule) == ("IDENTIFIER_INVALID", "8.1")


@pytest.mark.rule("8.1")
def test_every_single_wrong_digit_of_a_patent_is_seen() -> None:
    number = "200310102344"
    right = check_character(number)
    for place, digit in enumerate(number):
        for other in "0123456789".replace(digit, ""):
            wrong = number[:place] + other + number[place + 1 :]
            assert check_character(wrong) != right


def test_a_check_of_ten_is_an_x() -> None:
    assert "X" in {check_character(f"2003101023{n:02}") for n in range(100)}
