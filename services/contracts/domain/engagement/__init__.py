"""An engagement with its documents, signatures and end: one aggregate."""

from services.contracts.domain.engagement.document import Document, Wording, engagement_of
from services.contracts.domain.engagement.drafting import draft, texts_of_row
from services.contracts.domain.engagement.ending import Ending
from services.contracts.domain.engagement.engagement import Engagement
from services.contracts.domain.engagement.signature import Algorithms, Signature, Signer, SigningKey
from services.contracts.domain.engagement.signing import SigningRequest

__all__ = [
    "Algorithms",
    "Document",
    "Ending",
    "Engagement",
    "Signature",
    "Signer",
    "SigningKey",
    "SigningRequest",
    "Wording",
    "draft",
    "engagement_of",
    "texts_of_row",
]
