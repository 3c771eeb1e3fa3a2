"""What a token says, once its signature has been found true: who it names, and from when to when it holds."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chassis.access.roles import NARROW, ROLE_NAMES, Actor
from chassis.errors import Unauthenticated
from chassis.ids import ID

_PERSON = re.compile(f"people/{ID}")
_ORGANIZATION = re.compile(f"(organizations/{ID})?")
_WORD = re.compile(r"[a-z0-9_-]{0,63}")


@dataclass(frozen=True)
class Limits:
    """leeway: seconds that clocks may differ. longest: seconds that a person's token may live."""

    leeway: float = 10.0
    longest: float = 12 * 3600.0


@dataclass(frozen=True)
class Verified:
    """A token with a true signature. Times are seconds since 1970, by its issuer's clock; begins: 0 where it does not say."""

    actor: Actor
    begins: float
    expires: float

    def demand_current(self, now: float, limits: Limits) -> None:
        """Refuses TOKEN_EXPIRED, TOKEN_NOT_YET_VALID, TOKEN_TOO_LONG_LIVED."""
        if self.expires + limits.leeway <= now:
            raise Unauthenticated("TOKEN_EXPIRED", "身份令牌已过期，请重新登录")
        if self.begins - limits.leeway > now:
            raise Unauthenticated("TOKEN_NOT_YET_VALID", "身份令牌尚未生效，请检查签发方与本系统的时钟是否一致")
        # From when it was made, where it says so: else from now, so that no token without `iat` outlives the others.
        if self.expires - min(self.begins or now, now) > limits.longest + limits.leeway:
            hours = limits.longest / 3600
            raise Unauthenticated("TOKEN_TOO_LONG_LIVED", f"身份令牌的有效期超过 {hours:g} 小时，不予接受")


def verified(claims: Mapping[str, Any], service: str, role: str = "service") -> Verified:
    """The token of a person, or of a service whose key, of this role, signed it. Refuses TOKEN_INVALID."""
    times = {name: claims.get(name, 0) for name in ("exp", "nbf", "iat")}
    if any(isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) for value in times.values()):
        raise _invalid("身份令牌的时间不是数字")
    actor = _service(claims, service, role) if service else _person(claims)
    return Verified(actor, float(max(times["nbf"], times["iat"])), float(times["exp"]))


def _service(claims: Mapping[str, Any], service: str, role: str) -> Actor:
    if claims["sub"] != f"services/{service}":
        raise _invalid("服务令牌与其密钥不符")
    return Actor(claims["sub"], roles=frozenset({role}))


def _person(claims: Mapping[str, Any]) -> Actor:
    roles = claims.get("roles", [])
    person, organization, kind, area = (claims.get(name, "") for name in ("sub", "org", "org_kind", "area"))
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise _invalid("身份令牌的角色无效")
    if not (_is(_PERSON, person) and _is(_ORGANIZATION, organization) and _is(_WORD, kind) and _is(_WORD, area)):
        raise _invalid("身份令牌的内容无效")
    # Of roles that an issuer has for others, nothing is kept; and a person's token never makes a service.
    return Actor(person, organization, kind, area, (frozenset(roles) & ROLE_NAMES.keys()) - {"service", *NARROW})


def _is(form: re.Pattern[str], text: Any) -> bool:
    return isinstance(text, str) and form.fullmatch(text) is not None


def _invalid(message: str) -> Unauthenticated:
    return Unauthenticated("TOKEN_INVALID", message)
