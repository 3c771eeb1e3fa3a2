"""The chief's floating pay, from the task book to the record of payment (3.7)."""

from typing import Any

import pytest

from tests.harness.suite import Person, Refused, Suite
from tests.integration.evaluation.calls import CLERK, OFFICIAL, SERVICE
from tests.integration.evaluation.conftest import Staged
from tests.integration.evaluation.played import POSTER, PROJECT, UNIT, approved, node_concluded, task_book, tell

PAY = f"{PROJECT}/pay"
DESIGN, TRIAL = f"{PAY}/parts/node-design", f"{PAY}/parts/node-trial"
CHIEF = Person("people/chief", (), "organizations/institute")
OWNER = Person("people/owner", (), POSTER, "enterprise", "yuci")
MANAGER = Person("people/lead", (), "organizations/lead-institute")
GRADES = {what: {"grade": "high", "reason": "列入市重大装备清单"} for what in ("importance", "difficulty", "urgency")}
pytestmark = pytest.mark.rule("3.7")


async def call(suite: Suite, method: str, who: Person, name: str = DESIGN, **body: Any) -> dict[str, Any]:
    return await suite.call(f"{SERVICE}/{method}", {"name": name} | body, who)


async def refused(suite: Suite, method: str, who: Person, name: str = DESIGN, **body: Any) -> tuple[str, str]:
    with pytest.raises(Refused) as refusal:
        await call(suite, method, who, name, **body)
    return refusal.value.reason, refusal.value.rule


async def begin(suite: Suite, **how: Any) -> None:
    await approved(suite, task_book=task_book() | {"chief_pay": GRADES})
    name = f"{PROJECT}/engagements/chief"
    body = {"project": PROJECT, "role": "technical_chief", "is_lead": False, "person": CHIEF.name, "first_parties": [UNIT]}
    await tell(suite, "contracts.engagement.activated.v1", name=name, effective_at="2024-03-01T02:00:00Z", **body, **how)
    manager = {"project": PROJECT, "role": "project_manager", "is_lead": True, "person": MANAGER.name, "first_parties": [POSTER]}
    await tell(suite, "contracts.engagement.activated.v1", name=f"{PROJECT}/engagements/manager", **manager)


async def test_from_a_concluded_node_to_the_record_of_payment_once(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await begin(suite)
        shown = await call(suite, "GetChiefPay", CHIEF, PAY)
        # 1,000,000 × 20‰ + 4,000,000 × 10‰ = 60,000; × 1.3³ = 131,820 yuan
        assert (shown["pool"]["fen"], [each["share_fen"] for each in shown["parts"]]) == ("13182000", ["3954600", "3954600", "5272800"])
        score = {"score": "85", "reason": "按期完成样件设计"}
        assert await refused(suite, "ScoreChief", CLERK, **score) == ("PAY_PART_NOT_CONCLUDED", "3.7")
        await node_concluded(suite, "design")
        assert await refused(suite, "ScoreChief", MANAGER, **score) == ("ROLE_REQUIRED", "3.7")
        shown = await call(suite, "ScoreChief", CLERK, **score)
        assert shown["parts"][0]["score"]["amount_fen"] == "3163680"
        seen = shown["parts"][0]["etag"]
        assert await refused(suite, "ConfirmChiefScore", OWNER, etag="0") == ("CHANGED_SINCE_SEEN", "4.7a")
        await call(suite, "ConfirmChiefScore", OFFICIAL)
        payment = {"paid_on": "2026-01-01", "reference": "记字第0101号"}
        assert await refused(suite, "RecordBonusPayment", CLERK, **payment) == ("PAY_PART_NOT_CONFIRMED", "3.7")
        shown = await call(suite, "ConfirmChiefScore", OWNER, etag=seen)
        assert shown["parts"][0]["state"] == "PAY_PART_STATE_CONFIRMED"
        stage.neighbours.supervision.barred = {CHIEF.name}
        assert await refused(suite, "RecordBonusPayment", CLERK, **payment) == ("CHIEF_BARRED", "7.5")
        stage.neighbours.supervision.barred = set()
        shown = await call(suite, "RecordBonusPayment", CLERK, **payment)
        assert (shown["paid_fen"], shown["parts"][0]["payment"]["amount_fen"]) == ("3163680", "3163680")
        assert await refused(suite, "RecordBonusPayment", CLERK, **payment) == ("BONUS_PAID", "3.7")
        types = [fact["attributes"]["type"] for fact in await suite.facts("evaluation") if ".pay." in fact["attributes"]["type"]]
        assert [each.rpartition("pay.")[2] for each in types] == ["pool_set.v1", "scored.v1", *["confirmed.v1"] * 2, "paid.v1"]


@pytest.mark.rule("1.8", "1.9", "7.5")
async def test_a_bar_a_new_chief_and_a_new_task_book(staged: Staged) -> None:
    async with staged() as stage:
        suite = stage.suite
        await begin(suite)
        await node_concluded(suite, "design")
        await call(suite, "ScoreChief", CLERK, score="95", reason="好")
        finding = {
            "subject": CHIEF.name,
            "title": "隐瞒利益关系",
            "severity": "serious",
            "confirmed_at": "2025-12-20T02:00:00Z",
            "bars": True,
        }
        await tell(suite, "supervision.finding.confirmed.v1", name="findings/2025-1", project=PROJECT, **finding)
        shown = await call(suite, "GetChiefPay", OFFICIAL, PAY)
        assert (shown["parts"][0]["state"], len(shown["parts"][0]["earlier"])) == ("PAY_PART_STATE_OPEN", 1)
        stage.neighbours.supervision.barred = {CHIEF.name}
        assert await refused(suite, "ScoreChief", CLERK, score="95", reason="好") == ("CHIEF_BARRED", "7.5")
        ended = {"project": PROJECT, "role": "technical_chief", "is_lead": False, "person": CHIEF.name, "ended_on": "2025-12-01"}
        await tell(suite, "contracts.engagement.ended.v1", name=f"{PROJECT}/engagements/chief", **ended)
        body = {"project": PROJECT, "role": "technical_chief", "is_lead": False, "person": "people/second", "first_parties": [MANAGER.name]}
        await tell(
            suite, "contracts.engagement.activated.v1", name=f"{PROJECT}/engagements/chief-2", effective_at="2025-12-02T02:00:00Z", **body
        )
        node = {"project": PROJECT, "node": "trial", "concluded_at": "2025-12-10T02:00:00Z"}
        await tell(suite, "milestones.node.failed.v1", name=f"{PROJECT}/nodes/trial", **node)
        assert await refused(suite, "ScoreChief", CLERK, TRIAL, score="60", reason="未通过") == ("ROLE_REQUIRED", "3.7")
        shown = await call(suite, "ScoreChief", MANAGER, TRIAL, score="60", reason="未通过，已尽责")
        assert (shown["parts"][1]["score"]["chief"], shown["parts"][1]["score"]["percent"]) == ("people/second", 50)
        changed = task_book(2) | {"chief_pay": GRADES, "budget": {"total_fen": 100_000_000}}
        await tell(suite, "registry.task_book.changed.v1", project=PROJECT, task_book=changed)
        shown = await call(suite, "GetChiefPay", CHIEF, PAY)
        shares = [int(each["share_fen"]) for each in shown["parts"]]
        assert (shares[1], sum(shares), shown["pool"]["fen"]) == (3_954_600, 4_394_000, "4394000")
