"""An engagement: one row of 1.5 with one person, from its documents to its effect (1.6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chassis.errors import InvalidArgument, NotFound, PermissionDenied, RuleViolated
from services.contracts.domain.check import Check, CheckFailure
from services.contracts.domain.documents import Document
from services.contracts.domain.ending import Ending
from services.contracts.domain.facts.documents import AmendmentTookEffect, DocumentSigned
from services.contracts.domain.facts.engagements import (
    DocumentRef,
    EngagementActivated,
    EngagementBlocked,
    EngagementDrawnUp,
    EngagementQuestioned,
    EngagementSigned,
)
from services.contracts.domain.rows import ROWS, Row
from services.contracts.domain.signature import Algorithms, RequiredSignature
from services.contracts.domain.signing import SigningRequest
from services.contracts.domain.states import DOCUMENT, ENGAGEMENT, moved
from services.contracts.domain.words import STATE_TITLES, DocumentState, EngagedRole, EngagementState, HiredBy, Regime, Side

Facts = list[Any]
PENDING = (EngagementState.DRAWN_UP, EngagementState.SIGNED, EngagementState.BLOCKED)


@dataclass
class Engagement:
    """One row of 1.5 with one person. `replaces`: the engagement that this one ends by taking effect (1.9). Home of 1.6."""

    name: str
    project: str
    regime: Regime
    row: str
    role: EngagedRole
    is_lead: bool
    person: str
    first_parties: list[str]
    drawn_up_at: datetime
    hired_by: HiredBy | None = None
    state: EngagementState = EngagementState.DRAWN_UP
    documents: list[Document] = field(default_factory=list)
    report_every_months: int = 0
    signed_at: datetime | None = None
    effective_at: datetime | None = None
    checked_at: datetime | None = None
    failures: list[CheckFailure] = field(default_factory=list)
    ending: Ending | None = None
    void_reason: str = ""
    replaces: str = ""
    selection: str = ""
    findings: list[str] = field(default_factory=list)
    task_book_version: int = 1
    policy_version: str = ""
    version: int = 0

    @property
    def plan_row(self) -> Row:
        """The row of 1.5 that this engagement fills."""
        return ROWS[self.row]

    def required_signatures(self) -> list[RequiredSignature]:
        """Both sides sign every document; every first party does (1.5)."""
        first = [RequiredSignature(party, Side.FIRST) for party in self.first_parties]
        return [*first, RequiredSignature(self.person, Side.SECOND)]

    def draw_up(self, documents: Sequence[Document]) -> Facts:
        """Take the documents of the row. Refuses REPORT_INTERVAL_INVALID (5.1), PARTY_ON_BOTH_SIDES (1.6)."""
        if self.report_every_months < 0:
            message = f"报告间隔 {self.report_every_months} 个月不能为负数"
            raise InvalidArgument("REPORT_INTERVAL_INVALID", message, rule="5.1", field="report_every_months")
        if self.person in self.first_parties:
            raise RuleViolated("PARTY_ON_BOTH_SIDES", f"{self.person} 不能同时为签约双方", rule="1.6", person=self.person)
        self.documents = list(documents)
        return [
            EngagementDrawnUp(
                **self._in_full(),
                regime=self.regime,
                documents=self._references(),
                replaces=self.replaces,
                task_book_version=self.task_book_version,
            )
        ]

    def document(self, name: str) -> Document:
        """One version of one document. Refuses DOCUMENT_NOT_FOUND."""
        for document in self.documents:
            if document.name == name:
                return document
        raise NotFound("DOCUMENT_NOT_FOUND", f"没有找到文件 {name}", resource=name)

    def admit(self, document: str, person: str, party: str) -> Side:
        """Whether somebody may sign a document for a party now, authority and key apart; the side (1.6).

        Refuses SIGNER_NOT_A_PARTY, SIGNED_ALREADY, DOCUMENT_NOT_OPEN, SIGNER_ON_BOTH_SIDES.
        """
        asked = self.document(document)
        side = asked.side_of(party)
        asked.demand_open(party)
        if self.state not in (EngagementState.DRAWN_UP, EngagementState.ACTIVATED):
            message = f"{self.name} {STATE_TITLES[self.state]}，不再签署"
            raise RuleViolated("DOCUMENT_NOT_OPEN", message, rule="1.6", state=self.state.value, document=document)
        made = {signature.side for each in self.documents for signature in each.signatures if signature.signer == person}
        if (made - {side}) or (person == self.person and side == Side.FIRST):
            message = f"{person} 已在另一方，不能为 {party} 签署：任何人不得在双方签字"
            raise RuleViolated("SIGNER_ON_BOTH_SIDES", message, rule="1.6", person=person, party=party)
        return side

    def sign(self, request: SigningRequest, algorithms: Algorithms, now: datetime) -> Facts:
        """Take one signature; the last of the row makes the engagement signed (1.6).

        Refuses what `admit` does, and SIGNER_NOT_AUTHORIZED, SIGNATURE_INVALID.
        """
        signer, document = request.signer, self.document(request.document)
        side = self.admit(request.document, signer.person, signer.party)
        document.add(request.verified(document, side, algorithms, now))
        facts: Facts = [
            DocumentSigned(
                name=document.name,
                project=self.project,
                engagement=self.name,
                kind=document.kind,
                version=document.version,
                digest=document.digest,
                party=signer.party,
                side=side,
                signer=signer.person,
                key_id=request.key_id,
                signed_at=now,
                waiting_for=tuple(document.awaiting),
            )
        ]
        if document.state == DocumentState.SIGNED:
            facts += self._amended(document, now) if self.state == EngagementState.ACTIVATED else self._signed(now)
        return facts

    def party_of(self, person: str, organization: str, engagers: Sequence[str]) -> str:
        """For whom somebody acts on this engagement: an engager, or the person engaged. Refuses NOT_A_PARTY (1.6)."""
        return self.person if person == self.person else self.engager_of(person, organization, engagers)

    def engager_of(self, person: str, organization: str, engagers: Sequence[str]) -> str:
        """The engager that somebody is or acts for. Refuses NOT_A_PARTY (1.6)."""
        for party in (person, organization):
            if party in engagers:
                return party
        message = f"{person} 不代表 {self.name} 的聘任方（{'、'.join(engagers)}）"
        raise PermissionDenied("NOT_A_PARTY", message, rule="1.6", person=person, engagers=list(engagers))

    def demand_blocked(self) -> None:
        """Refuse ENGAGEMENT_NOT_BLOCKED (1.6): only a check that failed is asked for again."""
        if self.state != EngagementState.BLOCKED:
            message = f"{self.name} {STATE_TITLES[self.state]}，不能申请复核"
            raise RuleViolated("ENGAGEMENT_NOT_BLOCKED", message, rule="1.6", state=self.state.value)

    def conclude(self, check: Check) -> Facts:
        """In effect if the check passes, blocked with its reasons if not (1.6, 1.7). Refuses ENGAGEMENT_NOT_BLOCKED (1.6)."""
        if self.state != EngagementState.SIGNED:
            self.demand_blocked()
        self.checked_at = check.checked_at
        self.failures = list(check.failures)
        return self._activate(check.checked_at) if check.passed else self._block(check)

    def question(self, finding: str, item: str) -> Facts:
        """A finding against the person was confirmed: who engaged them is told, and decides (7.5)."""
        self.findings.append(finding)
        return [
            EngagementQuestioned(
                name=self.name,
                project=self.project,
                role=self.role,
                person=self.person,
                first_parties=tuple(self.first_parties),
                finding=finding,
                item=item,
            )
        ]

    def _amended(self, document: Document, now: datetime) -> Facts:
        same = [each for each in self.documents if each.kind == document.kind and each is not document]
        previous = next(each for each in same if each.state == DocumentState.SIGNED)
        previous.state = moved(DOCUMENT, previous.state, DocumentState.SUPERSEDED)
        return [
            AmendmentTookEffect(
                name=document.name,
                project=self.project,
                engagement=self.name,
                kind=document.kind,
                version=document.version,
                digest=document.digest,
                previous=previous.name,
                effective_at=now,
            )
        ]

    def _signed(self, now: datetime) -> Facts:
        if any(each.state != DocumentState.SIGNED for each in self.documents):
            return []
        self.state = moved(ENGAGEMENT, self.state, EngagementState.SIGNED)
        self.signed_at = now
        return [EngagementSigned(name=self.name, project=self.project, row=self.row, role=self.role, person=self.person, signed_at=now)]

    def _activate(self, now: datetime) -> Facts:
        self.state = moved(ENGAGEMENT, self.state, EngagementState.ACTIVATED)
        self.effective_at = now
        return [
            EngagementActivated(
                **self._in_full(),
                regime=self.regime,
                documents=self._references(),
                effective_at=now,
                report_every_months=self.report_every_months,
                replaces=self.replaces,
            )
        ]

    def _block(self, check: Check) -> Facts:
        self.state = moved(ENGAGEMENT, self.state, EngagementState.BLOCKED)
        return [
            EngagementBlocked(
                **self._in_full(),
                failed_rules=tuple(dict.fromkeys(failure.rule for failure in check.failures)),
                reasons=tuple(failure.reason for failure in check.failures),
                checked_at=check.checked_at,
            )
        ]

    def _in_full(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "project": self.project,
            "row": self.row,
            "role": self.role,
            "is_lead": self.is_lead,
            "person": self.person,
            "first_parties": tuple(self.first_parties),
        }

    def _references(self) -> tuple[DocumentRef, ...]:
        return tuple(DocumentRef(kind=each.kind, name=each.name, digest=each.digest) for each in self.documents)
