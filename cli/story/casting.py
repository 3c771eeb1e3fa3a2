"""Before the first act of a story: its organisations and people are registered, and its people get keys to sign with."""

import asyncio
import base64
from dataclasses import dataclass
from typing import Any

from cli.refused import Refused
from cli.story.expectations import refusal_words
from cli.story.marked import MarkedMap
from cli.story.matching import differences
from cli.story.model import Story
from cli.story.places import Place, Problem, StoryError, refuse
from cli.story.references import BadReference, Scope, resolve
from cli.story.requests import request_body, request_id_of
from cli.story.stage import Stage
from cli.story.values import plain
from cli.story.wallet import NoKey, Wallet

_REGISTRY = "sanzhi.registry.v1.RegistryService"
_AT_ONCE = 8  # people are many, each has four calls, and none is said of another


@dataclass(frozen=True)
class Cast:
    """Registers who takes part in one story of a run."""

    story: Story
    stage: Stage
    scope: Scope
    wallet: Wallet
    run: str

    async def register(self) -> None:
        """Register all. Somebody who is there already must be the same. Raises StoryError."""
        for body in self.story.organizations:
            await self._one(body, "organization_id", "organizations", "RegisterOrganization", "GetOrganization")
        people = self.story.people
        for some in (people[start : start + _AT_ONCE] for start in range(0, len(people), _AT_ONCE)):
            registering = (self._one(body, "person_id", "people", "RegisterPerson", "GetPerson") for body in some)
            for wrong in await asyncio.gather(*registering, return_exceptions=True):
                if wrong is not None:
                    raise wrong

    async def _one(self, body: MarkedMap, key: str, collection: str, create: str, get: str) -> None:
        try:
            name = await self._register(body, key, collection, create, get)
            if collection == "people":
                person = plain(await self.stage.call(f"{_REGISTRY}/GetPerson", {"name": name}, self.stage.administrator))
                await self._confirm(name, person["offices"])
                await self._give_key(name, person["signing_keys"], body.place)
        except Refused as refused:
            raise refuse(body.place, f"登记时{refusal_words(refused)}") from refused

    async def _register(self, body: MarkedMap, key: str, collection: str, create: str, get: str) -> str:
        file = str(self.story.path)
        try:
            resolved: MarkedMap = resolve(body, self.scope)
            request = request_body(body, self.scope, request_id_of(self.run, file, f"{body.place.line}"))
        except BadReference as error:
            raise refuse(body.place, str(error)) from error
        name = f"{collection}/{_id_of(resolved, key)}"
        try:
            await self.stage.call(f"{_REGISTRY}/{create}", request, self.stage.administrator)
        except Refused as refused:
            if refused.code != "ALREADY_EXISTS":
                raise
            await self._same(name, resolved, get, key, refused)
        return name

    async def _same(self, name: str, body: MarkedMap, get: str, key: str, refused: Refused) -> None:
        # A person's private parts are shown to that person, not to an administrator.
        reader = name if name.startswith("people/") else self.stage.administrator
        try:
            there = plain(await self.stage.call(f"{_REGISTRY}/{get}", {"name": name}, reader))
        except Refused:  # something else of it is there already, such as its display name
            raise refused from None
        given = MarkedMap(body.place)
        for field, value in body.items():
            if field not in (key, _camel(key), "request_id", "requestId"):
                given.add(field, value, body.places[field])
        different = [
            Problem(one.place, f"{name} 已经登记，但 {one.path} 不同：已登记 {one.found}，故事中 {one.expected}")
            for one in differences(given, there, body.place)
        ]
        if different:
            raise StoryError(different)

    async def _confirm(self, name: str, offices: list[dict[str, Any]]) -> None:
        """What the administrator proposed by registering a person, the security administrator confirms (2.5)."""
        for office in offices:
            if office["state"].means("proposed"):
                request_id = request_id_of(self.run, str(self.story.path), f"office {name} {office['id']}")
                body = {"name": name, "office": office["id"], "request_id": request_id}
                await self.stage.call(f"{_REGISTRY}/ConfirmOffice", body, self.stage.security)

    async def _give_key(self, name: str, known: list[dict[str, Any]], place: Place) -> None:
        try:
            key = self.wallet.key_or_new(name, self.story.keys.get(name, "ed25519"))
        except NoKey as error:
            raise refuse(place, str(error)) from error
        body: dict[str, Any] = {
            "name": name,
            "key_id": key.key_id,
            "algorithm": key.algorithm,
            "public_key": base64.b64encode(key.public_key).decode(),
            "request_id": request_id_of(self.run, str(self.story.path), f"key {name}"),
        }
        if any(each["key_id"] == key.key_id for each in known):
            return
        await self.stage.call(f"{_REGISTRY}/RegisterSigningKey", body, self.stage.administrator)


def _id_of(body: MarkedMap, key: str) -> str:
    return str(body.get(key) or body.get(_camel(key)) or "")


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
