"""A development issuer: OpenID Connect with a page on which one chooses who one is. For rehearsals, and it says so in red."""

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from chassis.messaging.kafka import Kafka
from cli.target import Target
from cli.tokens import ADMINISTRATOR, AUDITOR, SECURITY, Tokens
from console.calls import Caller, Calls
from console.settings import ConsoleSettings

PATH = "/trying"
_CODE_SECONDS = 60.0
_TOKEN_SECONDS = 3600


@dataclass(frozen=True)
class _Code:
    person: str
    nonce: str
    challenge: str
    redirect_uri: str
    until: float


class DevelopmentIssuer:
    """Signs with the key of the stack's own issuer, whom the services trust already."""

    def __init__(self, settings: ConsoleSettings, calls: Calls) -> None:
        self.url = f"{settings.url}{PATH}"
        self._settings = settings
        self._calls = calls
        self._codes: dict[str, _Code] = {}
        keys = Path(settings.trying_keys)
        self._key: dict[str, Any] = json.loads((keys / "issuer.jwk").read_text(encoding="utf-8"))
        self._tokens = Tokens(Target({}, Kafka(""), "", keys), self._ask_registry)
        self._templates = Environment(loader=PackageLoader("console"), autoescape=True, undefined=StrictUndefined)
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/jwks", self._jwks),
                Route("/authorize", self._choose),
                Route("/authorize", self._chosen, methods=["POST"]),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _ask_registry(self, method: str, request: dict[str, Any], token: str) -> dict[str, Any]:
        caller = Caller(self._calls, ADMINISTRATOR, token)
        return await caller.ask(f"sanzhi.registry.v1.RegistryService/{method}", request)

    async def _configuration(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/jwks",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["EdDSA"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none"],
            }
        )

    async def _jwks(self, request: Request) -> Response:
        return JSONResponse({"keys": [{name: value for name, value in self._key.items() if name != "d"}]})

    async def _choose(self, request: Request) -> Response:
        query = request.query_params
        if not self._is_ours(query.get("client_id", ""), query.get("redirect_uri", "")) or query.get("code_challenge_method") != "S256":
            return HTMLResponse("不认识的应用", 400)
        caller = Caller(self._calls, ADMINISTRATOR, self._tokens.administrator())
        people = await caller.pages("sanzhi.registry.v1.RegistryService/ListPeople", {}, "people", most=5000)
        organizations = await caller.pages("sanzhi.registry.v1.RegistryService/ListOrganizations", {}, "organizations", most=5000)
        shown = self._templates.get_template("trying.html").render(groups=_grouped(people, organizations), asked=dict(query))
        return HTMLResponse(shown)

    async def _chosen(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        if not self._is_ours(form.get("client_id", ""), form.get("redirect_uri", "")):
            return HTMLResponse("不认识的应用", 400)
        now = time.monotonic()
        self._codes = {code: kept for code, kept in self._codes.items() if kept.until > now}
        code = secrets.token_urlsafe(24)
        person, nonce, challenge, back = (form.get(name, "") for name in ("person", "nonce", "code_challenge", "redirect_uri"))
        self._codes[code] = _Code(person, nonce, challenge, back, now + _CODE_SECONDS)
        return RedirectResponse(f"{form['redirect_uri']}?code={code}&state={form.get('state', '')}", 303)

    async def _token(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        kept = self._codes.pop(form.get("code", ""), None)
        shown = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if kept is None or kept.until < time.monotonic() or kept.redirect_uri != form.get("redirect_uri"):
            return JSONResponse({"error": "invalid_grant"}, 400)
        if not hmac.compare_digest(shown, kept.challenge):
            return JSONResponse({"error": "invalid_grant", "error_description": "code_verifier"}, 400)
        now = int(time.time())
        identity = {"iss": self.url, "aud": self._settings.client_id, "sub": kept.person, "nonce": kept.nonce, "iat": now}
        key = jwt.PyJWK(self._key, algorithm="EdDSA").key
        return JSONResponse(
            {
                "access_token": await self._tokens.new(kept.person, (), int(self._settings.longest_hours * 3600)),
                "id_token": jwt.encode({**identity, "exp": now + _TOKEN_SECONDS}, key, "EdDSA", {"kid": self._key["kid"]}),
                "token_type": "Bearer",
                "expires_in": int(self._settings.longest_hours * 3600),
            }
        )

    def _is_ours(self, client: str, back: str) -> bool:
        return client == self._settings.client_id and back == f"{self._settings.url}/signin/callback"


def _grouped(people: list[dict[str, Any]], organizations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """People by organisation: offices first, then units, then who belongs to none."""
    order = {"ORGANIZATION_KIND_SCIENCE_BUREAU": 0, "ORGANIZATION_KIND_COUNTY_DEPARTMENT": 1, "ORGANIZATION_KIND_FINANCE_BUREAU": 2}
    found = sorted(organizations, key=lambda each: (order.get(each["kind"], 9), each["name"]))
    groups = [
        {"title": each["display_name"], "kind": each["kind"], "people": [one for one in people if one["organization"] == each["name"]]}
        for each in found
    ]
    alone = [one for one in people if not one["organization"]]
    named = {ADMINISTRATOR: "首任系统管理员", SECURITY: "首任安全管理员", AUDITOR: "首任审计人员"}
    first = [{"name": name, "display_name": title, "roles": [], "organization": ""} for name, title in named.items()]
    return [group for group in groups if group["people"]] + [{"title": "无单位", "kind": "", "people": [*alone, *first]}]
