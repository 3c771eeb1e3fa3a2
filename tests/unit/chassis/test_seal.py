"""A seal is the text that a service's key signed, to the last character, and nothing else is one."""

import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import jwt
import pytest

from chassis.access.jwks import TrustedKey, keys_of
from chassis.sealing.folder import _content
from chassis.sealing.seal import NotASeal, Run, Seal, Signer, hash_of, seal_in, unverified
from tests.harness.identity import Issuer

SEAL = Seal("registry", 3, "ab" * 32, 40, (Run("w1", 5, 9), Run("w2", 1, 1)), "cd" * 32, "2026-11-28T08:00:00.000Z")


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    return Issuer(tmp_path)


def keys(issuer: Issuer) -> dict[str, TrustedKey]:
    return {key.id: key for key in keys_of(issuer.jwks.read_bytes(), own=True)[0]}


def signed(issuer: Issuer, service: str = "registry", seal: Seal = SEAL) -> str:
    return Signer(str(issuer.folder / f"{service}.jwk")).sign(seal)


def test_what_is_signed_is_read(issuer: Issuer) -> None:
    text = signed(issuer)
    assert seal_in(text, "registry", keys(issuer).get) == SEAL
    assert SEAL.count == 6
    assert signed(issuer) == text, "the same seal is the same text"


def test_any_other_character_is_found(issuer: Issuer) -> None:
    text, known = signed(issuer), keys(issuer)
    for place in range(len(text)):
        other = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        with pytest.raises(NotASeal):
            seal_in(other, "registry", known.get)
        assert hash_of(other) != hash_of(text)


@pytest.mark.parametrize("said", [b"[" * 100_000, b'{"number":1e999}'])
def test_what_nobody_would_write_is_no_seal(issuer: Issuer, said: bytes) -> None:
    part = urlsafe_b64encode(said).rstrip(b"=").decode()
    with pytest.raises(NotASeal):
        seal_in(f"{part}.{part}.x", "registry", keys(issuer).get)
    with pytest.raises(NotASeal):
        unverified(f"x.{part}.x")
    assert _content(f"x.{part}.x") == (0, "")


def test_only_the_service_itself_seals_its_log(issuer: Issuer) -> None:
    known = keys(issuer)
    for text in (signed(issuer, "contracts"), signed(issuer, seal=replace(SEAL, service="contracts"))):
        with pytest.raises(NotASeal):
            seal_in(text, "registry", known.get)


def test_a_token_is_no_seal_and_a_seal_no_token(issuer: Issuer) -> None:
    with pytest.raises(NotASeal):
        seal_in(issuer.service_token("registry"), "registry", keys(issuer).get)
    key = json.loads((issuer.folder / "registry.jwk").read_text())
    claims: Any = {"require": ["exp", "aud", "iss", "sub"]}
    with pytest.raises(jwt.PyJWTError):
        jwt.decode(signed(issuer), jwt.PyJWK(key, algorithm="EdDSA").key, algorithms=["EdDSA"], audience="sanzhi", options=claims)


def test_runs_that_are_none_are_refused(issuer: Issuer) -> None:
    backwards = replace(SEAL, runs=(Run("w", 5, 3), Run("w", 1, 7)))
    with pytest.raises(NotASeal):
        seal_in(signed(issuer, seal=backwards), "registry", keys(issuer).get)
