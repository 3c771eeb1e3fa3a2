import json
import stat
from pathlib import Path

import jwt
import pytest

from chassis.access.keys import Keys
from chassis.access.tokens import ServiceTokens, Verifier
from chassis.errors import Unauthenticated
from cli.stack.issuer import AUDIENCE, ISSUER, Issuer


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
