"""A private SM2 key, as PKCS #8 (RFC 5208, 5915) that OpenSSL reads and writes as well.

gmalg is plain Python: how long it takes tells of the key. Good for rehearsals; people sign in their browser or with a device.
"""

import base64
import binascii
from dataclasses import dataclass
from textwrap import wrap
from typing import Annotated, Self

from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509 import ObjectIdentifier
from gmalg import SM2

from services.contracts.algorithms.sm2 import USER_ID

_EC, _SM2 = ObjectIdentifier("1.2.840.10045.2.1"), ObjectIdentifier("1.2.156.10197.1.301")
_BEGIN, _END = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"


@asn1.sequence
class _Algorithm:
    algorithm: ObjectIdentifier
    curve: ObjectIdentifier


@asn1.sequence
class _EcKey:
    version: int
    secret: bytes
    curve: Annotated[ObjectIdentifier | None, asn1.Explicit(0)]
    public: Annotated[asn1.BitString | None, asn1.Explicit(1)]


@asn1.sequence
class _Pkcs8:
    version: int
    algorithm: _Algorithm
    key: bytes


@dataclass(frozen=True)
class Sm2PrivateKey:
    """`secret`: 32 bytes; `public`: 65, 04 with x and y after it."""

    secret: bytes
    public: bytes

    @classmethod
    def generate(cls) -> Self:
        """A new one."""
        secret, public = SM2().generate_keypair()
        return cls(secret.rjust(32, b"\0"), public)

    @classmethod
    def from_pem(cls, pem: bytes) -> Self | None:
        """The key of a PEM file; None if it is another kind's."""
        try:
            body = pem.decode().split(_BEGIN, 1)[1].split(_END, 1)[0]
            outer = asn1.decode_der(_Pkcs8, base64.b64decode("".join(body.split()), validate=True))
            if (outer.algorithm.algorithm, outer.algorithm.curve) != (_EC, _SM2):
                return None
            secret = asn1.decode_der(_EcKey, outer.key).secret
        except (ValueError, IndexError, binascii.Error):
            return None
        return cls(secret, SM2().generate_pk(secret))

    def sign(self, content: bytes) -> bytes:
        """The signature over bytes, in DER."""
        r, s = SM2(sk=self.secret, uid=USER_ID, pk=self.public).sign(content)
        return encode_dss_signature(int.from_bytes(r), int.from_bytes(s))

    def pem(self) -> bytes:
        """As PKCS #8, without a password."""
        inner = _EcKey(version=1, secret=self.secret, curve=None, public=asn1.BitString(self.public, 0))
        outer = _Pkcs8(version=0, algorithm=_Algorithm(algorithm=_EC, curve=_SM2), key=asn1.encode_der(inner))
        text = base64.b64encode(asn1.encode_der(outer)).decode()
        return "\n".join([_BEGIN, *wrap(text, 64), _END, ""]).encode()
