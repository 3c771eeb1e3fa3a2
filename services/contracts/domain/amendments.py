"""Amendments: a signed document never changes; a new version is signed by the same parties (1.6)."""

from typing import Any

from chassis.errors import InvalidArgument, RuleViolated
from services.contracts.domain.consents import demand_reason
from services.contracts.domain.documents import Document
from services.contracts.domain.engagement import Engagement
from services.contracts.domain.facts.documents import DocumentAmended, DocumentRefused
from services.contracts.domain.states import DOCUMENT, moved
from services.contracts.domain.words import STATE_TITLES, DocumentState, EngagementState

Facts = list[Any]


def demand_amendable(engagement: Engagement, document: Document) -> None:
    """Refuse ENGAGEMENT_NOT_AMENDABLE, AMENDMENT_PENDING, NOT_LATEST_VERSION (1.6)."""
    if engagement.state != EngagementState.ACTIVATED:
        message = f"{engagement.name} {STATE_TITLES[engagement.state]}，只有生效的合同可以变更"
        raise RuleViolated("ENGAGEMENT_NOT_AMENDABLE", message, rule="1.6", state=engagement.state.value)
    same = [each for each in engagement.documents if each.kind == document.kind]
    if any(each.state == DocumentState.OPEN for each in same):
        raise RuleViolated("AMENDMENT_PENDING", f"{document.title}已有一个新版本待签署", rule="1.6", document=document.name)
    if document.state != DocumentState.SIGNED:
        message = f"{document.title}第 {document.version} 版不是现行版本"
        raise RuleViolated("NOT_LATEST_VERSION", message, rule="1.6", document=document.name)


def amend(engagement: Engagement, document: Document, amended: Document, proposed_by: str, reason: str) -> Facts:
    """Add a new version that is to be signed; the old one stays in force until it is.

    Refuses what `demand_amendable` does, and REFUSAL_WITHOUT_REASON.
    """
    demand_amendable(engagement, document)
    demand_reason(reason, "1.6")
    amended.reason = reason
    engagement.documents.append(amended)
    return [
        DocumentAmended(
            name=amended.name,
            project=engagement.project,
            engagement=engagement.name,
            kind=amended.kind,
            version=amended.version,
            digest=amended.digest,
            previous=document.name,
            proposed_by=proposed_by,
            reason=reason,
        )
    ]


def refuse(engagement: Engagement, document: Document, by: str, reason: str) -> Facts:
    """A party does not sign an amendment, which refuses it for all (1.1).

    Refuses DOCUMENT_NOT_AN_AMENDMENT, DOCUMENT_NOT_OPEN (1.6), REFUSAL_WITHOUT_REASON (1.1).
    """
    if document.version == 1:
        message = f"{document.title}不是变更版本；拒绝签约请作废整组合同"
        raise InvalidArgument("DOCUMENT_NOT_AN_AMENDMENT", message, rule="1.6", field="name")
    if document.state != DocumentState.OPEN:
        message = f"{document.title}（第 {document.version} 版）不在待签署状态"
        raise RuleViolated("DOCUMENT_NOT_OPEN", message, rule="1.6", state=document.state.value, document=document.name)
    demand_reason(reason, "1.1")
    document.state = moved(DOCUMENT, document.state, DocumentState.REFUSED)
    document.reason = reason
    return [
        DocumentRefused(
            name=document.name,
            project=engagement.project,
            engagement=engagement.name,
            kind=document.kind,
            version=document.version,
            refused_by=by,
            reason=reason,
        )
    ]
