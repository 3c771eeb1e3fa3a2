"""SM2 against the standard's own numbers, and against OpenSSL's command line, which shares no code with ours."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from cli.sm2_key import Sm2PrivateKey
from services.contracts.algorithms import ALGORITHMS, algorithms_with
from services.contracts.domain.engagement import SigningKey
from services.contracts.domain.engagement.signature import verifies

# GB/T 32918.5-2017, A.2: on the recommended curve, with the user id 1234567812345678.
SECRET = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
X = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
Y = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
PUBLIC = bytes.fromhex("04" + X + Y)
MESSAGE = b"message digest"
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
N = 0xFFFFFFFE_FFFFFFFF_FFFFFFFF_FFFFFFFF_7203DF6B_21C6052B_53BBF409_39D54123
SIGNATURE = encode_dss_signature(R, S)
WITH_USER_ID = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]


def holds(public: bytes = PUBLIC, payload: bytes = MESSAGE, signature: bytes = SIGNATURE) -> bool:
    return verifies(ALGORITHMS, SigningKey("k", "sm2", public), payload, signature)


@pytest.mark.rule("1.6")
def test_the_standards_example_holds() -> None:
    assert holds()
    assert Sm2PrivateKey.from_pem(Sm2PrivateKey(SECRET, PUBLIC).pem()) == Sm2PrivateKey(SECRET, PUBLIC)


@pytest.mark.rule("1.6")
@pytest.mark.parametrize(
    "changed",
    [
        {"payload": b"message digest."},
        {"signature": encode_dss_signature(R, S ^ 1)},
        {"signature": encode_dss_signature(S, R)},
        {"signature": encode_dss_signature(R + N, S)},
        {"signature": encode_dss_signature(R, S + N)},
        {"signature": encode_dss_signature(0, S)},
        {"signature": encode_dss_signature(R, N - R)},
        {"signature": encode_dss_signature(1 << 300, S)},
        {"signature": bytes.fromhex(f"{R:064x}{S:064x}")},
        {"signature": SIGNATURE + b"\0"},
        {"signature": bytes.fromhex("3080") + SIGNATURE[2:] + b"\0\0"},
        {"signature": bytes.fromhex("30060201ff020101")},
        {"signature": b""},
        {"public": Sm2PrivateKey.from_pem(Sm2PrivateKey(bytes(31) + b"\x02", b"").pem()).public},  # type: ignore[union-attr]
        {"public": bytes.fromhex("04" + X + X)},
        {"public": bytes.fromhex("04") + bytes(64)},
        {"public": bytes(65)},
        {"public": b"\x09" + PUBLIC[1:]},
        {"public": b""},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_whatever_is_changed_is_refused_and_nothing_is_raised(changed: dict[str, bytes]) -> None:
    assert not holds(**changed)


def test_a_signature_is_made_anew_each_time_and_holds() -> None:
    key = Sm2PrivateKey.generate()
    one, other = key.sign(b"\0" * 200), key.sign(b"\0" * 200)
    assert one != other
    assert holds(key.public, b"\0" * 200, one) and holds(key.public, b"\0" * 200, other)


def test_a_cloud_takes_its_place_by_setting() -> None:
    assert algorithms_with("") is ALGORITHMS
    others = algorithms_with("services.contracts.algorithms.ed25519:Ed25519")  # whatever checks
    assert type(others["sm2"]) is type(others["ed25519"]) and others["ed25519"] is ALGORITHMS["ed25519"]


Openssl = Callable[..., bytes]


@pytest.fixture
def openssl(tmp_path: Path) -> Openssl:
    """`openssl ARGUMENTS` in a folder of its own. One with SM2 has to be there: without it nothing independent is compared."""

    def run(*arguments: str) -> bytes:
        try:
            done = subprocess.run(["openssl", *arguments], cwd=tmp_path, capture_output=True, timeout=60)
        except FileNotFoundError:
            pytest.fail("no openssl on the PATH: SM2 cannot be held against it (OpenSSL 3 with SM2 is needed)")
        if done.returncode:
            pytest.fail(f"openssl {arguments[0]} (OpenSSL 3 with SM2 is needed): {done.stdout.decode()}{done.stderr.decode()}")
        return done.stdout

    return run


PAYLOAD = "sanzhi.signature.v1\nprojects/铸件/…/documents/letter-1\nsha256:00\n".encode()


def test_openssl_checks_what_we_sign(openssl: Openssl, tmp_path: Path) -> None:
    key = Sm2PrivateKey.generate()
    (tmp_path / "key.pem").write_bytes(key.pem())
    (tmp_path / "payload").write_bytes(PAYLOAD)
    (tmp_path / "signature").write_bytes(key.sign(PAYLOAD))
    openssl("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem")
    told = openssl("pkeyutl", "-verify", "-pubin", "-inkey", "public.pem", "-sigfile", "signature", "-in", "payload", *WITH_USER_ID)
    assert b"Verified Successfully" in told
    assert openssl("pkey", "-in", "key.pem", "-pubout", "-outform", "DER")[-65:] == key.public


def test_we_check_what_openssl_signs(openssl: Openssl, tmp_path: Path) -> None:
    openssl("genpkey", "-algorithm", "SM2", "-out", "key.pem")
    (tmp_path / "payload").write_bytes(PAYLOAD)
    openssl("pkeyutl", "-sign", "-inkey", "key.pem", "-in", "payload", "-out", "signature", *WITH_USER_ID)
    key = Sm2PrivateKey.from_pem((tmp_path / "key.pem").read_bytes())
    assert key is not None
    signature = (tmp_path / "signature").read_bytes()
    assert holds(key.public, PAYLOAD, signature)
    assert not holds(key.public, PAYLOAD + b"\n", signature)


def test_openssl_agrees_with_the_standards_example(openssl: Openssl, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_bytes(Sm2PrivateKey(SECRET, PUBLIC).pem())
    (tmp_path / "payload").write_bytes(MESSAGE)
    (tmp_path / "signature").write_bytes(SIGNATURE)
    openssl("pkey", "-in", "key.pem", "-pubout", "-out", "public.pem")
    openssl("pkeyutl", "-verify", "-pubin", "-inkey", "public.pem", "-sigfile", "signature", "-in", "payload", *WITH_USER_ID)
