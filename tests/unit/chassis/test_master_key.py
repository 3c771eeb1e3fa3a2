"""The master key of personal data: a file of its owner's alone, or one that names a KMS."""

import json
from pathlib import Path

import pytest

from chassis.store.master_key import BYTES, MasterKey, NoMasterKey, fresh, make


def written(path: Path, content: str, mode: int = 0o600) -> Path:
    path.write_text(content)
    path.chmod(mode)
    return path


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "personal.key"
    make(path)
    first = path.read_text()
    make(path)
    assert path.read_text() == first and path.stat().st_mode & 0o777 == 0o600
    assert len(MasterKey.read(path).providers["local"]["key"]) == BYTES


def test_a_file_may_name_a_kms_instead(tmp_path: Path) -> None:
    said = {"provider": "kmip", "credentials": {"endpoint": "kms.city:5696"}, "tls": {"tlsCAFile": "ca.pem"}}
    key = MasterKey.read(written(tmp_path / "k", json.dumps(said)))
    assert key.provider == "kmip" and key.names is None
    assert key.providers == {"kmip": {"endpoint": "kms.city:5696"}} and key.tls_options == {"kmip": {"tlsCAFile": "ca.pem"}}


def test_credentials_and_keys_are_in_no_representation(tmp_path: Path) -> None:
    content = fresh()
    assert content[:20] not in repr(MasterKey.read(written(tmp_path / "k", content)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "0 bytes"),
        ("c2hvcnQ=", "5 bytes"),
        ("no base64!", "base64"),
        ("{", "JSON"),
        ('{"provider": "paper"}', "provider"),
        ("密钥", "Unicode"),
    ],
)
def test_what_is_no_key_is_refused_without_its_content(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(NoMasterKey, match=said) as refused:
        MasterKey.read(written(tmp_path / "k", content))
    assert not content or content not in str(refused.value)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoMasterKey, match="open to others"):
        MasterKey.read(written(tmp_path / "k", fresh(), 0o644))


def test_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoMasterKey, match="FileNotFoundError"):
        MasterKey.read(tmp_path / "k")
