"""Holds every act of a story against what the service said of it just before: ListActs, and a try of the call (validate-only)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from google.protobuf.message import Message

from chassis.rpc.naming import NAMED, ids_in
from cli.observer import Seen
from cli.refused import Refused
from cli.seen import LIST_ACTS, to_look_at
from cli.story.methods import find_method
from cli.story.suite import Suite
from cli.tokens import ADMINISTRATOR, SECURITY

_ADDRESSES = ("name", "parent", "project", "application")
# Malformed requests are found before anything else is looked at, and say nothing of the act.
_OF_THE_REQUEST = {"INVALID_ARGUMENT", "NOT_FOUND", "ALREADY_EXISTS"}
# Refusals of people that depend on what the request names, and not on who asks alone.
_OF_WHOM_IT_NAMES = {"NAMED_BY_ANOTHER", "SIGNER_NOT_A_PARTY", "SIGNER_NOT_AUTHORIZED", "SIGNER_ON_BOTH_SIDES"}
# What depends on a part that the request names, and not on the resource: a node, or a row of 1.5 with who engages by it.
_OF_WHAT_IT_NAMES = {
    ("RecordMissingNode", "NODE_CONCLUDED"),
    ("RecordMissingNode", "NODE_ALREADY_MISSING"),
    ("DrawUpEngagement", "ROLE_REQUIRED"),
}


@dataclass(frozen=True)
class Listed:
    """What ListActs says of an act: reason and rule are empty where it is allowed."""

    act: str
    allowed: bool
    reason: str = ""
    rule: str = ""


def disagreement(listed: Listed, refused: Refused | None) -> str:
    """In what a listing and what then happened differ, in Chinese; empty where they agree, or what the request said decided."""
    if refused is None:
        return "" if listed.allowed else f"列为不可办（{listed.reason} {listed.rule}），实际办成"
    if not listed.allowed:
        other = refused.code == "INVALID_ARGUMENT" or refused.reason in _OF_WHOM_IT_NAMES
        same = other or (listed.reason, listed.rule) == (refused.reason, refused.rule)
        return "" if same else f"列为因 {listed.reason} {listed.rule} 不可办，实际因 {refused.reason} {refused.rule} 被拒绝"
    of_request = is_of_the_request(refused) or (listed.act, refused.reason) in _OF_WHAT_IT_NAMES
    return "" if of_request else f"列为可办，实际因 {refused.reason} {refused.rule} 被拒绝"


def is_of_the_request(refused: Refused) -> bool:
    """Whether what the request says may have decided; not who the caller is, nor the state: its refusals tell the state."""
    if refused.code in _OF_THE_REQUEST or refused.reason in _OF_WHOM_IT_NAMES:
        return True
    return refused.code == "FAILED_PRECONDITION" and "state" not in refused.metadata


@dataclass
class CheckedStage:
    """A stage on which each mutation is first looked up and tried.

    checked: how many were looked up; unlisted: methods that no resource lists; of_requests: reasons of refusals that requests decided.
    """

    suite: Suite
    differences: list[str] = field(default_factory=list)
    of_requests: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    unlisted: set[str] = field(default_factory=set)
    administrator: str = ADMINISTRATOR
    security: str = SECURITY

    async def call(self, method: str, body: dict[str, Any], person: str, service: str = "") -> Message:
        """The answer of an RPC, once what was said of it before is known."""
        if "request_id" not in body:
            return await self.suite.call(method, body, person, service)
        said = _Said(_where(method, body, person), await self._listed(method, body, person), None)
        said.tried = await self.suite.try_out(method, body, person, service)
        if said.tried is None:
            await self._stale(method, body, person, said.where)
        try:
            answer = await self.suite.call(method, body, person, service)
        except Refused as refused:
            self._compare(said, refused)
            raise
        self._compare(said, None)
        return answer

    async def _stale(self, method: str, body: dict[str, Any], person: str, where: str) -> None:
        """What would be done is refused where it names another version than there is, or none (4.7a)."""
        name = to_look_at(find_method(method), {key: value for key, value in body.items() if key != "etag"})
        if not name or not await self._there(name, person, method.split(".")[1]):
            return
        for etag, reason in (("0" * 20, "CHANGED_SINCE_SEEN"), ("", "SEEN_MISSING")):
            refused = await self.suite.try_out(method, body | {"etag": etag}, person)
            if refused is None or refused.reason != reason:
                self.differences.append(f"{where}：所见版本“{etag}”应以 {reason} 拒绝，试办 {refused or '可以'}")

    async def _there(self, name: str, person: str, service: str) -> bool:
        # The first answer to an exception from an age limit brings it about.
        try:
            await self.suite.call(LIST_ACTS, {"name": name}, person, service)
        except Refused:
            return False
        return True

    async def _listed(self, method: str, body: dict[str, Any], person: str) -> Listed | None:
        name = next((body[key] for key in _ADDRESSES if "/" in str(body.get(key, ""))), "")
        if not name:
            return None
        try:
            answer: Any = await self.suite.call(LIST_ACTS, {"name": name}, person, method.split(".")[1])
        except Refused as refused:
            if refused.code == "NOT_FOUND":  # an act on what is not there yet, such as a project before its approval
                return None
            raise
        self.differences += [
            f"{act.rpc} {name}（{person}）：说明中有编号：{act.message}" for act in answer.acts if ids_in(act.message, NAMED)
        ]
        found = next((act for act in answer.acts if act.rpc == method), None)
        if found is None:
            self.unlisted.add(method)
            return None
        self.checked += 1
        return Listed(method.partition("/")[2], found.allowed, found.reason, found.rule)

    def _compare(self, said: "_Said", refused: Refused | None) -> None:
        if (said.tried.reason if said.tried else "") != (refused.reason if refused else ""):
            self.differences.append(f"{said.where}：试办 {said.tried or '可以'}，实际 {refused or '办成'}")
        if said.listed is None:
            return
        if found := disagreement(said.listed, refused):
            self.differences.append(f"{said.where}：{found}")
        elif said.listed.allowed and refused is not None:
            self.of_requests[refused.reason] += 1

    async def now(self) -> datetime:
        """The suite's time."""
        return await self.suite.now()

    async def advance_to(self, instant: datetime) -> None:
        """Let time go on."""
        await self.suite.advance_to(instant)

    async def quiet(self) -> None:
        """Wait until nothing is under way."""
        await self.suite.quiet()

    async def facts(self) -> list[Seen]:
        """What Kafka has shown."""
        return await self.suite.facts()


@dataclass
class _Said:
    """What was said of an act before it was done: by the listing, and by a try of it."""

    where: str
    listed: Listed | None
    tried: Refused | None


def _where(method: str, body: dict[str, Any], person: str) -> str:
    name = next((body[key] for key in _ADDRESSES if key in body), "")
    return f"{method.partition('/')[2]} {name}（{person}）"
