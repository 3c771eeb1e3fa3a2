"""Tokens of people: what registry knows of them, signed by the stack's issuer; or the one token that SANZHI_TOKEN gives."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import jwt

from cli.stack.issuer import Issuer
from cli.stack.problem import StackProblem
from cli.target import Target

# Whom registry need not know, as the settings name them by themselves; three people (三员分立).
ADMINISTRATOR = "people/admin"
SECURITY = "people/security"
AUDITOR = "people/auditor"
FIRST = {ADMINISTRATOR: "administrator", SECURITY: "security_administrator", AUDITOR: "auditor"}
LIFETIME = 3600
LONGEST = 12 * 3600  # services take no token that lives longer, unless a setting says so
_KEPT_SECONDS = 60

AskRegistry = Callable[[str, dict[str, Any], str], Awaitable[dict[str, Any]]]


class Tokens:
    """Tokens by person; kept for a minute, so that a change at registry soon shows."""

    def __init__(self, target: Target, ask_registry: AskRegistry) -> None:
        self._given = target.token
        self._issuer = Issuer(target.issuer) if target.issuer else None
        self._ask_registry = ask_registry
        self._kept: dict[str, tuple[str, float]] = {}

    async def token(self, person: str) -> str:
        """A token that holds for some while. Raises Refused where registry does not know the person."""
        if self._given:
            return self._given_for(person)
        token, until = self._kept.get(person, ("", 0.0))
        if time.monotonic() >= until:
            token = await self.new(person)
            self._kept[person] = (token, time.monotonic() + _KEPT_SECONDS)
        return token

    async def new(self, person: str, roles: tuple[str, ...] = (), seconds: int = LIFETIME) -> str:
        """A fresh token, with further global roles."""
        if self._given:
            raise StackProblem("已设 SANZHI_TOKEN：令牌由自己的签发方签发，此处不能另行签发")
        claims = await self._claims(person)
        return self._signed(claims | {"roles": sorted({*claims["roles"], *roles})}, seconds)

    def administrator(self) -> str:
        """A token of the first administrator, whom registry need not know."""
        return self._signed(_first(ADMINISTRATOR), LIFETIME)

    def _given_for(self, person: str) -> str:
        """A command that names nobody acts as one of the first officers: so here as whoever the token is of."""
        try:
            of = jwt.decode(self._given, options={"verify_signature": False}).get("sub", "")
        except jwt.PyJWTError as error:
            raise StackProblem("SANZHI_TOKEN 不是令牌（JWT）") from error
        if person not in (of, *FIRST):
            raise StackProblem(f"SANZHI_TOKEN 是 {of} 的令牌，不能代 {person} 办理")
        return self._given

    def forget(self) -> None:
        """Ask registry again."""
        self._kept.clear()

    async def _claims(self, person: str) -> dict[str, Any]:
        if person in FIRST:
            return _first(person)
        found = await self._ask_registry("GetPerson", {"name": person}, self.administrator())
        kind = found["organization_kind"].removeprefix("ORGANIZATION_KIND_").lower()
        return {
            "sub": person,
            "org": found["organization"],
            "org_kind": "" if kind == "unspecified" else kind,
            "area": found["area"],
            "roles": found["global_roles"],
        }

    def _signed(self, claims: dict[str, Any], seconds: int) -> str:
        if self._issuer is None:
            raise StackProblem("不知道签发令牌的密钥在哪里：请设置 SANZHI_ISSUER_KEYS（sanzhi env 给出）")
        return self._issuer.sign(claims, seconds)


def _first(person: str) -> dict[str, Any]:
    return {"sub": person, "org": "", "org_kind": "", "area": "", "roles": [FIRST[person]]}
