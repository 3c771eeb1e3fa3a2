"""Standard Webhooks 1.0, asymmetric: `v1a` is Ed25519 over "id.timestamp.body" (https://www.standardwebhooks.com).

A key is derived from the service's own key, the endpoint's name and a number, so that no private key lies in the database or in its backup.
Where the service's key is made anew, the derived ones are others: `derive` gives a public half that is not the published one, nothing is
sent under it, and the department turns the endpoint's key.
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from chassis.access.own_key import own_key

PUBLIC_PREFIX = "whpk_"
_INFO = "sanzhi webhook v1a"


class Signing:
    """Keys of endpoints. `key_file`: the service's own."""

    def __init__(self, key_file: str) -> None:
        own: Ed25519PrivateKey = own_key(key_file)[0].key
        self._secret = own.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())

    def derive(self, endpoint: str, number: int) -> Ed25519PrivateKey:
        """The key of this number of an endpoint; the same each time."""
        info = f"{_INFO} {endpoint} {number}".encode()
        return Ed25519PrivateKey.from_private_bytes(HKDF(SHA256(), 32, None, info).derive(self._secret))

    def public(self, endpoint: str, number: int) -> str:
        """What the department verifies with: "whpk_" and 32 bytes in base64."""
        return public_of(self.derive(endpoint, number))


def public_of(key: Ed25519PrivateKey) -> str:
    """The public half, as Standard Webhooks writes it."""
    return PUBLIC_PREFIX + b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def headers(event: str, at: datetime, body: bytes, keys: Sequence[Ed25519PrivateKey]) -> dict[str, str]:
    """The three headers; one signature a key, the newest first: while keys overlap, either verifies."""
    timestamp = str(int(at.timestamp()))
    signed = f"{event}.{timestamp}.".encode() + body
    signatures = " ".join(f"v1a,{b64encode(key.sign(signed)).decode()}" for key in keys)
    return {"webhook-id": event, "webhook-timestamp": timestamp, "webhook-signature": signatures}
