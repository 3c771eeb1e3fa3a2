import pytest

from tests.harness.suite import Refused
from tests.integration.milestones.calls import BOSS, CLERK, LEAD, OFFICIAL, call, china, convene, submit, types
from tests.integration.milestones.conftest import Staged
from tests.integration.milestones.played import PROJECT, UNIT, running_project

MATERIALS = f"{PROJECT}/deadlines/design-materials"


@pytest.mark.rule("4.4")
@pytest.mark.rule("1.1")
async def test_an_extension_with_the_consent_of_both_owners(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        await suite.advance(china("2024-02-10 10:00"))
        body = {"name": MATERIALS, "last_day": "2024-03-10", "reason": "第三方检测排期"}
        for who in (LEAD, OFFICIAL):
            with pytest.raises(Refused):
                await call(suite, "RequestExtension", who, **body)
        await call(suite, "RequestExtension", CLERK, **body)
        with pytest.raises(Refused):
            await call(suite, "ConsentToExtension", CLERK, name=MATERIALS)
        await call(suite, "ConsentToExtension", OFFICIAL, name=MATERIALS)
        granted = await call(suite, "ConsentToExtension", BOSS, name=MATERIALS)
        assert (granted["last_day"], granted["extensions"][0]["state"]) == ("2024-03-10", "EXTENSION_STATE_GRANTED")
        await suite.advance(china("2024-03-10 23:00"))
        assert (await submit(suite))["reviews"][0]["materials_late"] is False
        assert "deadline.overdue.v1" not in await types(suite)
        with pytest.raises(Refused) as closed:
            await call(suite, "RequestExtension", CLERK, **body)
        assert closed.value.reason == "DEADLINE_CLOSED"


@pytest.mark.rule("1.11")
async def test_where_the_owner_is_the_unit_the_bureau_consents_and_objects(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite, owners=[UNIT], owner_kinds={UNIT: "enterprise"})
        await suite.advance(china("2024-02-10 10:00"))
        await call(suite, "RequestExtension", CLERK, name=MATERIALS, last_day="2024-03-10", reason="检测排期")
        assert (await call(suite, "ConsentToExtension", CLERK, name=MATERIALS))["last_day"] == "2024-02-18"
        assert (await call(suite, "ConsentToExtension", OFFICIAL, name=MATERIALS))["last_day"] == "2024-03-10"
        await submit(suite)
        await convene(suite)
        with pytest.raises(Refused) as refused:
            await call(suite, "ObjectToPanelMember", CLERK, member="people/li", reason="不合适")
        assert (refused.value.reason, refused.value.rule) == ("OBJECTION_NOT_YOURS", "4.7")
        shown = await call(suite, "ObjectToPanelMember", OFFICIAL, member="people/li", reason="曾任顾问")
        assert shown["reviews"][0]["panel"]["members"][1]["left"]
