"""A signature that somebody offers, and whether it is theirs to give and holds (1.6)."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import RuleViolated
from services.contracts.domain.engagement.document import Document
from services.contracts.domain.engagement.signature import Algorithms, Signature, Signer, verifies
from services.contracts.domain.words import Side


@dataclass(frozen=True)
class SigningRequest:
    """A signature that somebody offers."""

    document: str
    signer: Signer
    key_id: str
    signature: bytes

    def verified(self, document: Document, side: Side, algorithms: Algorithms, now: datetime) -> Signature:
        """The signature as it goes on the document. Refuses SIGNER_NOT_AUTHORIZED, SIGNATURE_INVALID (1.6)."""
        signer = self.signer
        if not signer.authorized:
            message = f"{signer.person} 没有代表 {signer.party} 签字的登记授权"
            raise RuleViolated("SIGNER_NOT_AUTHORIZED", message, rule="1.6", person=signer.person, party=signer.party)
        key = signer.key(self.key_id)
        if key is None or not verifies(algorithms, key, document.signing_payload, self.signature):
            why = f"密钥 {self.key_id} 未登记或已失效" if key is None else f"与密钥 {self.key_id} 和文件内容不符"
            raise RuleViolated("SIGNATURE_INVALID", f"{signer.person} 的签名无效：{why}", rule="1.6", document=document.name)
        return Signature(
            party=signer.party,
            side=side,
            signer=signer.person,
            key_id=key.key_id,
            algorithm=key.algorithm,
            public_key=key.public_key,
            signature=self.signature,
            signed_at=now,
            key_valid_from=key.valid_from,
            key_valid_until=key.valid_until,
        )
