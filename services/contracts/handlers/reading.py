"""What may be read of a project's contracts, superseded versions too (1.6, 2.5)."""

from typing import Any

from chassis.store.files.ref import DownloadFile, Pieces
from plan.files import find_file
from services.contracts.answers import EngagementPage, SelectionPage
from services.contracts.commands import Get, ListOf
from services.contracts.domain.contract_set import ContractSet
from services.contracts.domain.engagement import Document, Engagement, engagement_of
from services.contracts.domain.expert_group import ExpertGroup
from services.contracts.domain.lead_score import LeadScore
from services.contracts.domain.selection import Selection
from services.contracts.store import ContractsTransaction, Project, project_of


async def readable(tx: ContractsTransaction, name: str) -> Project:
    """The project of a resource, for a caller who may read its contracts."""
    project = await tx.view(project_of(name))
    tx.require(on=project.parties)
    return project


async def get_selection(command: Get, tx: ContractsTransaction) -> Selection:
    """One selection."""
    await readable(tx, command.name)
    return await tx.selections.read(command.name)


async def list_selections(command: ListOf, tx: ContractsTransaction) -> SelectionPage:
    """The selections of a project."""
    project = await readable(tx, command.parent)
    page = await tx.selections.page({"project": project.card.name}, command.page_size, command.page_token)
    return SelectionPage(page.items, page.next_page_token)


async def get_lead_score(command: Get, tx: ContractsTransaction) -> LeadScore:
    """The rescoring of one person."""
    await readable(tx, command.name)
    return await tx.lead_scores.read(command.name)


async def get_engagement(command: Get, tx: ContractsTransaction) -> Engagement:
    """One engagement."""
    await readable(tx, command.name)
    return await tx.engagements.read(command.name)


async def list_engagements(command: ListOf, tx: ContractsTransaction) -> EngagementPage:
    """The engagements of a project."""
    project = await readable(tx, command.parent)
    page = await tx.engagements.page({"project": project.card.name}, command.page_size, command.page_token)
    return EngagementPage(page.items, page.next_page_token)


async def get_document(command: Get, tx: ContractsTransaction) -> Document:
    """One version of a document, with what to sign."""
    await readable(tx, command.name)
    engagement = await tx.engagements.read(engagement_of(command.name))
    return engagement.document(command.name)


async def get_document_content(command: Get, tx: ContractsTransaction) -> dict[str, Any]:
    """What one version of a document says."""
    document = await get_document(command, tx)
    content = {"name": document.name, "digest": document.digest, "content": await tx.files.get(document.digest)}
    if document.attachment is None:
        return content
    attachment = document.attachment
    return content | {
        "attachment_digest": attachment.digest,
        "attachment_name": attachment.name,
        "attachment_media_type": attachment.media_type,
    }


async def download_file(command: DownloadFile, tx: ContractsTransaction) -> Pieces:
    """The attached file of one version of a document."""
    document = await get_document(Get(command.name), tx)
    attached = find_file([document.attachment] if document.attachment else [], command.digest)
    return await tx.files.download(attached, command.offset)


async def get_contract_set(command: Get, tx: ContractsTransaction) -> ContractSet:
    """The rows of a project and what stands for each."""
    await readable(tx, command.name)
    return await tx.contract_sets.read(command.name)


async def get_expert_group(command: Get, tx: ContractsTransaction) -> ExpertGroup:
    """The expert group of a project."""
    await readable(tx, command.name)
    return await tx.expert_groups.read(command.name)
