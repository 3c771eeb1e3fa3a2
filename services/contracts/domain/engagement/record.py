"""What is kept of an engagement, and what follows from it without any act."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from chassis.errors import NotFound, PermissionDenied
from plan.parties import Regime
from plan.seen import version_of
from services.contracts.domain.check import CheckFailure
from services.contracts.domain.engagement.document import Document
from services.contracts.domain.engagement.ending import Ending
from services.contracts.domain.engagement.signature import RequiredSignature
from services.contracts.domain.rows import ROWS, Row
from services.contracts.domain.words import DocumentKind, DocumentState, EngagedRole, EngagementState, HiredBy, Side


@dataclass
class EngagementRecord:
    """One row of 1.5 with one person. `replaces`: the engagement that this one ends by taking effect (1.9)."""

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
    def etag(self) -> str:
        """Who is engaged for whom, by which documents, and the end that is proposed (4.7a)."""
        ending = (self.ending.ended_on, self.ending.reason, self.ending.proposed_at) if self.ending else ()
        in_force = [document.digest for document in self.documents if document.state is not DocumentState.REFUSED]
        return version_of(self.name, self.person, self.first_parties, in_force, ending)

    @property
    def plan_row(self) -> Row:
        """The row of 1.5 that this engagement fills."""
        return ROWS[self.row]

    def required_signatures(self) -> list[RequiredSignature]:
        """Both sides sign every document; every first party does (1.5)."""
        first = [RequiredSignature(party, Side.FIRST) for party in self.first_parties]
        return [*first, RequiredSignature(self.person, Side.SECOND)]

    def document(self, name: str) -> Document:
        """One version of one document. Refuses NOT_FOUND."""
        for document in self.documents:
            if document.name == name:
                return document
        raise NotFound("NOT_FOUND", f"没有找到文件 {name}", resource=name)

    def versions_of(self, kind: DocumentKind) -> list[Document]:
        """Every version of a document."""
        return [document for document in self.documents if document.kind == kind]

    def party_of(self, person: str, organization: str, engagers: Sequence[str]) -> str:
        """For whom somebody acts on this engagement: an engager, or the person engaged. Refuses NOT_A_PARTY (1.6)."""
        return self.person if person == self.person else self.engager_of(person, organization, engagers)

    def engager_of(self, person: str, organization: str, engagers: Sequence[str]) -> str:
        """The engager that somebody is or acts for; who is engaged is none, wherever they work. Refuses NOT_A_PARTY (1.6)."""
        for party in (person, organization) if person != self.person else ():
            if party in engagers:
                return party
        message = f"{person} 不代表 {self.person} 的聘任方（{'、'.join(engagers)}）"
        raise PermissionDenied("NOT_A_PARTY", message, rule="1.6", person=person, engagers=list(engagers))

    def end_is_due(self, today: date) -> bool:
        """Whether a decided end is to be carried out: its last day is over, or is today (1.9)."""
        return self.ending is not None and self.ending.decided and self.ending.ended_on <= today
