"""A refusal quotes the policy version in force on its day, before and after a new version begins (on a rehearsal clock)."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from chassis.run.service import Service
from tests.conftest import Running
from tests.harness.suite import Person, Refused, Suite
from tests.integration.chassis.test_commands import BUREAU, OTHER, PROBE, counter

VERSION = 'version: "2027.1"\nvalid_from: 2027-01-01\nextends: "2026.1"\n'
RULES = "rules:\n  '4.2': {basis: 二〇二七年起另行计算}\n  '2.5': {basis: 二〇二七年起权责从严}\n"
NEW = "二〇二七年起"


@pytest.fixture
def two_versions(policy: None) -> None:
    folder = Path(os.environ["SANZHI_POLICY_DIR"]) / "2027.1"
    folder.mkdir()
    (folder / "version.yaml").write_text(VERSION, encoding="utf-8")
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")


async def refused(suite: Suite, who: Person, method: str, request_id: str, **body: object) -> tuple[str, bool, str, bool]:
    """Version and whether the new words are quoted, as the caller is told and as it is on record."""
    with pytest.raises(Refused) as caught:
        await suite.call(f"{PROBE}/{method}", body, who, request_id)
    entry = await suite.apps["probe"].mongo["audit"].find_one({"request_id": request_id})
    return caught.value.metadata["rule_version"], NEW in caught.value.message, entry["policy_version"], NEW in entry["message"]


@pytest.mark.usefixtures("two_versions")
async def test_the_law_is_that_of_the_day(running: Running, probe: Service) -> None:
    async with running(probe, clock="rehearsal", rehearsal_start=datetime.fromisoformat("2026-12-31T23:00:00+08:00")) as suite:
        name = await counter(suite)
        answers = {}
        for year in ("2026", "2027"):
            over = await refused(suite, BUREAU, "AddToCounter", f"over-{year}", name=name, amount=2_000_000)
            role = await refused(suite, OTHER, "CreateCounter", f"role-{year}", counter_id="another")
            answers[year] = {over, role}
            await suite.advance(datetime.fromisoformat("2027-01-01T00:00:00+08:00"))
        assert answers == {"2026": {("2026.1", False, "2026.1", False)}, "2027": {("2027.1", True, "2027.1", True)}}
