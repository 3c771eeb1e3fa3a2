"""A contract set as one JSON file that says everything needed to check it with no service running (1.6)."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.contracts.domain.canonical import canonical
from services.contracts.domain.contract_set import ContractSet
from services.contracts.domain.engagement import Document, Engagement, Signature
from services.contracts.domain.verification import EXPORT_FORMAT


def export(contracts: ContractSet, engagements: Sequence[Engagement], contents: Mapping[str, bytes], now: datetime) -> bytes:
    """The file. contents: bytes of documents and of attachments by digest; an attachment that is not in it is left out."""
    return canonical(
        {
            "format": EXPORT_FORMAT,
            "name": contracts.name,
            "project": contracts.project,
            "regime": contracts.regime.value,
            "state": contracts.state.value,
            "effective_at": _text(contracts.effective_at),
            "exported_at": _text(now),
            "engagements": [_engagement(engagement, contents) for engagement in engagements],
        }
    )


def _engagement(engagement: Engagement, contents: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "name": engagement.name,
        "project": engagement.project,
        "row": engagement.row,
        "role": engagement.role.value,
        "person": engagement.person,
        "first_parties": list(engagement.first_parties),
        "state": engagement.state.value,
        "effective_at": _text(engagement.effective_at),
        "ended_on": engagement.ending.ended_on.isoformat() if engagement.ending and engagement.state == "ended" else None,
        "documents": [_document(document, contents) for document in engagement.documents],
    }


def _document(document: Document, contents: Mapping[str, bytes]) -> dict[str, Any]:
    attached = contents.get(document.attachment_digest)
    return {
        "name": document.name,
        "kind": document.kind.value,
        "title": document.title,
        "version": document.version,
        "state": document.state.value,
        "digest": document.digest,
        "content": contents[document.digest].decode(),
        "attachment": None if attached is None else _base64(attached),
        "signatures": [_signature(signature) for signature in document.signatures],
    }


def _signature(signature: Signature) -> dict[str, Any]:
    return {
        "party": signature.party,
        "side": signature.side.value,
        "signer": signature.signer,
        "key_id": signature.key_id,
        "algorithm": signature.algorithm,
        "public_key": _base64(signature.public_key),
        "signature": _base64(signature.signature),
        "signed_at": _text(signature.signed_at),
        "key_valid_from": _text(signature.key_valid_from),
        "key_valid_until": _text(signature.key_valid_until),
    }


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
