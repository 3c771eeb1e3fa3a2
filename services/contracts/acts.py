"""What can be done with the resources of contracts, and by whom: the checks that each handler makes before it looks at its request."""

from dataclasses import dataclass

from chassis.rpc.acts import Act, ActsOn, may
from plan.consents import Consent
from plan.parties import With
from services.contracts.domain.engagement import Document, Engagement, engagement_of
from services.contracts.domain.expert_group import demand_chief
from services.contracts.domain.selection import Selection
from services.contracts.handlers.selections import admit_selection, independent
from services.contracts.store import ContractsTransaction as Tx
from services.contracts.store import Project, project_of


@dataclass
class _Paper:
    """A document with the engagement that it is of."""

    engagement: Engagement
    name: str

    @property
    def document(self) -> Document:
        return self.engagement.document(self.name)


async def _project(name: str, tx: Tx) -> Project:
    return await tx.view(name)


async def _selection(name: str, tx: Tx) -> Selection:
    return await tx.selections.read(name)


async def _engagement(name: str, tx: Tx) -> Engagement:
    return await tx.engagements.read(name)


async def _paper(name: str, tx: Tx) -> _Paper:
    return _Paper(await tx.engagements.read(engagement_of(name)), name)


async def _in_project(project: Project, tx: Tx) -> With:
    return project.parties


async def _parties(resource: Selection | Engagement, tx: Tx) -> With:
    return (await tx.view(project_of(resource.name))).parties


def _running(project: Project, tx: Tx) -> None:
    project.card.demand_running()


def _chief(project: Project, tx: Tx) -> None:
    demand_chief(project.contracts, tx.actor.person)


async def _consented(selection: Selection, tx: Tx) -> None:
    selection.admit("consent")
    project = await tx.view(selection.project)
    project.card.demand_running()
    if selection.panel:
        await independent(tx, project, selection.person, selection.panel)
    selection.consent(Consent(tx.actor.organization, tx.actor.person, tx.now))


async def _engagers(engagement: Engagement, tx: Tx) -> list[str]:
    project = await tx.view(engagement.project)
    return list(project.contracts.engagers(engagement, project.card.owners))


async def _rechecked(engagement: Engagement, tx: Tx) -> None:
    tx.acting_for(engagement.party_of(tx.actor.person, tx.actor.organization, await _engagers(engagement, tx)))
    engagement.admit("recheck")


async def _voided(engagement: Engagement, tx: Tx) -> None:
    engagers = await _engagers(engagement, tx)
    party = tx.acting_for(engagement.party_of(tx.actor.person, tx.actor.organization, engagers))
    engagement.admit("decline" if party == engagement.person and party not in engagers else "void")


async def _ended(engagement: Engagement, tx: Tx) -> None:
    tx.acting_for(engagement.engager_of(tx.actor.person, tx.actor.organization, await _engagers(engagement, tx)))
    engagement.admit("end")


def _end_consented(engagement: Engagement, tx: Tx) -> None:
    engagement.consent_to_end(Consent(tx.actor.organization, tx.actor.person, tx.now))


def _as_party(paper: _Paper, tx: Tx) -> None:
    tx.acting_for(paper.document.party_of(tx.actor.person, tx.actor.organization))


async def _signed(paper: _Paper, tx: Tx) -> None:
    party = tx.acting_for(paper.document.party_of(tx.actor.person, tx.actor.organization))
    paper.engagement.admit_signature(paper.name, tx.actor.person, party)
    await _in_office(paper, party, tx)


def _refused(paper: _Paper, tx: Tx) -> None:
    paper.document.admit_refusal()
    paper.engagement.admit("refuse")


async def _amended(paper: _Paper, tx: Tx) -> None:
    await _in_office(paper, paper.document.party_of(tx.actor.person, tx.actor.organization), tx)
    paper.engagement.admit_amendment(paper.document)


async def _in_office(paper: _Paper, party: str, tx: Tx) -> None:
    project = await tx.view(paper.engagement.project)
    project.card.demand_running()
    project.contracts.demand_in_office(paper.engagement, party)


PROJECT = ActsOn(
    "projects/*",
    _project,
    Act("RecordSelection", may(_in_project), lambda project, tx: admit_selection(project)),
    Act("RescoreLead", may(_in_project), _running),
    Act("DrawUpEngagement", may(_in_project), _running),
    Act("FormExpertGroup", may(_in_project), _running, _chief),
)
SELECTION = ActsOn("projects/*/selections/*", _selection, Act("ConsentToSelection", may(_parties), _consented))
ENGAGEMENT = ActsOn(
    "projects/*/engagements/*",
    _engagement,
    Act("RecheckEngagement", _rechecked),
    Act("VoidEngagement", _voided),
    Act("EndEngagement", _ended),
    Act("ConsentToEnd", may(_parties), _end_consented),
)
DOCUMENT = ActsOn(
    "projects/*/engagements/*/documents/*",
    _paper,
    Act("SignDocument", _signed),
    Act("RefuseDocument", _as_party, _refused, version=lambda paper: paper.document.etag),
    Act("AmendDocument", _as_party, _amended),
)
ACTS = (PROJECT, SELECTION, ENGAGEMENT, DOCUMENT)
