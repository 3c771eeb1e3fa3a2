from datetime import date
from typing import Any

import pytest

from chassis.errors import InvalidArgument, RuleViolated
from services.support.domain.support_policy import Condition, Profile
from services.support.domain.words import ConditionKind, PolicyState
from tests.unit.support.examples import NOW, PROFILE, TREE, policy

K = ConditionKind


@pytest.mark.rule("9.1")
def test_who_meets_every_condition_qualifies_because_of_them() -> None:
    found = policy().check(PROFILE, TREE)
    assert (found.qualifies, found.lacking) == (True, ())
    assert [each.because for each in found.findings] == ["符合“承担单位为企业”", "符合“属于新材料领域”"]


@pytest.mark.rule("9.1")
@pytest.mark.parametrize(
    ("profile", "lacking"),
    [
        (Profile("university", fields=("materials",)), ["不符合“承担单位为企业”（单位类别：university）"]),
        (Profile("enterprise", fields=("energy",)), ["不符合“属于新材料领域”（项目领域：新能源）"]),
        (Profile("enterprise"), ["不符合“属于新材料领域”（项目领域：未知）"]),
        (Profile(), ["不符合“承担单位为企业”（单位类别：未知）", "不符合“属于新材料领域”（项目领域：未知）"]),
    ],
)
def test_who_does_not_is_told_what_is_lacking(profile: Profile, lacking: list[str]) -> None:
    assert list(policy().check(profile, TREE).lacking) == lacking
    with pytest.raises(RuleViolated, match="NOT_QUALIFIED") as refused:
        policy().demand_qualified(profile, TREE)
    assert all(each in refused.value.message for each in lacking)


@pytest.mark.rule("9.1")
@pytest.mark.parametrize("kind", list(ConditionKind))
def test_each_kind_of_condition_looks_at_its_own_value(kind: ConditionKind) -> None:
    values = {
        K.ORGANIZATION_KIND: "enterprise",
        K.ORGANIZATION_AREA: "yuci",
        K.PROJECT_KIND: "open_bid",
        K.PROJECT_STAGE: "running",
        K.PROJECT_FIELD: "materials",
    }
    met = values.get(kind, "")
    assert policy(conditions=(Condition(kind, (met,), "x"),)).check(PROFILE, TREE).qualifies is bool(met)
    assert not policy(conditions=(Condition(kind, ("other",), "x"),)).check(PROFILE, TREE).qualifies


@pytest.mark.rule("9.1")
def test_a_narrower_field_meets_a_condition_on_the_wider_one_and_not_the_other_way() -> None:
    narrow = policy(conditions=(Condition(K.PROJECT_FIELD, ("materials.magnesium",), "x"),))
    assert not narrow.check(Profile(fields=("materials",)), TREE).qualifies
    assert not TREE.within("materials2", ["materials"])


@pytest.mark.rule("9.1")
@pytest.mark.parametrize(
    ("today", "reason"),
    [(date(2025, 12, 31), "POLICY_NOT_YET_VALID"), (date(2026, 1, 1), ""), (date(2026, 12, 31), ""), (date(2027, 1, 1), "POLICY_ENDED")],
)
def test_it_is_claimed_while_it_is_valid(today: date, reason: str) -> None:
    if not reason:
        policy().demand_claimable(today)
    else:
        with pytest.raises(RuleViolated, match=reason):
            policy().demand_claimable(today)


@pytest.mark.rule("9.1")
def test_one_that_was_ended_is_claimed_no_more() -> None:
    made = policy(valid_until=None)
    made.end("上级政策调整", NOW)
    assert made.state is PolicyState.ENDED
    with pytest.raises(RuleViolated, match="POLICY_ENDED"):
        made.demand_claimable(NOW.date())
    with pytest.raises(RuleViolated, match="POLICY_ENDED"):
        made.end("再次", NOW)


@pytest.mark.rule("9.1")
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"valid_until": date(2025, 12, 31)}, "VALIDITY_REVERSED"),
        ({"amount_fen": -1}, "AMOUNT_NEGATIVE"),
        ({"conditions": (Condition(K.ORGANIZATION_KIND, (), "x"),)}, "CONDITION_EMPTY"),
        ({"conditions": (Condition(K.PROJECT_FIELD, ("magic",), "x"),)}, "FIELD_OF_TECHNOLOGY_UNKNOWN"),
    ],
)
def test_what_makes_no_sense_is_not_published(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidArgument, match=reason):
        policy(**changed).terms.demand_sound(TREE)
    policy().terms.demand_sound(TREE)
