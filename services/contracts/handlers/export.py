"""The whole contract set as one file (1.6)."""

from chassis.errors import RuleViolated
from services.contracts.commands import ExportContractSet
from services.contracts.domain.canonical import digest_of
from services.contracts.domain.export import export
from services.contracts.handlers.reading import readable
from services.contracts.store import ContractsTransaction

# Within one gRPC message of the suite.
MAX_BYTES = 12 * 1024 * 1024


async def export_contract_set(command: ExportContractSet, tx: ContractsTransaction) -> dict[str, object]:
    """Documents, signatures, keys and digests, for `sanzhi contract verify`."""
    project = await readable(tx, command.name)
    contracts = await tx.contract_sets.read(command.name)
    engagements = [await tx.engagements.read(entry.engagement) for entry in contracts.entries]
    documents = [document for engagement in engagements for document in engagement.documents]
    wanted = {document.digest for document in documents}
    if not command.without_attachments:
        wanted |= {document.attachment_digest for document in documents if document.attachment}
        sizes = {document.attachment.digest: document.attachment.size for document in documents if document.attachment}
        _demand_fits(sum(sizes.values()))  # before they are read
    contents = {digest: await tx.files.get(digest) for digest in sorted(wanted)}
    content = export(contracts, engagements, contents, tx.now)
    _demand_fits(len(content))
    file_name = f"contract-set-{project.card.name.removeprefix('projects/')}.json"
    return {"name": contracts.name, "file_name": file_name, "content": content, "digest": digest_of(content)}


def _demand_fits(size: int) -> None:
    if size > MAX_BYTES:
        message = f"导出内容 {size} 字节，超过 {MAX_BYTES} 字节；请不带附件导出"
        raise RuleViolated("EXPORT_TOO_LARGE", message, size=size, limit=MAX_BYTES)
