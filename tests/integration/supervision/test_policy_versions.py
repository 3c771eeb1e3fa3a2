"""What was decided under one version of the policy stays so under the next."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from chassis.policy import policy_folder
from tests.integration.supervision.calls import MANAGER, OFFICIAL, STRANGER, call, raise_against
from tests.integration.supervision.conftest import Staged
from tests.integration.supervision.played import approved, engaged, overdue


@pytest.fixture
def two_versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From June 2026 on misused funds bar for a year, answers take five days and corrections thirty."""
    old, folder = policy_folder() / "2026.1", tmp_path / "policy"
    new = folder / "2026.2"
    shutil.copytree(old, folder / "2026.1")
    shutil.copytree(old, new)
    version = new / "version.yaml"
    version.write_text(version.read_text().replace("2026.1", "2026.2").replace("2026-01-01", "2026-06-01"))
    file = new / "supervision.yaml"
    text = (
        file.read_text().replace("answer: {days: 10", "answer: {days: 5").replace("{days: 20, kind: working}", "{days: 30, kind: working}")
    )
    before, item, after = text.partition("code: misused-funds")
    file.write_text(before + item + after.replace("months: 60", "months: 12", 1))
    monkeypatch.setenv("SANZHI_POLICY_DIR", str(folder))


@pytest.mark.rule("7.3")
@pytest.mark.usefixtures("two_versions")
async def test_a_finding_keeps_the_item_and_the_period_under_which_it_was_raised(staged: Staged) -> None:
    async with staged("2026-05-25T10:00:00+08:00") as stage:
        suite = stage.suite
        await approved(suite)
        await engaged(suite)
        before = await raise_against(suite)
        await overdue(suite)
        await suite.advance(datetime.fromisoformat("2026-06-01T10:00:00+08:00"))
        after = await raise_against(suite)
        assert [before["policy_version"], after["policy_version"]] == ["2026.1", "2026.2"]
        ends = {}
        for finding in (before, after):
            notified = await call(suite, "NotifyFinding", OFFICIAL, name=finding["name"])
            await call(suite, "AnswerFinding", MANAGER, name=finding["name"], statement="无此事")
            confirmed = await call(suite, "ConfirmFinding", OFFICIAL, name=finding["name"], grounds="属实")
            ends[notified["answer_last_day"]] = confirmed["until"]
        assert ends == {"2026-06-15": "2031-06-01", "2026-06-08": "2027-06-01"}
        facts = [json.loads(fact["data"]) for fact in await suite.facts("supervision", "finding.confirmed.v1")]
        assert [fact["policy_version"] for fact in facts] == ["2026.1", "2026.2"]
        months = {}
        for version in ("", "2026.1"):
            item = await call(suite, "GetCatalogueItem", STRANGER, name="catalogueItems/misused-funds", policy_version=version)
            months[item["policy_version"]] = item["months"]
        assert months == {"2026.2": 12, "2026.1": 60}
        (deviation,) = (await call(suite, "ListDeviations", OFFICIAL))["deviations"]
        assert (deviation["policy_version"], deviation["due_date"]) == ("2026.1", "2026-06-23")
