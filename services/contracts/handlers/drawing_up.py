"""Drawing up a row of 1.5 (1.3, 1.4, 1.7), its documents and their new versions (1.6)."""

from chassis.store.files.ref import SentFile
from plan.files import FileRef
from services.contracts import neighbours
from services.contracts.commands import AmendDocument, DocumentText, DrawUpEngagement
from services.contracts.domain.engagement import Document, Engagement, Wording, draft, engagement_of, texts_of_row
from services.contracts.domain.hiring import Engagers, check_lead, engagers_of
from services.contracts.domain.lead_score import check_rescored, name_of_score
from services.contracts.domain.rows import Row, row_for
from services.contracts.store import ContractsTransaction, Project, project_of


async def draw_up_engagement(command: DrawUpEngagement, tx: ContractsTransaction) -> Engagement:
    """The first party draws up the documents of a row with the person to be engaged, who is checked first (1.7)."""
    project = await tx.project(project_of(command.parent))
    tx.require(on=project.parties)
    project.card.demand_running()
    row = row_for(project.card.regime, command.role)
    engagers = _engagers(command, tx, project, row)
    project.contracts.demand_one_hat(command.person, row.role)
    check_lead(row, command.person, project.contracts)
    if row.is_lead:  # 1.2a
        score = await tx.lead_scores.find(name_of_score(project.card.name, command.person))
        check_rescored(project.card, command.person, score)
    engagement = _new_engagement(command, tx, project, row, engagers)
    texts = texts_of_row(row, {text.kind: text for text in command.texts}, len(command.texts))
    (await neighbours.check_person(tx, project.card.name, command.person, row)).demand(command.person)
    tx.publish(*engagement.draw_up([await _document(tx, engagement, text) for text in texts]))
    project.contracts.freeze(project.card, tx.now)
    project.contracts.enter(engagement)
    tx.engagements.create(engagement)
    await tx.contract_sets.save(project.contracts)
    return engagement


async def amend_document(command: AmendDocument, tx: ContractsTransaction) -> Engagement:
    """A party proposes a new version of a signed document (1.6)."""
    engagement = await tx.engagements.get(engagement_of(command.name))
    document = engagement.document(command.name)
    party = tx.acting_for(document.party_of(tx.actor.person, tx.actor.organization))
    project = await tx.project(engagement.project)
    project.card.demand_running()
    project.contracts.demand_in_office(engagement, party)
    engagement.admit_amendment(document)
    text = DocumentText(
        document.kind,
        command.text,
        command.terms,
        command.attachment,
        command.attachment_name,
        command.attachment_media_type,
        command.attachment_digest,
    )
    amended = await _document(tx, engagement, text, document)
    tx.publish(*engagement.amend(document, amended, party, command.reason))
    await tx.engagements.save(engagement)
    return engagement


def _engagers(command: DrawUpEngagement, tx: ContractsTransaction, project: Project, row: Row) -> Engagers:
    roles = tx.roles_in(project.parties)
    if not row.is_lead:
        tx.require("undertaking_unit", "project_manager", on=project.parties)  # 1.3
    engagers = engagers_of(row, project.card, project.contracts, command.hired_by, roles)
    tx.require(engagers.role, on=project.parties)
    return engagers


def _new_engagement(command: DrawUpEngagement, tx: ContractsTransaction, project: Project, row: Row, engagers: Engagers) -> Engagement:
    contracts, card = project.contracts, project.card
    return Engagement(
        name=contracts.next_name(row.role),
        project=card.name,
        regime=card.regime,
        row=row.id,
        role=row.role,
        is_lead=row.is_lead,
        person=command.person,
        first_parties=engagers.parties,
        drawn_up_at=tx.now,
        hired_by=engagers.hired_by,
        report_every_months=command.report_every_months if row.is_lead else 0,
        replaces=contracts.predecessor(row, command.person, engagers.parties),
        selection=contracts.selection if row.role == "project_manager" else "",
        task_book_version=card.task_book_version,
        policy_version=tx.policy_version,
    )


async def _document(tx: ContractsTransaction, engagement: Engagement, text: DocumentText, previous: Document | None = None) -> Document:
    attachment = None
    if text.attachment or text.attachment_digest:
        name = text.attachment_name or text.kind.chinese
        stored = await tx.files.take(SentFile(name, text.attachment, text.attachment_media_type, text.attachment_digest))
        attachment = FileRef(stored.digest, stored.name, stored.size, stored.media_type)
    wording = Wording(text.text, text.terms, attachment)
    document, content = draft(engagement, text.kind, wording, tx.now, previous)
    await tx.files.put(document.name, content, "application/json")
    return document
