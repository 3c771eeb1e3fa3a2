"""What a signature is made of, and the seam behind which its algorithms stand: Ed25519 and SM2."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.contracts.domain.words import Side


class SignatureAlgorithm(Protocol):
    """One way of signing."""

    def verify(self, public_key: bytes, payload: bytes, signature: bytes) -> bool:
        """Whether the signature over the payload was made with the private key of this public one.

        It may take a while, and is asked in a thread. Raises Unavailable where a service has to be asked that does not answer.
        """
        ...


Algorithms = Mapping[str, SignatureAlgorithm]


@dataclass(frozen=True)
class SigningKey:
    """A person's public key, as the registry holds it, and when it may be used."""

    key_id: str
    algorithm: str
    public_key: bytes
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    def holds_at(self, instant: datetime) -> bool:
        """Whether the key may be used at this instant."""
        return (self.valid_from is None or self.valid_from <= instant) and (self.valid_until is None or instant < self.valid_until)


@dataclass(frozen=True)
class Signer:
    """What the registry says of somebody who wants to sign: authority for the party (1.6), and keys valid now."""

    person: str
    party: str
    authorized: bool
    keys: tuple[SigningKey, ...] = ()

    def key(self, key_id: str) -> SigningKey | None:
        """The key of this id, if it is valid now."""
        return next((key for key in self.keys if key.key_id == key_id), None)


@dataclass(frozen=True)
class RequiredSignature:
    """A party that must sign, and its side."""

    party: str
    side: Side


@dataclass(frozen=True)
class Signature:
    """A signature made, with all that is needed to check it again without the registry."""

    party: str
    side: Side
    signer: str
    key_id: str
    algorithm: str
    public_key: bytes
    signature: bytes
    signed_at: datetime
    key_valid_from: datetime | None = None
    key_valid_until: datetime | None = None


def signing_payload(document: str, digest: str) -> bytes:
    """The bytes to sign: they bind the document, its version (in the name) and its content, and are the same for every party."""
    return f"sanzhi.signature.v1\n{document}\n{digest}\n".encode()


def verifies(algorithms: Algorithms, key: SigningKey, payload: bytes, signature: bytes) -> bool:
    """Whether a signature holds under a key whose algorithm is known."""
    algorithm = algorithms.get(key.algorithm)
    return algorithm is not None and algorithm.verify(key.public_key, payload, signature)
