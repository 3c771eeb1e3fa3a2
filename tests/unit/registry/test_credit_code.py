"""One organisation is on record once: its credit code is checked, and names that look the same need a word more (4.7)."""

from dataclasses import replace

import pytest

from chassis.errors import AlreadyExists, InvalidArgument
from services.registry.domain.credit_code import check_character, credit_code, name_key
from services.registry.domain.organizations import Organization
from services.registry.domain.words import OrganizationKind

pytestmark = pytest.mark.rule("4.7")
# Published codes of well-known organisations.
REAL = ["91350100M000100Y43", "9111000071093123XX", "91110000802100433B", "91310000631696382C"]
BODY = REAL[0][:17]


@pytest.mark.parametrize("code", REAL)
def test_codes_that_are_in_use_pass(code: str) -> None:
    assert credit_code(code) == code
    assert credit_code(f" {code.lower()} ") == code


@pytest.mark.parametrize(
    "code",
    [
        "9135010",
        REAL[0][:-1] + "4",
        REAL[0] + "0",
        "91350100M000100Y4I",
        "91350100M000100O43",
        "01350100M000100Y43",
        "91350100M000100Y四三",
        "１" * 17,
    ],
)
def test_a_code_with_a_slip_is_refused(code: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        credit_code(code)
    assert (refused.value.reason, refused.value.metadata["field"]) == ("CREDIT_CODE_INVALID", "credit_code")


def test_a_single_wrong_character_is_always_seen() -> None:
    whole = BODY + check_character(BODY)
    for place in range(8, 17):
        for other in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            if other != whole[place]:
                with pytest.raises(InvalidArgument):
                    credit_code(whole[:place] + other + whole[place + 1 :])


def test_none_is_none() -> None:
    assert credit_code("") == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("晋鼎铸造（集团）有限公司", "晋鼎铸造(集团)有限公司", True),
        ("晋鼎铸造有限公司", "晋鼎 铸造有限公司", True),
        ("ＡＢＣ研究院", "abc研究院", True),
        ("阿卜杜拉·买买提研究所", "阿卜杜拉•买买提研究所", True),
        ("晋鼎铸造有限公司", "晋鼎铸造公司", False),
        ("第一研究所", "第二研究所", False),
    ],
)
def test_names_that_people_take_for_one(one: str, other: str, same: bool) -> None:
    assert (name_key(one) == name_key(other)) is same


def organization(**changes: str) -> Organization:
    made = Organization("organizations/a", "晋鼎铸造有限公司", OrganizationKind.ENTERPRISE, "yuci")
    made = replace(made, **changes)  # type: ignore[arg-type]
    made.register({"yuci": "榆次区"})
    return made


def test_a_code_belongs_to_one_and_a_name_to_two_only_where_that_is_confirmed() -> None:
    ours = organization(credit_code=REAL[0])
    same_code = organization(name="organizations/b", display_name="另一公司", credit_code=REAL[0])
    same_name = organization(name="organizations/c", credit_code=REAL[1])
    ours.demand_distinct([], confirmed=False)
    wrong = [
        ([same_code], True, "CREDIT_CODE_TAKEN"),
        ([same_name], False, "NAME_TAKEN"),
        ([same_name, same_code], True, "CREDIT_CODE_TAKEN"),
    ]
    for others, confirmed, reason in wrong:
        with pytest.raises(AlreadyExists) as refused:
            ours.demand_distinct(others, confirmed=confirmed)
        assert (refused.value.reason, refused.value.rule) == (reason, "4.7")
    ours.demand_distinct([same_name], confirmed=True)


def test_a_name_is_its_own_where_nobody_else_has_it() -> None:
    """The index of the store lets one have it of those who come at once; with another's code alone it is its own, too."""
    ours, other = organization(), organization(name="organizations/b", display_name="晋鼎 铸造有限公司")
    ours.claim_name([organization(display_name="另一公司", credit_code=REAL[0])])
    assert ours.sole_name == ours.name_key == name_key("晋鼎铸造有限公司")
    other.claim_name([ours])
    assert other.sole_name == ""
    other.update(organization(display_name="晋鼎液压有限公司"), {"yuci": "榆次区"})
    other.claim_name([])
    assert other.sole_name == name_key("晋鼎液压有限公司")
