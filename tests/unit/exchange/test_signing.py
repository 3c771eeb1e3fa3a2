"""Webhooks are signed as Standard Webhooks says: its own vectors, and what a receiver checks."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import jwt
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from services.exchange.webhooks.signing import PUBLIC_PREFIX, Signing, headers, public_of

ENDPOINT = "subscriptions/s1/endpoints/1"


def verifies(public: str, sent: dict[str, str], body: bytes, number: int = 0) -> bool:
    """As a receiver does it."""
    signature = sent["webhook-signature"].split(" ")[number]
    version, _, value = signature.partition(",")
    assert version == "v1a"
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public.removeprefix(PUBLIC_PREFIX)))
        key.verify(b64decode(value), f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + body)
    except InvalidSignature:
        return False
    return True


@pytest.fixture
def signing(tmp_path: Path) -> Signing:
    return Signing(key_file(tmp_path, 1))


def key_file(folder: Path, number: int) -> str:
    own = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    jwk = jwt.algorithms.OKPAlgorithm.to_jwk(own, as_dict=True)
    path = folder / f"service-{number}.jwk"
    path.write_text(json.dumps(jwk | {"kid": "exchange", "alg": "EdDSA"}), encoding="utf-8")
    return str(path)


def test_the_vector_of_standard_webhooks() -> None:
    """libraries/go/webhook_asymmetric_test.go of standard-webhooks/standard-webhooks, TestAsymmetricWebhookSign."""
    key = Ed25519PrivateKey.from_private_bytes(b64decode("VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk="))
    sent = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", datetime.fromtimestamp(1614265330, UTC), b'{"test": 2432232314}', [key])
    assert sent == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==",
    }


def test_while_keys_overlap_either_verifies_and_a_third_does_not(signing: Signing) -> None:
    keys = [signing.derive(ENDPOINT, number) for number in (2, 1)]
    sent = headers("id", datetime(2026, 1, 5, tzinfo=UTC), b"{}", keys)
    assert verifies(signing.public(ENDPOINT, 2), sent, b"{}", 0)
    assert verifies(signing.public(ENDPOINT, 1), sent, b"{}", 1)
    assert not verifies(signing.public(ENDPOINT, 3), sent, b"{}", 0)
    assert not verifies(signing.public(ENDPOINT, 2), sent, b"{ }", 0)


def test_each_endpoint_and_each_number_has_its_own_key_and_a_restart_the_same(signing: Signing, tmp_path: Path) -> None:
    publics = {signing.public(endpoint, number) for endpoint in (ENDPOINT, "subscriptions/s1/endpoints/2") for number in (1, 2)}
    assert len(publics) == 4
    assert signing.public(ENDPOINT, 1) == Signing(key_file(tmp_path, 1)).public(ENDPOINT, 1)
    assert signing.public(ENDPOINT, 1) != Signing(key_file(tmp_path, 2)).public(ENDPOINT, 1)
    assert public_of(signing.derive(ENDPOINT, 1)).startswith("whpk_") and len(b64decode(signing.public(ENDPOINT, 1)[5:])) == 32
