"""The authority of an installation and what it issues; the proof is a TLS handshake that holds, and ones that do not."""

import os
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from cli.provision.authority import ISSUED_FOR, LASTS, RENEWED_BEFORE, Authority
from cli.provision.tls import HOLDERS, hand_out

NOW = datetime.now(UTC).replace(microsecond=0)


def shaken_hands(folder: Path, pem: str, trusted: str, host: str) -> bool:
    """A handshake in memory: a server with `pem`, a client that trusts `trusted` and believes to be talking to `host`."""
    (folder / "pem").write_text(pem)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "pem")
    asking = ssl.create_default_context(cadata=trusted)
    asking.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = serving.wrap_bio(to_server, to_client, server_side=True)
    client = asking.wrap_bio(to_client, to_server, server_hostname=host)
    waiting = [client, server]
    for _ in range(10):
        for side in list(waiting):
            try:
                side.do_handshake()
                waiting.remove(side)
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError:
                return False
        if not waiting:
            return True
    raise AssertionError("the handshake came to no end")


def parsed(pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.encode())


def test_what_is_issued_is_believed_for_its_names_by_who_trusts_the_authority(tmp_path: Path) -> None:
    authority, stranger = Authority(tmp_path / "a", NOW), Authority(tmp_path / "b", NOW)
    pem = authority.issue("registry", ["registry", "gateway", "127.0.0.1"])
    for name in ("registry", "gateway", "127.0.0.1"):
        assert shaken_hands(tmp_path, pem, authority.certificate, name)
    for name in ("contracts", "127.0.0.2"):
        assert not shaken_hands(tmp_path, pem, authority.certificate, name)
    assert not shaken_hands(tmp_path, pem, stranger.certificate, "registry")


def test_keys_and_terms(tmp_path: Path) -> None:
    authority = Authority(tmp_path, NOW)
    ca, leaf = parsed(authority.certificate), parsed(authority.issue("kafka", ["kafka"]))
    for certificate, lasts in ((ca, LASTS), (leaf, ISSUED_FOR)):
        key = certificate.public_key()
        assert isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
        assert certificate.not_valid_before_utc < NOW
        assert certificate.not_valid_after_utc == NOW + lasts
    constraints = [each.extensions.get_extension_for_class(x509.BasicConstraints).value.ca for each in (ca, leaf)]
    assert constraints == [True, False]


def test_the_authority_is_made_once_and_its_key_is_its_own(tmp_path: Path) -> None:
    first, second = Authority(tmp_path, NOW), Authority(tmp_path, NOW + timedelta(days=1))
    assert first.certificate == second.certificate
    assert stat.S_IMODE((tmp_path / "ca.key").stat().st_mode) == 0o600
    assert second.still_good(first.issue("a", ["a"]), ["a"])


def test_an_authority_near_its_end_gets_a_new_certificate_that_old_ones_hold_under(tmp_path: Path) -> None:
    first = Authority(tmp_path, NOW)
    pem = first.issue("a", ["a"])
    kept = Authority(tmp_path, NOW + LASTS - ISSUED_FOR)
    assert kept.certificate == first.certificate
    renewed = Authority(tmp_path, NOW + LASTS - ISSUED_FOR + timedelta(days=1))
    assert renewed.certificate != first.certificate
    assert parsed(renewed.certificate).public_key() == parsed(first.certificate).public_key()
    assert parsed(renewed.issue("a", ["a"])).not_valid_after_utc < parsed(renewed.certificate).not_valid_after_utc
    # Its term has not begun for the clock of this test, hence the chain alone.
    parsed(pem).verify_directly_issued_by(parsed(renewed.certificate))


def test_what_ends_soon_or_is_not_ours_is_not_good(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "a", NOW)
    pem, other = authority.issue("a", ["a"]), Authority(tmp_path / "b", NOW).issue("a", ["a"])
    assert authority.still_good(pem, ["a"])
    assert not authority.still_good(pem, ["a", "b"])
    assert not authority.still_good(other, ["a"])
    assert not authority.still_good("nonsense", ["a"])
    key, certificate = pem[: pem.index("-----BEGIN CERT")], authority.issue("a", ["a"])
    assert not authority.still_good(key + certificate[certificate.index("-----BEGIN CERT") :], ["a"])
    soon = NOW + ISSUED_FOR - RENEWED_BEFORE
    assert Authority(tmp_path / "a", soon - timedelta(hours=1)).still_good(pem, ["a"])
    assert not Authority(tmp_path / "a", soon).still_good(pem, ["a"])


gives_files_away = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files to others")


@gives_files_away
def test_each_holder_gets_its_own_and_keeps_it(tmp_path: Path) -> None:
    assert hand_out(tmp_path, [], NOW) == list(HOLDERS)
    before = {holder: (tmp_path / holder / "tls.pem").read_text() for holder in HOLDERS}
    assert len(set(before.values())) == len(HOLDERS)
    assert hand_out(tmp_path, [], NOW) == []
    (tmp_path / "kafka" / "tls.pem").unlink()
    assert hand_out(tmp_path, [], NOW) == ["kafka"]
    assert {holder: (tmp_path / holder / "tls.pem").read_text() for holder in HOLDERS if holder != "kafka"}.items() <= before.items()


@gives_files_away
def test_files_are_their_holders_and_all_trust_the_one_authority(tmp_path: Path) -> None:
    hand_out(tmp_path, [], NOW)
    for holder, (owner, _) in HOLDERS.items():
        status = (tmp_path / holder / "tls.pem").stat()
        assert (status.st_uid, stat.S_IMODE(status.st_mode)) == (owner, 0o400)
    certificates = {path.read_text() for path in tmp_path.rglob("ca.crt")}
    assert len(certificates) == 1
    assert [path.parent.name for path in tmp_path.rglob("ca.key")] == ["authority"]


@gives_files_away
def test_names_of_the_outside_are_in_all_of_them(tmp_path: Path) -> None:
    hand_out(tmp_path, [], NOW)
    assert hand_out(tmp_path, ["sanzhi.example.org", "10.1.2.3"], NOW) == list(HOLDERS)
    authority = (tmp_path / "public" / "ca.crt").read_text()
    for holder in HOLDERS:
        pem = (tmp_path / holder / "tls.pem").read_text()
        for name in (holder, "localhost", "127.0.0.1", "sanzhi.example.org", "10.1.2.3"):
            assert shaken_hands(tmp_path, pem, authority, name), f"{holder} as {name}"
    assert shaken_hands(tmp_path, (tmp_path / "milestones" / "tls.pem").read_text(), authority, "gateway")
