"""Signing without a network: what is signed is what is shown, and nothing that was altered is signed (1.6)."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from cli.contract import app
from cli.keys import KEY_ALGORITHMS, SecretKey, keep, new, opened
from cli.offline import BadFile, Key, Signed, ToSign
from services.contracts.algorithms import ALGORITHMS
from services.contracts.domain.canonical import canonical

NAME = "projects/yeya/engagements/lead/documents/entrustment_contract-1"
TOLD: dict[str, Any] = {
    "name": NAME,
    "title": "委托管理合同",
    "version": 1,
    "project": "projects/yeya",
    "text": "第一条　委托。",
    "terms": {"年薪": "36 万元"},
}
CONTENT = canonical(TOLD)


def asked(*keys: SecretKey, **changes: Any) -> ToSign:
    fields: dict[str, Any] = {"document": NAME, "title": "委托管理合同第 1 版", "project": "液压阀体铸造", "content": CONTENT}
    fields |= changes
    fields.setdefault("digest", "sha256:" + hashlib.sha256(fields["content"]).hexdigest())
    return ToSign(**fields, keys=[Key(f"key-{number}", each.algorithm, each.public_key) for number, each in enumerate(keys)])


def run(*arguments: object, said: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(each) for each in arguments], input=said)
    return result.exit_code, result.output + str(result.exception or "")


@pytest.mark.parametrize("algorithm", KEY_ALGORITHMS)
@pytest.mark.rule("1.6")
def test_what_is_signed_off_line_verifies(tmp_path: Path, algorithm: str) -> None:
    pem, file = tmp_path / "key.pem", tmp_path / "待签.json"
    keep(pem, new(algorithm))
    secret = opened(pem.read_bytes())
    file.write_bytes(asked(opened(new("ed25519")), secret).written())
    code, told = run("sign", file, "--key", pem, "--yes")
    assert (code, "第一条　委托。" in told, "36 万元" in told) == (0, True, True)
    made = asked()
    signed = Signed.read((tmp_path / "待签-签名.json").read_bytes(), NAME, made.digest)
    assert signed.key_id == "key-1"
    assert ALGORITHMS[algorithm].verify(secret.public_key, made.payload, signed.signature)


@pytest.mark.rule("1.6")
def test_nothing_is_signed_without_a_yes(tmp_path: Path) -> None:
    pem, file = tmp_path / "key.pem", tmp_path / "a.json"
    keep(pem, new("ed25519"))
    file.write_bytes(asked(opened(pem.read_bytes())).written())
    assert run("sign", file, "--key", pem, said="n\n")[0] == 1
    assert not (tmp_path / "a-签名.json").exists()


def altered(**changes: Any) -> bytes:
    said = json.loads(asked().written())
    return json.dumps({**said, **changes}).encode()


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b"", "这不是待签文件"),
        (b"[]", "这不是待签文件"),
        (b"\xff\xfe", "这不是待签文件"),
        (b'{"format":"sanzhi.signed/v1"}', "这不是待签文件"),
        (b'{"format":"sanzhi.to-sign/v1"}', "残缺"),
        (altered(content=base64.b64encode(CONTENT.replace(b"36", b"63")).decode()), "摘要与其内容不符"),
        (altered(digest="sha256:" + "0" * 64), "摘要与其内容不符"),
        (altered(content="!!"), "残缺"),
        (altered(keys=[{"key_id": "a"}]), "残缺"),
        (asked(content=CONTENT[:-1] + b',"text":"","terms":{}}').written(), "不是规范形式"),
        (asked(content=canonical(TOLD | {"terms": ["年薪"]})).written(), "不是规范形式"),
        (asked(content=canonical(TOLD | {"attachment": "合同.pdf"})).written(), "不是规范形式"),
        (asked(document="projects/other/engagements/lead/documents/entrustment_contract-1").written(), "属于另一份文件"),
    ],
)
@pytest.mark.rule("1.6")
def test_what_was_altered_is_not_signed(tmp_path: Path, file: bytes, why: str) -> None:
    with pytest.raises(BadFile, match=why):
        ToSign.read(file)


@pytest.mark.rule("1.6")
def test_what_is_shown_is_what_is_signed(tmp_path: Path) -> None:
    """Not what stands around it, and nothing in it hides what comes before."""
    pem, file = tmp_path / "key.pem", tmp_path / "a.json"
    keep(pem, new("ed25519"))
    hidden = canonical(TOLD | {"text": "第一条　\u202e委托。\n第二条　\x1b[1A\x1b[2K违约金一千万元。\t完"})
    file.write_bytes(asked(opened(pem.read_bytes()), content=hidden, title="保密协议第 1 版").written())
    _, told = run("sign", file, "--key", pem, said="n\n")
    assert "委托管理合同第 1 版　液压阀体铸造（projects/yeya）" in told and "保密协议" not in told
    assert "第一条　\ufffd委托。\n第二条　\ufffd[1A\ufffd[2K违约金一千万元。" in told and "\x1b" not in told


@pytest.mark.rule("1.6")
def test_a_key_that_is_not_on_record_signs_nothing(tmp_path: Path) -> None:
    pem, file = tmp_path / "key.pem", tmp_path / "a.json"
    keep(pem, new("ed25519"))
    file.write_bytes(asked(opened(new("ed25519"))).written())
    code, told = run("sign", file, "--key", pem, "--yes")
    assert code == 1 and "不在待签文件所列的登记之中" in told


@pytest.mark.parametrize("content", [b"", b"hello", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    pem, file = tmp_path / "key.pem", tmp_path / "a.json"
    pem.write_bytes(content)
    file.write_bytes(asked().written())
    code, told = run("sign", file, "--key", pem, "--yes")
    assert code == 1 and "Traceback" not in told


def test_a_key_with_a_password_is_opened_with_it(tmp_path: Path) -> None:
    pem, file = tmp_path / "key.pem", tmp_path / "a.json"
    secret = Ed25519PrivateKey.generate()
    locked = serialization.BestAvailableEncryption(b"open sesame")
    pem.write_bytes(secret.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked))
    file.write_bytes(asked(SecretKey("ed25519", secret.public_key().public_bytes_raw(), secret)).written())
    assert run("sign", file, "--key", pem, "--yes", said="open sesame\n")[0] == 0
    assert run("sign", file, "--key", pem, "--yes", said="wrong\n")[0] == 1


def test_a_signature_of_another_version_is_not_taken() -> None:
    signed = Signed(NAME, asked().digest, "key-1", b"s").written()
    with pytest.raises(BadFile, match="另一份文件"):
        Signed.read(signed, NAME, "sha256:" + "1" * 64)
    with pytest.raises(BadFile, match="另一份文件"):
        Signed.read(signed, NAME[:-1] + "2", asked().digest)


@pytest.mark.rule("1.6")
def test_a_file_that_is_deeper_than_anybody_writes_is_none() -> None:
    for read in (ToSign.read, lambda file: Signed.read(file, NAME, asked().digest)):
        with pytest.raises(BadFile):
            read(b"[" * 100_000)


@pytest.mark.parametrize("algorithm", KEY_ALGORITHMS)
def test_a_new_key_is_its_owners_alone_and_never_written_over(tmp_path: Path, algorithm: str) -> None:
    pem = tmp_path / "key.pem"
    code, told = run("key", pem, "--algorithm", algorithm)
    assert code == 0 and base64.b64encode(opened(pem.read_bytes()).public_key).decode() in told
    assert pem.stat().st_mode & 0o077 == 0
    before = pem.read_bytes()
    assert run("key", pem)[0] == 1
    assert pem.read_bytes() == before


def test_an_algorithm_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    code, told = run("key", tmp_path / "key.pem", "--algorithm", "rsa")
    assert code == 1 and "ed25519、sm2" in told
