"""One way in which personal data is kept, whatever people type, and what is shown of it."""

import pytest

from chassis.errors import InvalidArgument
from services.registry.domain.personal_forms import canonical, masked, shown, spellings
from services.registry.domain.words import PersonalDatum

PHONE = PersonalDatum.PHONE


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("typed", ["13987650123", "139 8765 0123", "+86 139-8765-0123", "86（139）87650123", "１３９８７６５０１２３"])
def test_a_mainland_number_is_one_however_it_is_typed(typed: str) -> None:
    kept = canonical(PHONE, typed)
    assert (kept, shown(PHONE, kept), masked(PHONE, shown(PHONE, kept))) == ("+8613987650123", "13987650123", "139****0123")


@pytest.mark.rule("2.5")
def test_a_number_of_another_country_says_which() -> None:
    kept = canonical(PHONE, "+44 20 7946 0123")
    assert (kept, masked(PHONE, shown(PHONE, kept))) == ("+442079460123", "+44******0123")


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("typed", ["1398765012", "139876501234", "12987650123", "+0123456789", "十三亿", "02079460123", "+" + "1" * 16])
def test_what_is_no_number_is_refused_without_being_repeated(typed: str) -> None:
    with pytest.raises(InvalidArgument, match="PHONE_INVALID") as refused:
        canonical(PHONE, typed)
    assert typed not in refused.value.message and refused.value.metadata["field"] == "phone"


@pytest.mark.rule("2.5")
def test_an_address_is_one_whatever_its_case() -> None:
    kept = canonical(PersonalDatum.EMAIL, " Qian.Yi@City.example ")
    assert (kept, masked(PersonalDatum.EMAIL, kept)) == ("qian.yi@city.example", "q****@city.example")


@pytest.mark.rule("2.5")
@pytest.mark.parametrize(
    "typed",
    ["qian", "qian@", "@city.example", "qian@city", "a b@city.example", "钱@city.example", f"{'a' * 65}@a.example", "a@b@c.cn"],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidArgument, match="EMAIL_INVALID"):
        canonical(PersonalDatum.EMAIL, typed)


@pytest.mark.rule("2.5")
def test_an_id_number_has_area_birthday_and_check_character() -> None:
    kept = canonical(PersonalDatum.ID_NUMBER, "110105 19491231 002x")  # the example of GB 11643-1999
    assert (kept, masked(PersonalDatum.ID_NUMBER, kept)) == ("11010519491231002X", "1****************X")


@pytest.mark.rule("2.5")
@pytest.mark.parametrize(
    "typed",
    [
        "110105194912310021",  # another check character
        "11010519490230002X",  # no day of any calendar
        "16010519491231002X",  # no province
        "110105491231002",  # fifteen digits, out of use since 2013
        "110105189912310023",
        "",
    ],
)
def test_what_is_no_id_number_is_refused_without_being_repeated(typed: str) -> None:
    with pytest.raises(InvalidArgument, match="ID_NUMBER_INVALID") as refused:
        canonical(PersonalDatum.ID_NUMBER, typed)
    assert not typed or typed not in refused.value.message


@pytest.mark.rule("2.5")
def test_a_card_ends_with_its_check_digit() -> None:
    kept = canonical(PersonalDatum.BANK_ACCOUNT, "6222 0202 0000 1234 562")
    assert (kept, masked(PersonalDatum.BANK_ACCOUNT, kept)) == ("6222020200001234562", "****4562")


@pytest.mark.rule("2.5")
@pytest.mark.parametrize("typed", ["6222020200001234563", "622202020000123", "62220202000012345620", "0222020200001234562", "六二二二"])
def test_what_is_no_card_is_refused(typed: str) -> None:
    with pytest.raises(InvalidArgument, match="BANK_ACCOUNT_INVALID"):
        canonical(PersonalDatum.BANK_ACCOUNT, typed)


@pytest.mark.parametrize(
    ("kept", "text"),
    [
        ("13987650123", "打 139-8765 0123"),
        ("13987650123", "打１３９８７６５０１２３"),
        ("a.b@c.cn", "写到A.B@C.cn"),
        ("11010519491231002X", "证号11010519491231002x"),
    ],
)
def test_what_is_kept_is_found_in_a_text_however_it_was_typed(kept: str, text: str) -> None:
    assert any(kept in each for each in spellings(text))
    assert not any(kept in each for each in spellings("打给本人"))
