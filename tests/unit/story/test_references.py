import base64
import hashlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from cli.story.marked import parse
from cli.story.references import BadReference, resolve
from cli.story.requests import request_body, request_id_of
from cli.story.scope import StoryScope
from cli.story.values import EnumText
from cli.story.wallet import NoKey, Wallet
from services.contracts.algorithms import ALGORITHMS


@pytest.fixture
def scope(tmp_path: Path) -> StoryScope:
    wallet = Wallet(tmp_path / "wallet")
    wallet.key_or_new("people/li")
    wallet.key_or_new("people/wang")
    made = StoryScope(tmp_path, wallet, {"project": "projects/x"})
    made.person = "people/li"
    state = EnumText("DOCUMENT_STATE_OPEN", "DOCUMENT_STATE_")
    made.keep("row", {"documents": [{"kind": "a", "payload": b"one", "state": state}, {"kind": "b", "payload": b"two", "state": state}]})
    return made


def test_a_whole_reference_keeps_its_kind(scope: StoryScope) -> None:
    assert resolve("${row.documents}", scope)[1]["kind"] == "b"
    assert resolve("${row.documents[kind=b].payload}", scope) == b"two"
    assert resolve("${project}", scope) == "projects/x"


def test_inside_a_text_a_reference_is_written_out(scope: StoryScope) -> None:
    assert resolve("${project}/nodes/n1", scope) == "projects/x/nodes/n1"
    assert resolve("价 $${x}", scope) == "价 ${x}"
    with pytest.raises(BadReference):
        resolve("a ${row.documents}", scope)


def test_a_request_is_protobuf_json(scope: StoryScope) -> None:
    body = parse('name: "${project}"\ncontent: "${text:你好}"\nstate: "${row.documents[0].state}"\nnone: null\n', "s.yaml")
    assert request_body(body, scope, "r1") == {
        "name": "projects/x",
        "content": base64.b64encode("你好".encode()).decode(),
        "state": "DOCUMENT_STATE_OPEN",
        "request_id": "r1",
    }


def test_a_request_id_that_is_given_stays(scope: StoryScope) -> None:
    assert request_body(parse("requestId: mine\n", "s.yaml"), scope, "r1") == {"requestId": "mine"}


@pytest.mark.parametrize(
    ("reference", "person"),
    [("${sign(row.documents[0].payload)}", "people/li"), ("${sign(row.documents[0].payload, people/wang)}", "people/wang")],
)
def test_a_signature_is_made_with_the_key_of_the_person(scope: StoryScope, tmp_path: Path, reference: str, person: str) -> None:
    public = Wallet(tmp_path / "wallet").key(person).public_key
    Ed25519PublicKey.from_public_bytes(public).verify(resolve(reference, scope), b"one")


def test_keys_files_and_digests(scope: StoryScope, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"one")
    digest = "sha256:" + hashlib.sha256(b"one").hexdigest()
    assert resolve("${file:a.txt}", scope) == b"one"
    assert resolve("${sha256(row.documents[0].payload)}", scope) == resolve("${sha256(file:a.txt)}", scope) == digest
    assert resolve("${key_id(people/wang)}", scope) == Wallet(tmp_path / "wallet").key("people/wang").key_id


@pytest.mark.parametrize(
    "reference", ["${nothing}", "${row.documents[5]}", "${row.x}", "${key_id(people/nobody)}", "${sign(row)}", "${file:no}"]
)
def test_what_does_not_resolve_is_said(scope: StoryScope, reference: str) -> None:
    with pytest.raises(BadReference):
        resolve(reference, scope)


def test_a_wallet_keeps_its_keys_for_their_owner_alone(tmp_path: Path) -> None:
    wallet = Wallet(tmp_path / "wallet")
    key = wallet.key_or_new("people/li")
    assert Wallet(tmp_path / "wallet").key("people/li").key_id == key.key_id
    assert (tmp_path / "wallet" / "li.pem").stat().st_mode & 0o777 == 0o600


def test_an_sm2_key_signs_as_an_ed25519_key_does(tmp_path: Path) -> None:
    wallet = Wallet(tmp_path / "wallet")
    made = wallet.key_or_new("people/li", "sm2")
    assert (made.algorithm, wallet.key_or_new("people/wang").algorithm) == ("sm2", "ed25519")
    again = Wallet(tmp_path / "wallet").key_or_new("people/li")  # what is there stays
    assert (again.key_id, again.public_key) == (made.key_id, made.public_key)
    assert ALGORITHMS["sm2"].verify(again.public_key, b"one", again.sign(b"one"))
    assert (tmp_path / "wallet" / "li.pem").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("pem", [b"", b"\xff", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_said(tmp_path: Path, pem: bytes) -> None:
    (tmp_path / "li.pem").write_bytes(pem)
    with pytest.raises(NoKey, match="无法读取"):
        Wallet(tmp_path).key("people/li")


def test_a_request_id_is_the_acts_own_and_the_runs() -> None:
    assert request_id_of("r", "s.yaml", "1") == request_id_of("r", "s.yaml", "1")
    assert len({request_id_of(run, file, act) for run in "rs" for file in "ab" for act in "12"}) == 8
