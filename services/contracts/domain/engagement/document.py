"""Documents of a row: canonical bytes with a digest, one version after another, and their signatures (1.6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from plan.files import FileRef
from plan.text import demand_short
from services.contracts.domain.engagement.signature import RequiredSignature, Signature, signing_payload
from services.contracts.domain.states import DOCUMENT
from services.contracts.domain.words import DocumentKind, DocumentState, Side

DOCUMENT_FORMAT = "sanzhi.document/v1"


@dataclass(frozen=True)
class Wording:
    """What the parties put into a document: text, structured terms, a file; at least one of them."""

    text: str = ""
    terms: Mapping[str, str] = field(default_factory=dict)
    attachment: FileRef | None = None

    def demand_some(self, kind: DocumentKind) -> None:
        """Refuse DOCUMENT_EMPTY (1.5)."""
        if not self.text.strip() and not self.terms and self.attachment is None:
            raise InvalidArgument("DOCUMENT_EMPTY", f"{kind.chinese}没有内容", rule="1.5", kind=kind.value)
        if self.attachment is not None:
            demand_short(self.attachment.name, field="attachment_name")
            demand_short(self.attachment.media_type, field="attachment_media_type")


@dataclass
class Document:
    """One version of one document. Its content never changes; what changes is who has signed."""

    name: str
    kind: DocumentKind
    version: int
    digest: str
    size: int
    required: list[RequiredSignature]
    drawn_up_at: datetime
    state: DocumentState = DocumentState.OPEN
    signatures: list[Signature] = field(default_factory=list)
    attachment: FileRef | None = None
    reason: str = ""
    signed_at: datetime | None = None

    @property
    def title(self) -> str:
        """The plan's name of it."""
        return self.kind.chinese

    @property
    def etag(self) -> str:
        """It never changes, so that its digest is its version (4.7a)."""
        return self.digest

    @property
    def signing_payload(self) -> bytes:
        """What every party signs."""
        return signing_payload(self.name, self.digest)

    @property
    def awaiting(self) -> list[str]:
        """Parties whose signature is outstanding."""
        signed = {signature.party for signature in self.signatures}
        return [required.party for required in self.required if required.party not in signed]

    @property
    def attachment_digest(self) -> str:
        """Digest of the file that belongs to it, or empty."""
        return self.attachment.digest if self.attachment else ""

    @property
    def attachment_name(self) -> str:
        """Name of that file, or empty."""
        return self.attachment.name if self.attachment else ""

    def side_of(self, party: str) -> Side:
        """The side on which a party signs. Refuses SIGNER_NOT_A_PARTY (1.6)."""
        for required in self.required:
            if required.party == party:
                return required.side
        message = f"{party} 不是{self.title}的签约方；签约方：{'、'.join(required.party for required in self.required)}"
        raise PermissionDenied("SIGNER_NOT_A_PARTY", message, rule="1.6", party=party, document=self.name)

    def party_of(self, person: str, organization: str) -> str:
        """The party that somebody is or acts for. Refuses SIGNER_NOT_A_PARTY (1.6)."""
        parties = [required.party for required in self.required]
        acting = person if person in parties else organization
        self.side_of(acting or person)
        return acting

    def admit_signature(self, party: str) -> None:
        """Refuse SIGNED_ALREADY, DOCUMENT_NOT_OPEN (1.6)."""
        if party not in self.awaiting:
            raise RuleViolated("SIGNED_ALREADY", f"{party} 已经签署{self.title}", rule="1.6", party=party, document=self.name)
        DOCUMENT.after(self.state, "sign")

    def admit_refusal(self) -> None:
        """Refuse DOCUMENT_NOT_AN_AMENDMENT, DOCUMENT_NOT_OPEN (1.6)."""
        if self.version == 1:
            message = f"{self.title}不是变更版本；拒绝签约请作废整组合同"
            raise InvalidArgument("DOCUMENT_NOT_AN_AMENDMENT", message, rule="1.6", field="name")
        DOCUMENT.after(self.state, "refuse")

    def admit_amendment(self) -> None:
        """Refuse NOT_LATEST_VERSION (1.6)."""
        DOCUMENT.after(self.state, "amend")

    def sign(self, signature: Signature) -> None:
        """Take a signature that was verified; with the last party's it is signed."""
        self.state = DOCUMENT.after(self.state, "sign")
        self.signatures.append(signature)
        if not self.awaiting:
            self.state = DOCUMENT.after(self.state, "complete")
            self.signed_at = signature.signed_at

    def refuse(self, reason: str) -> None:
        """A party does not sign this amendment, which refuses it for all (1.1)."""
        self.state = DOCUMENT.after(self.state, "refuse")
        self.reason = reason

    def amended_by(self, amendment: "Document", reason: str) -> "Document":
        """The next version, which is to be signed; this one stays in force until it is."""
        self.state = DOCUMENT.after(self.state, "amend")
        amendment.reason = reason
        return amendment

    def supersede(self) -> None:
        """A later version is signed by every party."""
        self.state = DOCUMENT.after(self.state, "supersede")


def name_of_document(engagement: str, kind: DocumentKind, version: int) -> str:
    """The resource name of one version of a document."""
    return f"{engagement}/documents/{kind.slug}-{version}"


def engagement_of(document: str) -> str:
    """The engagement that a document's name says it belongs to. Refuses NAME_INVALID."""
    engagement, separator, _ = document.partition("/documents/")
    if not separator:
        raise InvalidArgument("NAME_INVALID", f"“{document}”不是合同文件的名称", field="name")
    return engagement
