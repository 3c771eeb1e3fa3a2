"""A service's own key: what is in the file is one, or the start says which file is not."""

import json
from pathlib import Path
from typing import Any

import pytest

from chassis.access.own_key import WrongKey, own_key
from cli.stack.issuer import Issuer
from cli.stack.problem import StackProblem


def test_the_stack_makes_keys_that_services_take(tmp_path: Path) -> None:
    issuer = Issuer(tmp_path)
    issuer.prepare(("registry",))
    assert own_key(str(issuer.service_key("registry")))[1].startswith("registry-")


@pytest.mark.parametrize(
    "content",
    ["", "[]", "null", '"kid"', "{}", json.dumps({"kty": "OKP", "crv": "Ed25519", "kid": "registry", "x": "AA", "d": "AA"}), "\ud800"],
)
def test_what_is_no_key_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "registry.jwk"
    file.write_bytes(content.encode(errors="surrogatepass"))
    with pytest.raises(WrongKey, match=r"registry\.jwk"):
        own_key(str(file))


@pytest.mark.parametrize("changes", [{"d": None}, {"kid": None}, {"kid": ""}, {"kid": 3}, {"crv": "X25519"}, {"d": "AA"}, {"kty": "EC"}])
def test_what_signs_nothing_is_no_key(tmp_path: Path, changes: dict[str, Any]) -> None:
    issuer = Issuer(tmp_path)
    issuer.prepare(("registry",))
    file = issuer.service_key("registry")
    key = json.loads(file.read_text()) | changes
    file.write_text(json.dumps({name: value for name, value in key.items() if value is not None}))
    with pytest.raises(WrongKey, match=r"registry.*\.jwk"):
        own_key(str(file))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongKey, match=r"missing\.jwk"):
        own_key(str(tmp_path / "missing.jwk"))


@pytest.mark.parametrize("content", ["", "[]", "nothing"])
def test_a_damaged_key_of_a_stack_is_not_replaced(tmp_path: Path, content: str) -> None:
    issuer = Issuer(tmp_path)
    issuer.prepare(("registry",))
    issuer.service_key("registry").write_text(content)
    with pytest.raises(StackProblem, match=r"registry\.jwk"):
        issuer.prepare(("registry",))
    assert issuer.service_key("registry").read_text() == content
