"""A certificate authority of our own, for one installation: EC P-256, made once, its key in a folder that nobody else needs to see."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LASTS = timedelta(days=3650)
ISSUED_FOR = timedelta(days=397)
RENEWED_BEFORE = timedelta(days=60)
_CLOCKS_DIFFER = timedelta(hours=1)
PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey
_ATTRIBUTES = {
    "O": NameOID.ORGANIZATION_NAME,
    "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "CN": NameOID.COMMON_NAME,
    "SERIALNUMBER": NameOID.SERIAL_NUMBER,
}
_USAGES = [
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
]  # fmt: skip


class Authority:
    """FOLDER/ca.key and FOLDER/ca.crt, made where they are missing. `certificate`: PEM, for everybody who is to trust it."""

    def __init__(self, folder: Path, now: datetime, name: str = "Sanzhi CA") -> None:
        self._now, self._name = now, name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key, certificate = folder / "ca.key", folder / "ca.crt"
        if not key.exists():
            _write(key, _pem_of(ec.generate_private_key(ec.SECP256R1())), 0o600)
        self._key = _key_of(key.read_text(encoding="utf-8"))
        if not certificate.exists() or _ends(certificate.read_text(encoding="utf-8")) - now < ISSUED_FOR:
            # The same key again: what it has issued holds under the new certificate too.
            _write(certificate, self._self_signed(), 0o644)
        self.certificate = certificate.read_text(encoding="utf-8")
        self._own = x509.load_pem_x509_certificate(self.certificate.encode())

    def issue(self, name: str, names: Sequence[str]) -> str:
        """A new private key and a certificate for host names and addresses, in one PEM text."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = (
            self._builder(key.public_key(), self._own.subject, ISSUED_FOR)
            .subject_name(_subject(name))
            .add_extension(x509.SubjectAlternativeName([_general_name(each) for each in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage("digital_signature"), critical=True)
            # A replica set's member is its own client as well.
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        )
        return _pem_of(key) + made.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()

    def certify(self, service: str, kid: str, public: ed25519.Ed25519PublicKey) -> str:
        """What says that a service signs with this key: PEM. It is of use for nothing but that: no host is named in it."""
        subject = [("O", "Sanzhi"), ("OU", "evidence"), ("CN", service), ("SERIALNUMBER", kid)]
        made = (
            self._builder(public, self._own.subject, LASTS)
            .subject_name(x509.Name([x509.NameAttribute(_ATTRIBUTES[kind], value) for kind, value in subject]))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage("digital_signature", "content_commitment"), critical=True)
        )
        return made.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()

    def still_good(self, pem: str, names: Sequence[str]) -> bool:
        """Whether what was issued is ours, for these names, and does not end soon."""
        try:
            certificate = x509.load_pem_x509_certificate(pem.encode())
            certificate.verify_directly_issued_by(self._own)
            fits = _key_of(pem).public_key() == certificate.public_key()
            known = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
            return False
        wanted = x509.SubjectAlternativeName([_general_name(each) for each in names])
        return fits and known == wanted and certificate.not_valid_after_utc - self._now > RENEWED_BEFORE

    def _self_signed(self) -> str:
        subject = _subject(self._name)
        made = (
            self._builder(self._key.public_key(), subject, LASTS)
            .subject_name(subject)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        )
        return made.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()

    def _builder(self, key: PublicKey, issuer: x509.Name, lasts: timedelta) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .issuer_name(issuer)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(self._now - _CLOCKS_DIFFER)
            .not_valid_after(self._now + lasts)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sanzhi"), x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _usage(*allowed: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in allowed for usage in _USAGES})


def _pem_of(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _key_of(pem: str) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem.encode(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("not a key of an elliptic curve")
    return key


def _ends(pem: str) -> datetime:
    return x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc


def _write(path: Path, text: str, mode: int) -> None:
    fresh = path.with_name(f".{path.name}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.replace(path)
