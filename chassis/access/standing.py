"""What is on record of whoever calls, held against what the token says of them (2.5).

A token is true of the day on which it was signed. Who has left since, or has gone to another organisation, is no longer who it says.
"""

from dataclasses import dataclass, replace

from chassis.access.roles import Actor
from chassis.errors import PermissionDenied

RULE = "2.5"


@dataclass(frozen=True)
class Standing:
    """A person as on record; known: whether there is anybody of that name. `roles` are the global ones."""

    name: str
    known: bool = False
    left: bool = False
    organization: str = ""
    organization_kind: str = ""
    area: str = ""
    roles: tuple[str, ...] = ()


def confirms(standing: Standing, actor: Actor, *, first: str = "") -> bool:
    """Whether all is so that the token says; it need not say everything. first: as in admitted()."""
    if standing.left or not (standing.known or first):
        return False
    said = (
        (actor.organization, standing.organization),
        (actor.organization_kind, standing.organization_kind),
        (actor.area, standing.area),
    )
    return all(claimed in ("", kept) for claimed, kept in said) and actor.roles <= _roles(standing, first)


def admitted(standing: Standing, actor: Actor, *, first: str = "") -> Actor:
    """The caller as on record: their organisation, its kind and area; of the token's roles, those that they have.

    first: the one duty of somebody whom nobody need have registered, "" for everybody else.

    Refuses PERSON_UNKNOWN, PERSON_LEFT, ORGANIZATION_NOT_THEIRS.
    """
    if not (standing.known or first):
        message = f"{actor.person}不在登记人员之列，不能办理业务，请先由市科技局或者系统管理员登记"
        raise PermissionDenied("PERSON_UNKNOWN", message, rule=RULE, person=actor.person)
    if standing.left:
        raise PermissionDenied("PERSON_LEFT", f"{actor.person}已登记离任，不能再办理业务", rule=RULE, person=actor.person)
    if actor.organization not in ("", standing.organization):
        theirs = f"登记的所在单位是{standing.organization}" if standing.organization else "没有登记所在单位"
        message = f"身份令牌写明代表{actor.organization}，而您{theirs}，请重新登录后再办理"
        raise PermissionDenied("ORGANIZATION_NOT_THEIRS", message, rule=RULE, organization=actor.organization)
    return replace(
        actor,
        organization=standing.organization,
        organization_kind=standing.organization_kind,
        area=standing.area,
        roles=actor.roles & _roles(standing, first),
    )


def _roles(standing: Standing, first: str) -> frozenset[str]:
    return frozenset(standing.roles) if standing.known else frozenset({first})
