"""The issuer that people sign in at, by OpenID Connect: discovery, code flow with PKCE, ID tokens checked."""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from console.settings import ConsoleSettings

_ALGORITHMS = ["EdDSA", "ES256", "ES384", "PS256", "RS256"]
_FRESH = 600.0
_AGAIN = 30.0  # seconds between two looks for a key that is not known
_SECONDS = 10.0


class SignInFailed(Exception):
    """Why nobody was signed in, zh-CN."""


@dataclass(frozen=True)
class Tokens:
    """What the issuer gave. expires_in: seconds, 0 where it does not say."""

    access_token: str
    id_token: str
    refresh_token: str
    expires_in: float


class Provider:
    """`issuer` as its discovery document must name itself. `transport`: in place of the network, for one in this very process."""

    def __init__(self, settings: ConsoleSettings, issuer: str, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self.issuer = issuer
        self._transport = transport
        self._metadata: tuple[dict[str, Any], float] = ({}, -_FRESH)
        self._keys: tuple[dict[str, jwt.PyJWK], float] = ({}, -_FRESH)

    @property
    def redirect_uri(self) -> str:
        """Where the issuer sends people back to."""
        return f"{self._settings.url}/signin/callback"

    async def metadata(self) -> dict[str, Any]:
        """The discovery document. Raises SignInFailed."""
        found, at = self._metadata
        if time.monotonic() - at >= _FRESH:
            found = await self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != self.issuer:
                raise SignInFailed("登录服务的自述与所设地址（SANZHI_CONSOLE_ISSUER）不符")
            self._metadata = (found, time.monotonic())
        return found

    async def way_there(self, state: str, nonce: str, verifier: str) -> str:
        """Where somebody is sent to sign in. Raises SignInFailed."""
        endpoint = (await self.metadata())["authorization_endpoint"]
        async with self._client() as client:
            url, _ = client.create_authorization_url(endpoint, state=state, nonce=nonce, code_verifier=verifier)
        return str(url)

    async def tokens_for(self, code: str, verifier: str, nonce: str) -> tuple[Tokens, dict[str, Any]]:
        """What a code is worth, and the claims of the checked ID token. Raises SignInFailed."""
        given = await self._tokens(grant_type="authorization_code", code=code, code_verifier=verifier)
        claims = await self._claims(given.id_token)
        if claims.get("nonce") != nonce:
            raise SignInFailed("登录服务返回的身份不属于这一次登录，请重新登录")
        return given, claims

    async def renewed(self, refresh_token: str) -> Tokens:
        """Fresh tokens. Raises SignInFailed."""
        return await self._tokens(grant_type="refresh_token", refresh_token=refresh_token)

    async def way_out(self, id_token: str) -> str:
        """Where somebody is sent to sign out there as well; empty where the issuer has no such place."""
        endpoint = (await self.metadata()).get("end_session_endpoint", "")
        back = {"id_token_hint": id_token, "post_logout_redirect_uri": f"{self._settings.url}/", "client_id": self._settings.client_id}
        return f"{endpoint}?{urlencode(back)}" if endpoint and id_token else ""

    def _client(self) -> AsyncOAuth2Client:
        secret = self._settings.client_secret.get_secret_value()
        return AsyncOAuth2Client(
            self._settings.client_id,
            secret or None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope=self._settings.scope,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            transport=self._transport,
            timeout=_SECONDS,
        )

    async def _tokens(self, **asked: str) -> Tokens:
        endpoint = (await self.metadata())["token_endpoint"]
        try:
            async with self._client() as client:
                given = await client.fetch_token(endpoint, **asked)
        except (OAuthError, httpx.HTTPError, ValueError) as error:
            raise SignInFailed("登录服务没有认可这一次登录，请重新登录") from error
        access, identity, refresh = (str(given.get(name) or "") for name in ("access_token", "id_token", "refresh_token"))
        return Tokens(access, identity, refresh, float(given.get("expires_in") or 0))

    async def _claims(self, id_token: str) -> dict[str, Any]:
        try:
            key = await self._key(jwt.get_unverified_header(id_token).get("kid", ""))
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key.key,
                [key.algorithm_name],
                audience=self._settings.client_id,
                issuer=self.issuer,
                leeway=30,
                options={"require": ["exp", "iat", "sub", "aud", "iss"]},
            )
        except jwt.PyJWTError as error:
            raise SignInFailed("登录服务给出的身份不能核实，请重新登录") from error
        return claims

    async def _key(self, key_id: str) -> jwt.PyJWK:
        keys, at = self._keys
        age = time.monotonic() - at
        if age >= _FRESH or (key_id not in keys and age >= _AGAIN):
            listed = (await self._get((await self.metadata())["jwks_uri"])).get("keys", [])
            keys = {each.get("kid", ""): key for each in listed if (key := _usable(each))}
            self._keys = (keys, time.monotonic())
        if key_id not in keys:
            raise jwt.InvalidKeyError(key_id)
        return keys[key_id]

    async def _get(self, url: str) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=_SECONDS) as client:
                answer = await client.get(url)
                answer.raise_for_status()
                found: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise SignInFailed("登录服务暂时不能访问，请稍后再试") from error
        return found


def _usable(listed: dict[str, Any]) -> jwt.PyJWK | None:
    try:
        key = jwt.PyJWK(listed)
    except (jwt.PyJWTError, NotImplementedError):
        return None
    return key if key.algorithm_name in _ALGORITHMS else None
