"""The facts of an engagement, made from what is kept of it."""

from datetime import date, datetime
from typing import Any

from services.contracts.domain.check import Check
from services.contracts.domain.engagement.document import Document
from services.contracts.domain.engagement.ending import Ending
from services.contracts.domain.engagement.record import EngagementRecord
from services.contracts.domain.engagement.signature import Signature
from services.contracts.domain.facts import documents, endings, engagements


def drawn_up(engagement: EngagementRecord) -> engagements.EngagementDrawnUp:
    """Its documents are there to sign."""
    return engagements.EngagementDrawnUp(
        **_in_full(engagement),
        regime=engagement.regime,
        documents=_references(engagement),
        replaces=engagement.replaces,
        task_book_version=engagement.task_book_version,
    )


def signature_made(engagement: EngagementRecord, document: Document, signature: Signature) -> documents.DocumentSigned:
    """A party has signed."""
    return documents.DocumentSigned(
        **_version(engagement, document),
        digest=document.digest,
        party=signature.party,
        side=signature.side,
        signer=signature.signer,
        key_id=signature.key_id,
        signed_at=signature.signed_at,
        waiting_for=tuple(document.awaiting),
    )


def signed(engagement: EngagementRecord, now: datetime) -> engagements.EngagementSigned:
    """The last signature of the row is made."""
    return engagements.EngagementSigned(**_who(engagement), row=engagement.row, signed_at=now)


def activated(engagement: EngagementRecord, now: datetime) -> engagements.EngagementActivated:
    """It is in effect."""
    return engagements.EngagementActivated(
        **_in_full(engagement),
        regime=engagement.regime,
        documents=_references(engagement),
        effective_at=now,
        report_every_months=engagement.report_every_months,
        replaces=engagement.replaces,
    )


def blocked(engagement: EngagementRecord, check: Check) -> engagements.EngagementBlocked:
    """The check failed."""
    return engagements.EngagementBlocked(
        **_in_full(engagement),
        failed_rules=tuple(dict.fromkeys(failure.rule for failure in check.failures)),
        reasons=tuple(failure.reason for failure in check.failures),
        checked_at=check.checked_at,
    )


def questioned(engagement: EngagementRecord, finding: str, item: str, title: str) -> engagements.EngagementQuestioned:
    """Who engaged the person is told of a finding."""
    asked = tuple(engagement.first_parties)
    return engagements.EngagementQuestioned(**_who(engagement), first_parties=asked, finding=finding, item=item, title=title)


def voided(engagement: EngagementRecord, by: str, reason: str) -> engagements.EngagementVoided:
    """It was given up before its effect."""
    return engagements.EngagementVoided(**_who(engagement), row=engagement.row, reason=reason, voided_by=by)


def amended(engagement: EngagementRecord, document: Document, previous: Document, by: str) -> documents.DocumentAmended:
    """A new version is there to sign."""
    return documents.DocumentAmended(
        **_version(engagement, document),
        digest=document.digest,
        previous=previous.name,
        proposed_by=by,
        reason=document.reason,
        waiting_for=tuple(document.awaiting),
    )


def amendment_in_effect(engagement: EngagementRecord, document: Document, previous: Document) -> documents.AmendmentTookEffect:
    """Every party has signed the new version."""
    assert document.signed_at is not None  # just signed
    version = _version(engagement, document)
    return documents.AmendmentTookEffect(**version, digest=document.digest, previous=previous.name, effective_at=document.signed_at)


def amendment_refused(engagement: EngagementRecord, document: Document, by: str) -> documents.DocumentRefused:
    """A party refuses to sign the new version."""
    return documents.DocumentRefused(**_version(engagement, document), refused_by=by, reason=document.reason)


def end_proposed(engagement: EngagementRecord, ending: Ending, by: str) -> endings.EngagementEndProposed:
    """The other owners are waited for; or nobody, and its last day is."""
    return endings.EngagementEndProposed(
        **_who(engagement), ended_on=ending.ended_on, reason=ending.reason, proposed_by=by, waiting_for=ending.act.waiting_for
    )


def end_consented(engagement: EngagementRecord, ending: Ending, owner: str) -> endings.EngagementEndConsented:
    """A further owner consents to the end."""
    return endings.EngagementEndConsented(
        name=engagement.name, project=engagement.project, owner=owner, ended_on=ending.ended_on, waiting_for=ending.act.waiting_for
    )


def end_refused(engagement: EngagementRecord, owner: str, reason: str) -> endings.EngagementEndRefused:
    """An owner refuses the end, so the engagement goes on."""
    return endings.EngagementEndRefused(**_who(engagement), owner=owner, reason=reason)


def ended(engagement: EngagementRecord, ended_on: date, reason: str, replaced_by: str = "") -> endings.EngagementEnded:
    """It is over."""
    return endings.EngagementEnded(
        **_who(engagement),
        row=engagement.row,
        is_lead=engagement.is_lead,
        ended_on=ended_on,
        reason=reason,
        replaced_by=replaced_by,
    )


def _who(engagement: EngagementRecord) -> dict[str, Any]:
    return {"name": engagement.name, "project": engagement.project, "role": engagement.role, "person": engagement.person}


def _in_full(engagement: EngagementRecord) -> dict[str, Any]:
    parties = {"is_lead": engagement.is_lead, "first_parties": tuple(engagement.first_parties)}
    return _who(engagement) | {"row": engagement.row} | parties


def _version(engagement: EngagementRecord, document: Document) -> dict[str, Any]:
    named = {"name": document.name, "kind": document.kind, "version": document.version}
    return named | {"project": engagement.project, "engagement": engagement.name}


def _references(engagement: EngagementRecord) -> tuple[engagements.DocumentRef, ...]:
    return tuple(engagements.DocumentRef(kind=each.kind, name=each.name, digest=each.digest) for each in engagement.documents)
