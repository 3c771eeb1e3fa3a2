from datetime import datetime

import pytest

from tests.harness.suite import Refused, eventually
from tests.integration.support.calls import BOSS, CASHIER, CLERK, COUNTY, FACILITY, OFFICIAL, call, claim, document, policy
from tests.integration.support.conftest import Staged
from tests.integration.support.played import OTHER, PROJECT, UNIT, approved


@pytest.mark.rule("9.1")
async def test_who_qualifies_claims_and_is_paid_after_one_return(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await approved(suite, OTHER, "考古")
        name = await policy(suite)
        unmeetable = [{"kind": "CONDITION_KIND_ORGANIZATION_KIND", "any_of": ["company"], "text": "承担单位为企业"}]
        with pytest.raises(Refused) as unknown:
            await policy(suite, policy_id="other", conditions=unmeetable)
        assert (unknown.value.reason, "enterprise（企业）" in unknown.value.message) == ("CONDITION_VALUE_UNKNOWN", True)
        found = await call(suite, "ListQualifications", BOSS, project=PROJECT)
        assert [(each["policy"], each["qualifies"]) for each in found["qualifications"]] == [(name, True)]
        lacking = await call(suite, "CheckQualification", BOSS, name=name, project=OTHER)
        assert [each["because"] for each in lacking["findings"]] == ["符合“承担单位为企业”", "不符合“属于新材料领域”（项目领域：未知）"]
        assert (lacking["project"], lacking["organization"], "2 项条件中符合 1 项" in lacking["working"]) == (OTHER, UNIT, True)
        with pytest.raises(Refused) as unqualified:
            await call(suite, "SubmitClaim", CLERK, parent=OTHER, policy=name)
        assert (unqualified.value.reason, unqualified.value.rule) == ("NOT_QUALIFIED", "9.1")
        with pytest.raises(Refused) as bare:
            await call(suite, "SubmitClaim", CLERK, parent=PROJECT, policy=name)
        assert bare.value.reason == "DOCUMENTS_MISSING"
        with pytest.raises(Refused) as stranger:
            await call(suite, "SubmitClaim", BOSS, parent=PROJECT, policy=name)
        assert stranger.value.reason == "ROLE_REQUIRED"
        made = await claim(suite, name)
        await call(suite, "ReturnClaim", OFFICIAL, name=made["name"], reason="缺少附件")
        back = await call(suite, "CompleteClaim", CLERK, name=made["name"], documents=[document()])
        assert (back["step"], back["state"]) == ("claim_decision", "CLAIM_STATE_SUBMITTED")
        await call(suite, "GrantClaim", OFFICIAL, name=made["name"], grounds="按第三条", granted_fen="30000000")
        paid = {"paid_on": "2026-03-02", "reference": "财预拨88号", "amount_fen": "30000000"}
        shown = await call(suite, "RecordPayment", CASHIER, name=made["name"], **paid)
        assert (shown["state"], shown["payment"]["amount_fen"]) == ("CLAIM_STATE_PAID", "30000000")


@pytest.mark.rule("9.1")
async def test_a_policy_that_is_over_is_claimed_no_more_and_a_step_that_is_missed_marked(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        name = await policy(suite, valid_until="2026-03-31")
        made = await claim(suite, name)
        await suite.advance(datetime.fromisoformat("2026-04-01T00:00:00+08:00"))

        async def is_overdue() -> bool:
            return bool((await call(suite, "GetClaim", CLERK, name=made["name"]))["overdue"])

        await eventually(is_overdue)
        with pytest.raises(Refused) as over:
            await claim(suite, name)
        assert over.value.reason == "POLICY_ENDED"
        assert (await call(suite, "SearchPolicies", BOSS, query="装备奖励", in_force=True))["policies"] == []
        assert len((await call(suite, "SearchPolicies", BOSS, query="装备奖励"))["policies"]) == 1


@pytest.mark.rule("9.1")
async def test_others_find_what_was_answered_and_not_who_asked(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        asked = await call(suite, "AskQuestion", CLERK, text="可否与省级奖励同时享受？")
        assert (await call(suite, "SearchQuestions", BOSS, query="省级奖励"))["questions"] == []
        await call(suite, "AnswerQuestion", OFFICIAL, name=asked["name"], answer="可以，合计不超过三成")
        (found,) = (await call(suite, "SearchQuestions", BOSS, query="合计"))["questions"]
        assert (found["name"], found["asked_by"]) == (asked["name"], "")
        with pytest.raises(Refused) as other:
            await call(suite, "AnswerQuestion", BOSS, name=asked["name"], answer="不可以")
        assert (other.value.reason, other.value.rule) == ("ROLE_REQUIRED", "9.1")


@pytest.mark.rule("9.1")
async def test_a_county_department_does_what_departments_do_and_ends_its_own_policies(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        citys, own = await policy(suite), await policy(suite, COUNTY, policy_id="county")
        with pytest.raises(Refused) as others:
            await call(suite, "EndPolicy", COUNTY, name=citys, reason="不再执行")
        assert (others.value.reason, others.value.rule) == ("PUBLISHED_BY_ANOTHER", "9.1")
        assert (await call(suite, "EndPolicy", COUNTY, name=own, reason="不再执行"))["state"] == "POLICY_STATE_ENDED"
        await call(suite, "EndPolicy", OFFICIAL, name=citys, reason="不再执行")
        asked = await call(suite, "AskQuestion", CLERK, text="何时受理？")
        assert (await call(suite, "AnswerQuestion", COUNTY, name=asked["name"], answer="全年受理"))["asked_by"] == CLERK.name
        await call(suite, "RegisterFacility", COUNTY, **FACILITY)
        notice = {"title": "新工艺", "source": "快报第1期", "dated": "2026-03-01", "fields": ["materials"], "digest": "能耗降低"}
        assert (await call(suite, "PublishNotice", COUNTY, **notice))["pushed_to"] == []
        for method, body in (
            ("RegisterFacility", FACILITY | {"facility_id": "other"}),
            ("PublishNotice", notice | {"source": "快报第2期"}),
        ):
            with pytest.raises(Refused) as refused:
                await call(suite, method, BOSS, **body)
            assert refused.value.reason == "ROLE_REQUIRED"
