import pytest

from tests.harness.suite import Refused
from tests.integration.milestones.calls import BOSS, CLERK, OFFICIAL, call, china
from tests.integration.milestones.conftest import Staged
from tests.integration.milestones.played import PROJECT, running_project


@pytest.mark.rule("4.6")
async def test_the_mid_term_check_at_the_marked_node(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await running_project(suite)
        check = f"{PROJECT}/midtermCheck"
        body = {"name": check, "judgement": "JUDGEMENT_AT_RISK", "reasons": "试制进度偏慢", "consulted": ["organizations/finance"]}
        with pytest.raises(Refused) as early:
            await call(suite, "JudgeMidterm", OFFICIAL, **body)
        assert (early.value.reason, early.value.rule) == ("MIDTERM_NOT_DUE", "4.6")
        await suite.advance(china("2024-01-12 09:00"))
        assert (await call(suite, "GetMidtermCheck", CLERK, name=check))["state"] == "MIDTERM_STATE_DUE"
        with pytest.raises(Refused):
            await call(suite, "JudgeMidterm", BOSS, **body)
        await call(suite, "JudgeMidterm", OFFICIAL, **body)
        shown = await call(suite, "ReportMidterm", OFFICIAL, name=check, reference="市科报〔2024〕7号")
        assert (shown["state"], shown["report"]["reported_on"]) == ("MIDTERM_STATE_REPORTED", "2024-01-12")
        with pytest.raises(Refused):
            await call(suite, "JudgeMidterm", OFFICIAL, **body)
