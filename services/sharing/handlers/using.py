"""Use reported back by licensees (8.2)."""

from chassis.errors import InvalidArgument
from plan.money import demand_amount
from services.sharing.commands import ReportUse
from services.sharing.domain.use import Use
from services.sharing.store import SharingTransaction


async def report_use(command: ReportUse, tx: SharingTransaction) -> Use:
    """A licensee says how it uses a result."""
    result = await tx.results.get(command.parent)
    result.demand_licensee(tx.actor.organization)
    organization = tx.acting_for(tx.actor.organization)
    licence = result.licence(command.licence)
    demand_amount("经济效益", command.benefit_fen, "8.2")
    if tx.policy.sector(command.sector) is None:
        raise InvalidArgument("SECTOR_UNKNOWN", f"没有行业门类“{command.sector}”", rule="8.2", field="sector")
    use = Use(
        name=result.next_use(),
        project=result.project,
        result=result.name,
        licence=licence.name,
        organization=organization,
        purpose=licence.purpose,
        description=command.description,
        since=command.since,
        sector=command.sector,
        area=command.area,
        benefit_fen=command.benefit_fen,
        reported_by=tx.actor.person,
        reported_at=tx.now,
    )
    tx.publish(*use.report(licence, tx.today))
    tx.uses.create(use)
    await tx.results.save(result)
    return use
