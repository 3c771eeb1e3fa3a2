"""From wording to a document: the canonical bytes that the parties sign."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from chassis.errors import InvalidArgument
from services.contracts.domain.canonical import canonical, digest_of
from services.contracts.domain.engagement.document import DOCUMENT_FORMAT, Document, Wording, name_of_document
from services.contracts.domain.engagement.engagement import Engagement
from services.contracts.domain.rows import Row
from services.contracts.domain.words import DocumentKind

T = TypeVar("T")


def draft(
    engagement: Engagement, kind: DocumentKind, wording: Wording, now: datetime, previous: Document | None = None
) -> tuple[Document, bytes]:
    """A document that is ready to sign, a new version if it amends `previous`, and its bytes. Refuses DOCUMENT_EMPTY (1.5)."""
    wording.demand_some(kind)
    version = next_version(engagement, kind)
    name = name_of_document(engagement.name, kind, version)
    content = canonical(_content(engagement, kind, wording, now, previous) | {"name": name, "version": version})
    document = Document(
        name=name,
        kind=kind,
        version=version,
        digest=digest_of(content),
        size=len(content),
        required=engagement.required_signatures(),
        drawn_up_at=now,
        attachment=wording.attachment,
    )
    return document, content


def texts_of_row(row: Row, texts: Mapping[DocumentKind, T], given: int) -> list[T]:
    """The texts of a row in its order. Refuses DOCUMENT_NOT_OF_ROW, DOCUMENTS_INCOMPLETE, LISTED_TWICE (1.5)."""
    strange = [kind.chinese for kind in texts if kind not in row.documents]
    if strange:
        message = f"{'、'.join(strange)}不属于本组合同，本组为{_titles(row.documents)}"
        raise InvalidArgument("DOCUMENT_NOT_OF_ROW", message, rule="1.5", field="texts")
    if given != len(texts):
        raise InvalidArgument("LISTED_TWICE", "同一文件给出了两次", rule="1.5", field="texts")
    missing = [kind for kind in row.documents if kind not in texts]
    if missing:
        raise InvalidArgument("DOCUMENTS_INCOMPLETE", f"缺少{_titles(missing)}", rule="1.5", field="texts")
    return [texts[kind] for kind in row.documents]


def _titles(kinds: Iterable[DocumentKind]) -> str:
    return "、".join(kind.chinese for kind in kinds)


def next_version(engagement: Engagement, kind: DocumentKind) -> int:
    """The number of the next version of a document; one that was refused keeps its number."""
    return max((each.version for each in engagement.documents if each.kind == kind), default=0) + 1


def _content(engagement: Engagement, kind: DocumentKind, wording: Wording, now: datetime, previous: Document | None) -> dict[str, Any]:
    attachment = wording.attachment
    return {
        "format": DOCUMENT_FORMAT,
        "kind": kind.value,
        "title": kind.chinese,
        "previous": previous.digest if previous else "",
        "project": engagement.project,
        "engagement": engagement.name,
        "regime": engagement.regime.value,
        "row": engagement.row,
        "role": engagement.role.value,
        "first_parties": list(engagement.first_parties),
        "second_party": engagement.person,
        "text": wording.text,
        "terms": dict(wording.terms),
        "attachment": attachment
        and {"digest": attachment.digest, "name": attachment.name, "size": attachment.size, "media_type": attachment.media_type},
        "report_every_months": engagement.report_every_months if engagement.is_lead else 0,
        "task_book_version": engagement.task_book_version,
        "drawn_up_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "policy_version": engagement.policy_version,
    }
