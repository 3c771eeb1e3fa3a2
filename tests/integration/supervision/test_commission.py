import asyncio

import pytest

from tests.harness.suite import Refused
from tests.integration.supervision.calls import BOSS, CLERK, COUNTY, OFFICIAL, OTHER_COUNTY, STRANGER, call, confirm_against, name_watcher
from tests.integration.supervision.conftest import Staged
from tests.integration.supervision.played import BUREAU, LEAD, POSTER, PROJECT, approved, engaged

NAME = f"{PROJECT}/commission"


@pytest.mark.rule("7.1")
async def test_bureau_county_and_owner_enterprise_name_the_commissioners(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        with pytest.raises(Refused) as unknown:
            await name_watcher(suite)
        assert unknown.value.reason == "NOT_FOUND"
        await approved(suite)
        await engaged(suite)
        assert len((await call(suite, "GetCommission", CLERK, name=NAME))["missing"]) == 4
        await name_watcher(suite, "people/watcher", COUNTY)
        await name_watcher(suite, "people/clerk", BOSS)
        await name_watcher(suite, "people/qin-hai", OFFICIAL, "TECHNICAL_EXPERT")
        whole = await name_watcher(suite, "people/he-ping", OFFICIAL, "MANAGEMENT_EXPERT")
        assert whole["missing"] == []
        assert [(each["side"], each["organization"]) for each in whole["commissioners"]][:2] == [
            ("NAMING_SIDE_COUNTY", BUREAU),
            ("NAMING_SIDE_OWNER_ENTERPRISE", "organizations/poster"),
        ]
        for who in (OTHER_COUNTY, CLERK, STRANGER):
            with pytest.raises(Refused) as refused:
                await name_watcher(suite, "people/stranger", who)
            assert (refused.value.reason, refused.value.rule) == ("ROLE_REQUIRED", "7.1")
        with pytest.raises(Refused) as lead:
            await name_watcher(suite, LEAD)
        assert lead.value.reason == "ROLES_INCOMPATIBLE"
        with pytest.raises(Refused) as other:
            await call(suite, "ReleaseCommissioner", BOSS, name=NAME, person="people/watcher", reason="不再需要")
        assert other.value.reason == "NAMED_BY_ANOTHER"
        left = await call(suite, "ReleaseCommissioner", BOSS, name=NAME, person="people/clerk", reason="调离岗位")
        assert left["missing"] == ["业主企业尚未确定专人"]
        facts = await suite.facts("supervision", "commission.named.v1")
        assert b'"released":"people/clerk"' in facts[-1]["data"]


@pytest.mark.rule("7.5")
async def test_who_is_barred_is_no_commissioner_and_nothing_is_stored(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await confirm_against(suite, subject="people/stranger")
        with pytest.raises(Refused) as refused:
            await name_watcher(suite, "people/stranger")
        assert (refused.value.reason, refused.value.rule) == ("COMMISSIONER_BARRED", "7.5")
        assert "违规使用项目经费" in refused.value.message
        assert (await call(suite, "GetCommission", OFFICIAL, name=NAME))["commissioners"] == []


@pytest.mark.rule("7.1")
async def test_two_who_name_at_once_are_both_kept(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await approved(suite)
        await asyncio.gather(name_watcher(suite, "people/watcher"), name_watcher(suite, "people/clerk", BOSS))
        shown = await call(suite, "GetCommission", OFFICIAL, name=NAME)
        assert {each["person"]: each["named_by"] for each in shown["commissioners"]} == {
            "people/watcher": BUREAU,
            "people/clerk": POSTER,
        }
