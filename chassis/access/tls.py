"""TLS: what a gRPC server shows, whom a client trusts. Settings that cannot be worked with are refused before anything is opened."""

import logging
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import grpc
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

from chassis.settings import Settings

log = logging.getLogger(__name__)


class WrongTls(Exception):
    """A setting of TLS that is missing beside the others, or a file that is not what it should be. The message is zh-CN."""


def add_port(server: Any, settings: Settings) -> int:
    """The port of a gRPC server, with TLS if the settings name a certificate. Raises WrongTls."""
    shown = certificate_of(settings)
    if shown is None:
        return int(server.add_insecure_port(settings.listen))
    return int(server.add_secure_port(settings.listen, shown.credentials()))


def certificate_of(settings: Settings) -> "Certificate | None":
    """None without TLS. All of it or nothing: a service with half would speak plainly one way, and nobody would notice. Raises WrongTls."""
    needed = ("tls_certificate", "tls_key", "tls_ca")
    missing = [name for name in needed if not getattr(settings, name)]
    if missing and len(missing) < len(needed):
        named = "、".join(f"SANZHI_{name.upper()}" for name in missing)
        raise WrongTls(f"缺少 {named}：服务的证书、私钥和信任的机构须一并设置，或都不设置")
    if missing:
        return None
    client_context(settings.tls_ca)
    return Certificate(Path(settings.tls_certificate), Path(settings.tls_key))


# The services of the suite speak to each other in one network: a proxy that the environment names, as office machines do, is for the web.
DIRECT = (("grpc.enable_http_proxy", 0),)
IN_TURN = (("grpc.lb_policy_name", "round_robin"),)


def open_channel(address: str, ca: str, options: Sequence[tuple[str, Any]] = ()) -> grpc.aio.Channel:
    """A channel to a service, past any proxy; `ca` is a file with the authorities to trust, empty for one without TLS. Raises WrongTls.

    An address that begins with "dns:" is a name with a replica behind each of its addresses: they are called in turn.
    """
    options = [*options, *DIRECT, *(IN_TURN if address.startswith("dns:") else ())]
    if not ca:
        return grpc.aio.insecure_channel(address, options=options)
    return grpc.aio.secure_channel(address, trusting(ca), options=options)


def trusting(ca: str) -> grpc.ChannelCredentials:
    """For channels to servers whose certificate comes from an authority in this file. Raises WrongTls."""
    client_context(ca)
    return grpc.ssl_channel_credentials(Path(ca).read_bytes())


def client_context(ca: str) -> ssl.SSLContext:
    """Checks certificate and host name; `ca` empty: the authorities of the system. Raises WrongTls."""
    try:
        return ssl.create_default_context(cafile=ca or None)
    except OSError as error:  # ssl.SSLError is one
        raise WrongTls(f"{ca} 不是可用的机构证书（PEM）：{error}") from error


class Certificate:
    """Certificate chain and private key in PEM files, or in one; read again when a file has changed, for connections to come."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self._files = (certificate, key)
        self._seen = self._state()
        self._pair = self._read()

    def credentials(self) -> grpc.ServerCredentials:
        """For a server."""
        return grpc.dynamic_ssl_server_credentials(self._configuration(), self._renewed)  # type: ignore[arg-type]  # None: no change

    def _configuration(self) -> grpc.ServerCertificateConfiguration:
        chain, key = self._pair
        return grpc.ssl_server_certificate_configuration([(key, chain)])

    def _renewed(self) -> grpc.ServerCertificateConfiguration | None:
        """gRPC asks before each handshake. A renewal that is only half there, or wrong, leaves what is shown as it is."""
        try:
            state = self._state()
            if state == self._seen:
                return None
            self._seen, self._pair = state, self._read()
        except WrongTls as problem:
            log.warning("the certificate stays as it was: %s", problem)
            return None
        log.info("connections from now on get the renewed certificate")
        return self._configuration()

    def _state(self) -> tuple[tuple[int, int], ...]:
        try:
            found = [path.stat() for path in self._files]
        except OSError as error:
            raise WrongTls(f"读不到 {error.filename}：{error.strerror}") from error
        return tuple((status.st_ino, status.st_mtime_ns) for status in found)

    def _read(self) -> tuple[bytes, bytes]:
        certificate, key = self._files
        try:
            chain, private = certificate.read_bytes(), key.read_bytes()
            fits = load_pem_x509_certificate(chain).public_key() == load_pem_private_key(private, None).public_key()
        except OSError as error:
            raise WrongTls(f"读不到 {error.filename}：{error.strerror}") from error
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            named = " 或 ".join(dict.fromkeys(map(str, self._files)))
            raise WrongTls(f"{named} 不是未加密的 PEM 证书、私钥：{error}") from error
        if not fits:
            raise WrongTls(f"{key} 不是证书 {certificate} 的私钥")
        return chain, private
