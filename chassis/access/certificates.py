"""Certificates of services' signing keys: X.509, issued by the root of the installation, kept beside the key in a file that has its name.

Only evidence needs them: whoever verifies it years later, elsewhere, trusts the root and nothing else (docs/decisions/0043).
"""

from datetime import datetime
from pathlib import Path

import jwt
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509.oid import NameOID
from jwt.algorithms import OKPAlgorithm

from chassis.access.jwks import TrustedKey

CERTIFICATES = ".crt"
Root = ec.EllipticCurvePublicKey


class NotCertified(Exception):
    """No certificate of the root, or none that serves the purpose. The message is zh-CN."""


def certificates_of(key_file: str) -> list[x509.Certificate]:
    """Those beside a service's own key, the earliest first; none where there is no such file. Raises NotCertified, OSError."""
    file = Path(key_file).with_suffix(CERTIFICATES)
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except FileNotFoundError:
        return []
    except ValueError as error:
        raise NotCertified(f"{file} 不是证书文件") from error


def root_in(pem: bytes) -> Root:
    """The root's public key, of a PEM file of it or of its certificate. Raises NotCertified."""
    try:
        found = x509.load_pem_x509_certificate(pem).public_key() if b"BEGIN CERTIFICATE" in pem else load_pem_public_key(pem)
    except ValueError as error:
        raise NotCertified("不是 PEM 格式的证书或公钥") from error
    if not isinstance(found, ec.EllipticCurvePublicKey):
        raise NotCertified("不是根密钥：应为 EC P-256")
    return found


def key_certified(der: bytes, root: Root, at: datetime | None = None) -> TrustedKey:
    """The key of a service that the root has certified, on that day where one is given. Raises NotCertified."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        hashed = certificate.signature_hash_algorithm
        if hashed is None:
            raise NotCertified("证书不是根密钥签发的")
        root.verify(certificate.signature, certificate.tbs_certificate_bytes, ec.ECDSA(hashed))
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        public = certificate.public_key()
        service, kid = (_named(certificate, each) for each in (NameOID.COMMON_NAME, NameOID.SERIAL_NUMBER))
    except InvalidSignature as error:
        raise NotCertified("证书不是根密钥签发的") from error
    except (ValueError, UnsupportedAlgorithm, x509.ExtensionNotFound, IndexError) as error:
        raise NotCertified("不是服务密钥的证书") from error
    if not isinstance(public, Ed25519PublicKey) or not usage.content_commitment:
        raise NotCertified("不是服务密钥的证书")
    if at is not None and not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise NotCertified(f"服务 {service} 的证书在 {at.date()} 无效")
    key = jwt.PyJWK(OKPAlgorithm.to_jwk(public, as_dict=True), algorithm="EdDSA")
    return TrustedKey(kid, key, "EdDSA", service, ())


def _named(certificate: x509.Certificate, kind: x509.ObjectIdentifier) -> str:
    return str(certificate.subject.get_attributes_for_oid(kind)[0].value)
