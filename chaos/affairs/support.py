"""Questions, claims, services, a facility that all want on the same days, notices (9.1 to 9.3)."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any

from chaos.affairs.cast import CERTIFICATE, CLERK, COLLEGE, FIELD, LINE, POLICY, Place, of
from chaos.affairs.steps import Steps
from chassis.calendar import china_date

# Days after any run's, and so few that bookings meet.
FIRST_DAY, DAYS = date(2032, 1, 1), 60
Affair = Callable[[Place, int], Awaitable[None]]
PAPER = {"name": "认定.pdf", "media_type": "application/pdf", "content": "JVBERi0xLjcg5ryU57uD"}


class Services:
    """`bookings`: the days of each acknowledged booking that was not given back; `judged`: receipts of notices by (notice, project)."""

    def __init__(self, steps: Steps, chance: random.Random) -> None:
        self._steps = steps
        self._chance = chance
        self.bookings: dict[str, tuple[str, str]] = {}
        self.judged: set[tuple[str, str]] = set()
        self._begun = Counter[str]()

    @property
    def kinds(self) -> tuple[Affair, ...]:
        """All of them."""
        return self._question, self._booking, self._service, self._claim, self._booking, self._notice

    def _is_left(self, kind: str) -> bool:
        """Whether nobody sees to it, so that its period runs out: the first of each kind, and every third after it."""
        self._begun[kind] += 1
        return self._begun[kind] % 3 == 1

    async def ask_in_vain(self) -> None:
        """A question of no project that nobody answers: its period runs out on the way to the stories' first day, even in a slow run."""
        await self._steps.take("support", "AskQuestion", of(COLLEGE), "ask-in-vain", text="政策何时开始受理？", policy=POLICY)

    async def _question(self, place: Place, number: int) -> None:
        asked = await self._steps.take(
            "support", "AskQuestion", place.clerk, f"ask-{number}", text=f"第{number}问：何时受理？", policy=POLICY
        )
        if not self._is_left("question"):
            await self._steps.take("support", "AnswerQuestion", CLERK, f"reply-{number}", name=asked["name"], answer="全年受理")

    async def _claim(self, place: Place, number: int) -> None:
        papers: dict[str, Any] = {"documents": [{"kind": CERTIFICATE, "file": PAPER}]}
        body = {"parent": place.project, "policy": POLICY, "amount_fen": 500_000}
        name = (await self._steps.take("support", "SubmitClaim", place.clerk, f"claim-{number}", **body, **papers))["name"]
        how_far = self._chance.randrange(5)
        if how_far == 0:
            await self._steps.take("support", "WithdrawClaim", place.clerk, f"withdraw-{number}", name=name)
            return
        if how_far > 2:
            await self._steps.take("support", "ReturnClaim", CLERK, f"return-{number}", name=name, reason="缺少附件")
            await self._steps.take("support", "CompleteClaim", place.clerk, f"complete-{number}", name=name, **papers)
        said = {"name": name, "grounds": "按第三条", "granted_fen": 400_000}
        granted = await self._steps.take("support", "GrantClaim", CLERK, f"grant-{number}", **said)
        day = china_date(datetime.fromisoformat(granted["decided_at"])).isoformat()
        paid = {"paid_on": day, "reference": f"演练{number}号", "amount_fen": 400_000}
        await self._steps.take("support", "RecordPayment", CLERK, f"pay-{number}", name=name, **paid)

    async def _service(self, place: Place, number: int) -> None:
        body = {"parent": place.project, "kind": "SERVICE_KIND_APPROVAL_GUIDANCE", "description": "需要办理用地手续"}
        name = (await self._steps.take("support", "RequestService", place.clerk, f"service-{number}", **body))["name"]
        if self._is_left("service"):
            return
        await self._steps.take("support", "AssignService", CLERK, f"assign-{number}", name=name, assignee=CLERK)
        await self._steps.take("support", "CompleteService", CLERK, f"served-{number}", name=name, outcome="已办妥")
        await self._steps.take("support", "RateService", place.clerk, f"rate-{number}", name=name, stars=5)

    async def _booking(self, place: Place, number: int) -> None:
        first = FIRST_DAY + timedelta(days=self._chance.randrange(DAYS))
        days = first.isoformat(), (first + timedelta(days=self._chance.randrange(3))).isoformat()
        body = {"name": LINE, "project": place.project, "first_day": days[0], "last_day": days[1]}
        booked = await self._steps.one_of(("FACILITY_TAKEN",), "support", "BookFacility", place.clerk, f"book-{number}", **body)
        if not booked:
            return
        kept = (each for each in booked["bookings"] if not each.get("cancelled_at") and (each["first_day"], each["last_day"]) == days)
        name = next(kept)["name"]
        self.bookings[name] = days
        if self._chance.randrange(2):
            said = {"name": LINE, "booking": name, "reason": "试验改期"}
            await self._steps.take("support", "CancelBooking", place.clerk, f"cancel-{number}", **said)
            del self.bookings[name]

    async def _notice(self, place: Place, number: int) -> None:
        body = {
            "title": f"第{number}号信息",
            "source": f"演练快报第{number}期",
            "dated": "2024-01-01",
            "fields": [FIELD],
            "digest": "能耗降低",
        }
        notice = await self._steps.take("support", "PublishNotice", CLERK, f"notice-{number}", **body)
        if place.project in notice["pushed_to"]:  # it is not to a project that has ended
            said = {"name": notice["name"], "project": place.project, "useful": True}
            await self._steps.take("support", "JudgeNotice", place.clerk, f"judge-{number}", **said)
            self.judged.add((notice["name"], place.project))
