"""Commissioners: named and released by those who watch a project through them (7.1)."""

from plan.parties import ENTERPRISE
from services.supervision.answers import CommissionWithGaps
from services.supervision.commands import GetCommission, NameCommissioner, ReleaseCommissioner
from services.supervision.domain.card import ProjectCard
from services.supervision.domain.clearance import check_clearance
from services.supervision.domain.commission import Commission, Commissioner, Release
from services.supervision.domain.words import NamingSide
from services.supervision.neighbours import organization_of
from services.supervision.store import SupervisionTransaction


async def name_commissioner(command: NameCommissioner, tx: SupervisionTransaction) -> CommissionWithGaps:
    """The bureau, the county department or an owner enterprise names somebody."""
    card = await tx.approved_card(project_of(command.name))
    tx.require(on=tx.standing_in(card), rule="7.1")
    card.demand_running("7.1")
    organization = await organization_of(command.person, tx)
    clearance = check_clearance(command.person, await tx.confirmed_findings(command.person), tx.now)
    commission = await _commission_of(card, tx)
    side = _side(card, tx)
    named_by = tx.actor.organization
    commissioner = Commissioner(command.person, organization, command.kind, named_by, side, tx.now)
    tx.publish(*commission.name_commissioner(commissioner, card, clearance))
    return await _saved(commission, card, tx)


async def release_commissioner(command: ReleaseCommissioner, tx: SupervisionTransaction) -> CommissionWithGaps:
    """Who named a commissioner releases them, or the bureau does."""
    card = await tx.approved_card(project_of(command.name))
    tx.require(on=tx.standing_in(card), rule="7.1")
    commission = await _commission_of(card, tx)
    by_bureau = "science_bureau" in tx.actor.roles
    release = Release(command.person, command.reason, tx.actor.person, tx.now)
    tx.publish(*commission.release_commissioner(release, tx.actor.organization, by_bureau))
    return await _saved(commission, card, tx)


async def get_commission(command: GetCommission, tx: SupervisionTransaction) -> CommissionWithGaps:
    """The commissioners of a project."""
    card = await tx.approved_card(project_of(command.name))
    tx.require(on=tx.standing_in(card))
    name = commission_name(card)
    commission = await tx.commissions.read_or_none(name) or Commission(name, card.name)
    return CommissionWithGaps(commission, commission.missing(card))


def commission_name(card: ProjectCard) -> str:
    """The name of a project's commission."""
    return f"{card.name}/commission"


def project_of(name: str) -> str:
    """The project that a commission is of."""
    return "/".join(name.split("/")[:2])


async def _commission_of(card: ProjectCard, tx: SupervisionTransaction) -> Commission:
    name = commission_name(card)
    commission = await tx.commissions.find(name)
    if commission is None:
        commission = Commission(name, card.name)
        tx.commissions.create(commission)
    return commission


async def _saved(commission: Commission, card: ProjectCard, tx: SupervisionTransaction) -> CommissionWithGaps:
    card.name_commissioners(commission.people)
    await tx.cards.save(card)
    await tx.commissions.save(commission)
    return CommissionWithGaps(commission, commission.missing(card))


def _side(card: ProjectCard, tx: SupervisionTransaction) -> NamingSide:
    if "science_bureau" in tx.actor.roles:
        return NamingSide.SCIENCE_BUREAU
    if card.owner_kinds.get(tx.actor.organization) == ENTERPRISE:
        return NamingSide.OWNER_ENTERPRISE
    return NamingSide.COUNTY
