from datetime import date
from typing import Any

import pytest

from chassis.errors import InvalidArgument, RuleViolated
from services.support.domain.conditions import Condition, Profile
from services.support.domain.words import ConditionKind, PolicyState
from services.support.domain.working import working_of
from tests.unit.support.examples import NOW, PROFILE, TREE, VOCABULARY, policy

K = ConditionKind


@pytest.mark.rule("9.1")
def test_who_meets_every_condition_qualifies_because_of_them() -> None:
    found = policy().check(PROFILE, VOCABULARY)
    assert (found.qualifies, found.lacking) == (True, ())
    assert [each.because for each in found.findings] == ["符合“承担单位为企业”", "符合“属于新材料领域”"]


@pytest.mark.rule("9.1")
@pytest.mark.parametrize(
    ("profile", "lacking"),
    [
        (Profile("university", fields=("materials",)), ["不符合“承担单位为企业”（单位类别：高等院校）"]),
        (Profile("enterprise", fields=("energy",)), ["不符合“属于新材料领域”（项目领域：新能源）"]),
        (Profile("enterprise"), ["不符合“属于新材料领域”（项目领域：未知）"]),
        (Profile(), ["不符合“承担单位为企业”（单位类别：未知）", "不符合“属于新材料领域”（项目领域：未知）"]),
    ],
)
def test_who_does_not_is_told_what_is_lacking(profile: Profile, lacking: list[str]) -> None:
    assert list(policy().check(profile, VOCABULARY).lacking) == lacking
    with pytest.raises(RuleViolated, match="NOT_QUALIFIED") as refused:
        policy().demand_qualified(profile, VOCABULARY)
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
    assert policy(conditions=(Condition(kind, (met,), "x"),)).check(PROFILE, VOCABULARY).qualifies is bool(met)
    assert not policy(conditions=(Condition(kind, ("other",), "x"),)).check(PROFILE, VOCABULARY).qualifies


@pytest.mark.rule("9.1")
def test_a_narrower_field_meets_a_condition_on_the_wider_one_and_not_the_other_way() -> None:
    narrow = policy(conditions=(Condition(K.PROJECT_FIELD, ("materials.magnesium",), "x"),))
    assert not narrow.check(Profile(fields=("materials",)), VOCABULARY).qualifies
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
        ({"conditions": (Condition(K.ORGANIZATION_KIND, ("enterprise", "company"), "x"),)}, "CONDITION_VALUE_UNKNOWN"),
        ({"conditions": (Condition(K.ORGANIZATION_AREA, ("晋中",), "x"),)}, "CONDITION_VALUE_UNKNOWN"),
        ({"conditions": (Condition(K.PROJECT_KIND, ("enterprise",), "x"),)}, "CONDITION_VALUE_UNKNOWN"),
        ({"conditions": (Condition(K.PROJECT_CATEGORY, ("SIX_NEW_TRANSFER",), "x"),)}, "CONDITION_VALUE_UNKNOWN"),
        ({"conditions": (Condition(K.PROJECT_STAGE, ("over",), "x"),)}, "CONDITION_VALUE_UNKNOWN"),
    ],
)
def test_what_makes_no_sense_is_not_published(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidArgument, match=reason):
        policy(**changed).terms.demand_sound(VOCABULARY)
    policy().terms.demand_sound(VOCABULARY)


@pytest.mark.rule("9.1")
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (K.ORGANIZATION_KIND, "research_institute"),
        (K.ORGANIZATION_AREA, "taigu"),
        (K.PROJECT_KIND, "enterprise_initiated"),
        (K.PROJECT_CATEGORY, "six_new_transfer"),
        (K.PROJECT_STAGE, "closed"),
        (K.PROJECT_FIELD, "materials.magnesium"),
    ],
)
def test_a_condition_that_somebody_can_meet_is_published(kind: ConditionKind, value: str) -> None:
    policy(conditions=(Condition(kind, (value,), "x"),)).terms.demand_sound(VOCABULARY)


@pytest.mark.rule("9.1")
def test_an_unknown_value_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidArgument) as refused:
        policy(conditions=(Condition(K.ORGANIZATION_AREA, ("晋中",), "在本市"),)).terms.demand_sound(VOCABULARY)
    assert refused.value.message == "条件“在本市”：单位所在地没有“晋中”；可用：yuci（榆次区）、taigu（太谷区）"


WORKING = """\
核对规则：

1. 政策列明的条件须全部符合；一项条件列出几个取值的，符合其中一个即为符合。
2. 按项目核对的，单位条件看该项目的承担单位；只按单位核对的，项目条件因没有项目而不符合。
3. 项目领域按技术领域目录核对：条件列出上级领域的，其下级领域也符合。

| 条件 | 核对 | 要求（符合其一） | 实际 | 结论 |
| --- | --- | --- | --- | --- |
| 承担单位为企业 | 单位类别 | 企业 | 高等院校 | 不符合 |
| 属于新材料领域 | 项目领域 | 新材料 | 镁铝合金 | 符合 |

- 2 项条件中符合 1 项：不符合；缺“承担单位为企业”（单位类别：高等院校）"""


@pytest.mark.rule("9.1")
def test_the_working_says_what_was_compared_and_what_is_lacking() -> None:
    assert working_of(policy().check(Profile("university", fields=("materials.magnesium",)), VOCABULARY)) == WORKING
    assert working_of(policy().check(PROFILE, VOCABULARY)).endswith("- 2 项条件中符合 2 项：符合")
    assert working_of(policy(conditions=()).check(PROFILE, VOCABULARY)).endswith("- 该政策没有列明条件：符合")
    assert "| 属于新材料领域 | 项目领域 | 新材料 | 未知 | 不符合 |" in working_of(policy().check(Profile("enterprise"), VOCABULARY))
