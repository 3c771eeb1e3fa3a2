"""Who acts, and the access rule that every method carries. Home of 2.5."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from google.protobuf.descriptor import MethodDescriptor
from sanzhi.access.v1 import access_pb2

from chassis.errors import PermissionDenied
from chassis.words import word_of

# Every role, as people read it.
ROLE_NAMES = {value.name.removeprefix("ROLE_").lower(): word_of(value) for value in access_pb2.Role.DESCRIPTOR.values if value.number}

# Roles that follow from the project or panel at hand; a token alone never gives them.
RELATIVE = frozenset(
    {
        "owner",
        "undertaking_unit",
        "project_manager",
        "technical_chief",
        "lead",
        "expert",
        "commissioner",
        "subject",
        "county",
    }
)

# Roles of a key of the suite's own that is let in where a rule names it: not even where any caller is. No person's token has one.
NARROW = frozenset({"reminder"})


def first_officer(name: str, officers: Mapping[str, str]) -> str:
    """What people call somebody whom the settings alone name, by the duty; "" for anybody else."""
    return f"首任{ROLE_NAMES[officers[name]]}" if name in officers else ""


@dataclass(frozen=True)
class Actor:
    """Who calls: a person "people/…" of an organisation, or a service "services/…". `roles` are global ones."""

    person: str
    organization: str = ""
    organization_kind: str = ""
    area: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_service(self) -> bool:
        """Whether no person calls."""
        return self.person.startswith("services/")

    @property
    def county(self) -> str:
        """The area whose county department the caller acts for, "" for everybody else: an enterprise there is not its department (2.2)."""
        return self.area if "county" in self.roles else ""


class Parties(Protocol):
    """Anything that knows which roles somebody has in the project at hand."""

    def roles_of(self, person: str, organization: str, area: str) -> frozenset[str]:
        """Roles of a person who acts for an organisation; area: whose county department the caller is, "" where none."""
        ...


class Conflict(Protocol):
    """Why a role cannot be used beside another."""

    @property
    def stays(self) -> str:
        """The role beside which it cannot."""
        ...

    @property
    def rule(self) -> str:
        """By which rule."""
        ...

    @property
    def why(self) -> str:
        """In words, zh-CN."""
        ...


@runtime_checkable
class TwoHatted(Protocol):
    """Parties that know which of somebody's roles cannot be used together."""

    def set_aside(self, person: str, organization: str, area: str) -> Mapping[str, Conflict]:
        """Roles that somebody has and cannot use, each with why."""
        ...


@dataclass(frozen=True)
class AccessRule:
    """Roles that may call a method, and the rules of the plan that it carries out."""

    roles: frozenset[str]
    rules: tuple[str, ...]

    def admits(self, actor: Actor, *, reads: bool) -> bool:
        """Whether the caller gets as far as the handler."""
        if actor.roles & NARROW:
            return self.granted(actor)
        if "any" in self.roles or self.granted(actor):
            return True
        if reads and "auditor" in actor.roles:
            return True
        return bool(self.roles & RELATIVE) and "service" not in actor.roles

    def narrowed(self, roles: tuple[str, ...]) -> tuple[str, ...]:
        """The roles that a handler lets in: those that it names, else all of the rule. Raises NotDeclared."""
        strangers = set(roles) - self.roles
        if strangers and "any" not in self.roles:
            raise NotDeclared(f"{', '.join(sorted(strangers))}: not among the method's roles {sorted(self.roles)}")
        if not roles and "any" in self.roles:
            raise NotDeclared("a method of any caller has no roles to fall back on: name them")
        return roles or tuple(role for role in ROLE_NAMES if role in self.roles)

    def granted(self, actor: Actor) -> bool:
        """Whether a global role alone is enough, so that the handler need not look at the project."""
        return bool(self.roles & (actor.roles - RELATIVE))


class NotDeclared(Exception):
    """A handler names a role that its method's access rule does not have: a bug of ours, found by a test."""


class NoAccessRule(Exception):
    """A method without an access rule: the service does not start."""


def rule_of(method: MethodDescriptor) -> AccessRule:
    """The access rule of a method. Raises NoAccessRule."""
    options: Any = method.GetOptions()
    declared = options.Extensions[access_pb2.access]
    if not declared.roles or access_pb2.ROLE_UNSPECIFIED in declared.roles:
        raise NoAccessRule(method.full_name)
    names = {access_pb2.Role.Name(role).removeprefix("ROLE_").lower() for role in declared.roles}
    return AccessRule(frozenset(names), tuple(declared.rules))


def held_roles(actor: Actor, on: Parties | None = None) -> frozenset[str]:
    """The roles of a caller: global ones, and those in the project at hand. What "county" means is decided here alone (2.2)."""
    held = actor.roles - RELATIVE
    if on is None:
        return held
    relative = on.roles_of(actor.person, actor.organization, actor.county)
    return held | (relative if actor.county else relative - {"county"})


def _demand_one_hat(actor: Actor, roles: tuple[str, ...], on: Parties | None) -> None:
    if not isinstance(on, TwoHatted):
        return
    for role, why in on.set_aside(actor.person, actor.organization, actor.county).items():
        if role in roles:
            message = f"您在本项目中另有身份，不能以{ROLE_NAMES.get(role, role)}身份办理：{why.why}"
            raise PermissionDenied("ROLES_INCOMPATIBLE", message, rule=why.rule, held=why.stays, asked=role)


def require(actor: Actor, roles: tuple[str, ...], on: Parties | None, rule: str) -> None:
    """Refuse ROLE_REQUIRED unless the actor has one of the roles, globally or in the project at hand.

    Who has one that cannot be used beside another is refused ROLES_INCOMPATIBLE.
    """
    if held_roles(actor, on).isdisjoint(roles):
        _demand_one_hat(actor, roles, on)
        wanted = "、".join(ROLE_NAMES.get(role, role) for role in roles)
        raise PermissionDenied("ROLE_REQUIRED", f"此操作只能由{wanted}进行", rule=rule, roles=sorted(roles))
