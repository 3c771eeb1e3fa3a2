"""What `sanzhi policy check` prints: the policy, who was looked at by name, each condition, what is lacking."""

from typing import Any

import pytest

from cli.names import Names
from cli.policy import told
from services.support.domain.working import working_of
from tests.unit.support.examples import PROFILE, UNIT, VOCABULARY, policy

NAMES = Names({UNIT: "晋铸装备有限公司"})
FOUND = {"organization": UNIT, "qualifies": True, "working": working_of(policy().check(PROFILE, VOCABULARY))}


def offered(**changed: Any) -> dict[str, Any]:
    terms = {
        "title": "首台（套）装备奖励",
        "issuer": "市科技局",
        "number": "市科发〔2026〕12号",
        "valid_from": "2026-01-01",
        "valid_until": "2026-12-31",
        "amount_fen": "50000000",
    }
    return {"state": "POLICY_STATE_PUBLISHED", "ended_because": "", "terms": terms | changed}


@pytest.mark.rule("9.1")
def test_who_qualifies_is_told_by_name_with_the_working() -> None:
    first, second, *working = told(offered(), FOUND, "轻合金缸体铸造", NAMES).splitlines()
    assert first == "《首台（套）装备奖励》（市科技局 市科发〔2026〕12号），2026-01-01 至 2026-12-31，最高 500,000.00 元"
    assert second == "《轻合金缸体铸造》，承担单位 晋铸装备有限公司：符合"
    assert working[-4:] == [
        "| 承担单位为企业 | 单位类别 | 企业 | 企业 | 符合 |",
        "| 属于新材料领域 | 项目领域 | 新材料 | 镁铝合金 | 符合 |",
        "",
        "- 2 项条件中符合 2 项：符合",
    ]


@pytest.mark.rule("9.1")
def test_an_organisation_alone_and_a_policy_that_was_ended() -> None:
    over = offered(valid_until="", amount_fen="0") | {"state": "POLICY_STATE_ENDED", "ended_because": "上级政策调整"}
    first, second, *_ = told(over, FOUND | {"qualifies": False}, "", NAMES).splitlines()
    assert first == "《首台（套）装备奖励》（市科技局 市科发〔2026〕12号），2026-01-01 起，至停止执行，已停止执行：上级政策调整"
    assert second == "晋铸装备有限公司：不符合"
