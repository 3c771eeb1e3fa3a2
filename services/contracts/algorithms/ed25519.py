"""Ed25519 (RFC 8032): public keys of 32 bytes, signatures of 64."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Ed25519:
    """The algorithm of Ed25519."""

    def verify(self, public_key: bytes, payload: bytes, signature: bytes) -> bool:
        """Whether the signature holds."""
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, payload)
        except (InvalidSignature, ValueError):
            return False
        return True
