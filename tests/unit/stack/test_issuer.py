import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from chassis.access.certificates import NotCertified, certificates_of, key_certified, root_in
from chassis.access.jwks import TrustedKey
from chassis.access.keys import Keys
from chassis.access.tokens import ServiceTokens, Verifier
from chassis.errors import Unauthenticated
from cli.provision.authority import Authority
from cli.stack.issuer import AUDIENCE, ISSUER, Issuer
from cli.stack.problem import StackProblem


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    made = Issuer(tmp_path / "issuer")
    made.prepare(("registry", "contracts"))
    return made


def verifier(issuer: Issuer) -> Verifier:
    return Verifier(Keys(str(issuer.jwks)), ISSUER, AUDIENCE)


async def test_services_believe_its_tokens(issuer: Issuer) -> None:
    token = issuer.sign({"sub": "people/li", "org": "organizations/a", "org_kind": "enterprise", "area": "yuci", "roles": ["auditor"]}, 60)
    actor = await verifier(issuer).actor_of(token)
    assert (actor.person, actor.organization, actor.area, actor.roles) == ("people/li", "organizations/a", "yuci", {"auditor"})


async def test_an_expired_token_is_refused(issuer: Issuer) -> None:
    with pytest.raises(Unauthenticated, match="TOKEN_EXPIRED"):
        await verifier(issuer).actor_of(issuer.sign({"sub": "people/li"}, -11))


async def test_a_service_key_signs_for_that_service_alone(issuer: Issuer) -> None:
    own = ServiceTokens("registry", str(issuer.service_key("registry")), AUDIENCE).token()
    assert (await verifier(issuer).actor_of(own)).person == "services/registry"
    posing = ServiceTokens("contracts", str(issuer.service_key("registry")), AUDIENCE).token()
    with pytest.raises(Unauthenticated, match="TOKEN_INVALID"):
        await verifier(issuer).actor_of(posing)


def test_private_keys_are_the_owners_alone_and_the_jwks_has_none(issuer: Issuer) -> None:
    for path in (issuer.folder / "issuer.jwk", issuer.service_key("registry"), issuer.service_key("contracts")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert all("d" not in key for key in json.loads(issuer.jwks.read_text())["keys"])


def test_keys_stay_the_same_and_a_new_service_gets_one(issuer: Issuer) -> None:
    before = jwt.get_unverified_header(issuer.sign({"sub": "people/li"}, 60))["kid"]
    issuer.prepare(("registry", "contracts", "sharing"))
    keys = json.loads(issuer.jwks.read_text())["keys"]
    assert keys[0]["kid"] == before
    assert [key.get("sanzhi_service") for key in keys] == [None, "registry", "contracts", "sharing", "console"]


def certified(issuer: Issuer, service: str) -> list[TrustedKey]:
    root = root_in(issuer.root.read_bytes())
    return [key_certified(each.public_bytes(Encoding.DER), root) for each in certificates_of(str(issuer.service_key(service)))]


def test_the_root_certifies_the_key_of_each_service_once(issuer: Issuer) -> None:
    kid = json.loads(issuer.service_key("registry").read_text())["kid"]
    (key,) = certified(issuer, "registry")
    assert (key.id, key.service) == (kid, "registry")
    issuer.prepare(("registry", "contracts"))
    assert len(certified(issuer, "registry")) == 1


def test_the_certificate_of_an_exchanged_key_is_kept(issuer: Issuer) -> None:
    issuer.service_key("registry").unlink()
    issuer.prepare(("registry", "contracts"))
    old, new = certified(issuer, "registry")
    assert (old.id != new.id, new.id) == (True, json.loads(issuer.service_key("registry").read_text())["kid"])


def test_the_key_of_the_root_may_be_elsewhere_until_there_is_a_key_to_certify(issuer: Issuer) -> None:
    elsewhere = issuer.root.with_suffix(".key").rename(issuer.folder / "safe")
    issuer.prepare(("registry", "contracts"))
    with pytest.raises(StackProblem, match="把根密钥放回"):
        issuer.prepare(("registry", "contracts", "sharing"))
    elsewhere.rename(issuer.root.with_suffix(".key"))
    issuer.prepare(("registry", "contracts", "sharing"))
    assert len(certified(issuer, "sharing")) == 1


def spoilt(key: dict[str, str], **changed: object) -> str:
    return json.dumps({**key, **changed})


@pytest.mark.parametrize("file", ["issuer.jwk", "services/registry.jwk", "services/registry.crt"])
def test_a_damaged_file_is_named_and_nothing_is_written_over_it(issuer: Issuer, file: str) -> None:
    path = issuer.folder / file
    key = json.loads(issuer.service_key("registry").read_text())
    other = json.loads(issuer.service_key("contracts").read_text())
    changes: list[dict[str, object]] = [{"d": "AA"}, {"d": 7}, {"d": None}, {"kid": ""}, {"x": other["x"]}]
    for content in ("", "[]", "null", "no key", "\x00", spoilt({"kid": "registry"}), *(spoilt(key, **each) for each in changes)):
        path.write_text(content)
        with pytest.raises(StackProblem, match=f"{file} 已损坏"):
            issuer.prepare(("registry", "contracts"))
        assert path.read_text() == content


@pytest.mark.parametrize("file", ["ca.crt", "ca.key"])
def test_a_damaged_root_is_named_when_there_is_a_key_to_certify(issuer: Issuer, file: str) -> None:
    (issuer.root.parent / file).write_text("no root")
    with pytest.raises(StackProblem, match="已损坏：请从备份恢复"):
        issuer.prepare(("registry", "contracts", "sharing"))


def test_what_is_no_certificate_of_a_service_certifies_nothing(issuer: Issuer, tmp_path: Path) -> None:
    """Another root's; one for TLS by the same authority; the root's own."""
    authority = Authority(issuer.root.parent, datetime.now(UTC))
    root = root_in(issuer.root.read_bytes())
    other = Issuer(tmp_path / "other")
    other.prepare(("registry",))
    foreign = certificates_of(str(other.service_key("registry")))
    for pem, certificate in (("", foreign[0]), (authority.issue("registry", ["registry"]), None), (authority.certificate, None)):
        found = certificate or x509.load_pem_x509_certificates(pem[pem.index("-----BEGIN CERT") :].encode())[0]
        with pytest.raises(NotCertified):
            key_certified(found.public_bytes(Encoding.DER), root)
