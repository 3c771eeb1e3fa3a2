"""Other departments: facts asked for, granted whole or in part, refused, withdrawn, suspended, renewed, ended (story 9)."""

import random
from datetime import timedelta
from typing import Any

from chaos.affairs.cast import CLERK, Place, of
from chaos.affairs.steps import Steps
from chassis.calendar import china_date
from cli.rehearsal import read_clock
from cli.tokens import SECURITY

DEPARTMENT = "organizations/chaos-statistics"
APPROVED, TERMINATED = "sanzhi.registry.project.approved.v1", "sanzhi.registry.project.terminated.v1"
# A subscription lasts three years at most, and stories go on for months between two looks at the clock.
FIRST_DAYS, LATER_DAYS = 700, 900
_CLERK = "chaos-statistics-clerk"
_REGISTRY, _EXCHANGE = "sanzhi.registry.v1.RegistryService", "sanzhi.exchange.v1.ExchangeService"


class Departments:
    """Each subscription is taken as far as chance takes it."""

    def __init__(self, steps: Steps, chance: random.Random) -> None:
        self._steps = steps
        self._chance = chance

    async def register(self) -> None:
        """The department and its clerk."""
        office = {"organization_id": "chaos-statistics", "display_name": "演练统计局", "area": "jinzhong"}
        office |= {"kind": "ORGANIZATION_KIND_GOVERNMENT_DEPARTMENT", "request_id": "chaos-statistics"}
        await self._steps.client.call(f"{_REGISTRY}/RegisterOrganization", office)
        person = {"person_id": _CLERK, "display_name": "演练人员", "organization": DEPARTMENT, "request_id": _CLERK}
        await self._steps.client.call(f"{_REGISTRY}/RegisterPerson", person)
        confirmed = {"name": of(DEPARTMENT), "office": "o1", "request_id": f"{_CLERK}-office"}
        await self._steps.client.call(f"{_REGISTRY}/ConfirmOffice", confirmed, person=SECURITY)

    async def one(self, place: Place, number: int) -> None:
        """Whatever the place: the register is no project's."""
        name = (await self.ask(f"chaos-{number}", [APPROVED, TERMINATED]))["name"]
        how_far = self._chance.randrange(8)
        if how_far == 0:
            await self._ours("WithdrawSubscription", name)
        elif how_far == 1:
            await self._bureaus("RefuseSubscription", name, reason="依据不明")
        else:
            await self.grant(name, [APPROVED, TERMINATED] if how_far > 4 else [APPROVED])
            await self._after(name, how_far)

    async def ask(self, identity: str, types: list[str]) -> dict[str, Any]:
        """For the feed, for two years from now on."""
        said: dict[str, Any] = {"subscription_id": identity, "purpose": "编制演练台账", "legal_ground": "《政务数据共享条例》"}
        said |= _scope(types, await self._day(FIRST_DAYS))
        return await self._steps.take("exchange", "RequestSubscription", of(DEPARTMENT), f"ask-{identity}", **said)

    async def grant(self, name: str, types: list[str]) -> None:
        """These of the types that were asked for."""
        subscription = await self._steps.client.call(f"{_EXCHANGE}/GetSubscription", {"name": name}, person=CLERK)
        await self._bureaus("GrantSubscription", name, reason="用途只需这些", **_scope(types, subscription["asked"]["until"]))

    async def token(self, name: str, number: int) -> str:
        """Another one, for the feed."""
        return str((await self._ours("IssueFeedToken", name, number))["token"])

    async def _after(self, name: str, how_far: int) -> None:
        """Renewal, suspension, replay, end."""
        await self.token(name, 1)
        if how_far in (2, 5, 6):
            later: dict[str, Any] = {"until": await self._day(LATER_DAYS), "reason": "台账逐年编制"}
            await self._ours("RequestRenewal", name, **later)
            if how_far == 2:
                await self._bureaus("RefuseRenewal", name, reason="用途已经完成")
            else:
                await self._bureaus("RenewSubscription", name, **later)
        if how_far in (3, 5, 7):
            await self._bureaus("SuspendSubscription", name, reason="查明用途")
        if how_far in (5, 7):
            await self._bureaus("ResumeSubscription", name, reason="已经查明")
            await self._ours("ResetPosition", name, way="WAY_FEED", reason="接收库由备份恢复")
        if how_far in (4, 7):
            await self._ours("EndSubscription", name, reason="改由别处提供")

    async def _ours(self, rpc: str, name: str, number: int = 1, **said: Any) -> dict[str, Any]:
        return await self._steps.take("exchange", rpc, of(DEPARTMENT), f"{rpc}-{name}-{number}", name=name, **said)

    async def _bureaus(self, rpc: str, name: str, **said: Any) -> dict[str, Any]:
        return await self._steps.take("exchange", rpc, CLERK, f"{rpc}-{name}", name=name, **said)

    async def _day(self, days: int) -> str:
        """So many days from now, as the rehearsal has it."""
        return (china_date((await read_clock(self._steps.client)).now) + timedelta(days=days)).isoformat()


def _scope(types: list[str], until: str) -> dict[str, Any]:
    return {"types": [{"type": kind} for kind in types], "ways": ["WAY_FEED"], "until": until}
