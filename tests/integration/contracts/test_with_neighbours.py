"""The seams to the real registry and supervision: facts, qualification, clearance, keys and authority."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chassis.access import standings
from chassis.messaging.topics import ensure_topics
from cli.services import SERVICES
from tests.conftest import Running
from tests.harness.suite import ADMINISTRATOR, SECURITY, Person, Refused, Suite, service
from tests.integration.contracts.played import RPC
from tests.integration.registry.city import BUREAU, CHIEF, LEAD, POSTER, PROJECT, UNIT, City

LEAD_KINDS = ("ENTRUSTMENT_CONTRACT", "CREDIT_COMMITMENT", "TERM_RESPONSIBILITY_LETTER")
UPLOAD = "sanzhi.files.v1.FilesService/GetUpload"  # anybody may ask
CHIEF_KINDS = ("TECHNICAL_MANAGEMENT_CONTRACT", "CREDIT_COMMITMENT", "TECHNICAL_RESPONSIBILITY_LETTER")


class Hands:
    """People with keys that registry knows."""

    def __init__(self, suite: Suite, city: City) -> None:
        self.suite, self.city = suite, city
        self.keys: dict[str, Ed25519PrivateKey] = {}

    async def give(self, who: Person, signs_for: str = "") -> None:
        key = self.keys[who.name] = Ed25519PrivateKey.generate()
        public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
        await self.city.call("RegisterSigningKey", {"name": who.name, "key_id": "k1", "public_key": public}, ADMINISTRATOR)
        if signs_for:
            body = {"name": signs_for, "person": who.name, "evidence": "授权书"}
            await self.city.call("AuthorizeSignatory", body, ADMINISTRATOR)

    async def sign(self, engagement: dict, who: Person, party: str = "") -> dict:
        for document in engagement["documents"]:
            signature = self.keys[who.name].sign(base64.b64decode(document["signing_payload"]))
            body = {"name": document["name"], "signature": base64.b64encode(signature).decode(), "key_id": "k1", "on_behalf_of": party}
            answer = await self.suite.call(RPC + "SignDocument", body, who)
        return answer


def row(role: str, person: Person, kinds: tuple[str, ...]) -> dict:
    texts = [{"kind": f"DOCUMENT_KIND_{kind}", "text": "双方约定如下。"} for kind in kinds]
    return {"parent": PROJECT, "role": f"ENGAGED_ROLE_{role}", "person": person.name, "texts": texts}


@asynccontextmanager
async def four(running: Running) -> AsyncIterator[Suite]:
    """Registry, supervision, evaluation and contracts, who know each other."""
    async with running(people="record") as suite, AsyncExitStack() as stack:
        for name in SERVICES:
            await ensure_topics(suite.settings, name)
        for name in ("registry", "supervision", "evaluation", "contracts"):
            stack.push_async_callback((await suite.start(service(name))).stop)
        addresses = {"addresses": {name: app.address for name, app in suite.apps.items()}}
        for app in suite.apps.values():
            app.neighbours.point_at(app.settings.model_copy(update=addresses))
        yield suite


@pytest.mark.rule("1.5", "1.6", "1.7")
async def test_contracts_stand_on_what_registry_and_supervision_say(running: Running):
    async with four(running) as suite:
        city = City(suite)
        hands = Hands(suite, city)
        await city.approve()
        await suite.quiet()
        for who, party in ((BUREAU, BUREAU.organization), (POSTER, POSTER.organization), (LEAD, ""), (CHIEF, "")):
            await hands.give(who, party)

        selection = {"parent": PROJECT, "person": LEAD.name, "method": "SELECTION_METHOD_GOVERNMENT_PROCUREMENT"}
        selection |= {"selected_on": "2024-01-01", "reference": "晋中采2024-01", "decision": "选定"}
        recorded = await suite.call(RPC + "RecordSelection", selection, BUREAU)
        await suite.call(RPC + "ConsentToSelection", {"name": recorded["name"]}, POSTER)
        manager = await suite.call(RPC + "DrawUpEngagement", row("PROJECT_MANAGER", LEAD, LEAD_KINDS), POSTER)
        await hands.sign(manager, BUREAU, BUREAU.organization)
        await hands.sign(manager, LEAD)
        with pytest.raises(Refused) as refusal:
            await hands.give(UNIT)
            await hands.sign(manager, UNIT, POSTER.organization)
        assert (refusal.value.reason, refusal.value.rule) == ("SIGNER_NOT_AUTHORIZED", "1.6")
        await hands.sign(manager, POSTER, POSTER.organization)
        await suite.quiet()

        drawing = row("TECHNICAL_CHIEF", CHIEF, CHIEF_KINDS)
        with pytest.raises(Refused) as refusal:
            await suite.call(RPC + "DrawUpEngagement", drawing, LEAD)
        assert refusal.value.reason == "PERSON_NOT_ELIGIBLE"
        failures = json.loads(refusal.value.metadata["failures"])
        assert {failure["rule"] for failure in failures} >= {"3.3"}, failures
        whole = {"name": f"{PROJECT}/contractSet"}
        contracts = await suite.call(RPC + "GetContractSet", whole, LEAD)
        assert (contracts["state"], contracts["lead"]) == ("CONTRACT_SET_STATE_INCOMPLETE", LEAD.name)


async def asked(suite: Suite, who: Person) -> str:
    """What contracts says to somebody."""
    try:
        await suite.call(UPLOAD, {"digest": f"sha256:{'0' * 64}"}, who, service="contracts")
    except Refused as refused:
        assert (refused.code.name, refused.rule) == ("PERMISSION_DENIED", "2.5")
        return f"{refused.reason}: {refused.message}"
    return "OK"


@pytest.mark.rule("2.5")
async def test_who_is_not_on_record_or_has_left_gets_in_nowhere(running: Running, monkeypatch: pytest.MonkeyPatch):
    async with four(running) as suite:
        city = City(suite)
        await city.settle()
        assert await asked(suite, UNIT) == "OK"
        assert (await asked(suite, Person("people/nobody", ("science_bureau",)))).startswith("PERSON_UNKNOWN: people/nobody")
        assert (await asked(suite, replace(UNIT, organization=BUREAU.organization))).startswith("ORGANIZATION_NOT_THEIRS")
        assert await asked(suite, UNIT) == "OK"

        gone = await city.call("RecordDeparture", {"name": UNIT.name, "reason": "已调离"}, BUREAU)
        assert gone["left_at"] and gone["absences"][0]["recorded_by"] == BUREAU.name
        assert not (await city.call("GetPerson", {"name": UNIT.name}, POSTER))["absences"]
        signer = {"person": UNIT.name, "organization": ""}
        assert not (await city.call("GetSigner", signer, BUREAU))["authorized"]
        monkeypatch.setattr(standings, "KEPT_SECONDS", 0.0)  # as if these seconds were over
        told = await asked(suite, UNIT)
        assert told.startswith(f"PERSON_LEFT: {UNIT.name}已登记离任")  # their display name
        with pytest.raises(Refused, match="PERSON_LEFT"):
            await city.call("ListProjects", {}, UNIT)
        entries = suite.apps["contracts"].mongo["audit"].find({"outcome": {"$in": ["PERSON_LEFT", "PERSON_UNKNOWN"]}})
        assert {entry["actor"] async for entry in entries} == {UNIT.name, "people/nobody"}

        newcomer = replace(BUREAU, name="people/newcomer")
        body = {"person_id": "newcomer", "display_name": "新人", "organization": BUREAU.organization}
        proposed = await city.call("RegisterPerson", body, BUREAU)
        with pytest.raises(Refused, match="ROLE_REQUIRED"):  # one person alone makes nobody an official
            await city.call("GetSigner", signer, newcomer)
        confirm = {"name": newcomer.name, "office": proposed["offices"][0]["id"]}
        with pytest.raises(Refused, match="ROLE_REQUIRED"):
            await city.call("ConfirmOffice", confirm, BUREAU)
        await city.call("ConfirmOffice", confirm, SECURITY)
        assert not (await city.call("GetSigner", signer, newcomer))["authorized"]

        await city.call("RecordReturn", {"name": UNIT.name}, BUREAU)
        assert await asked(suite, UNIT) == "OK"
        await suite.apps["registry"].stop()
        suite.comes_again = 0.0
        assert await asked(suite, UNIT) == "OK"  # as was known last
        with pytest.raises(Refused) as unseen:
            await suite.call(UPLOAD, {"digest": f"sha256:{'0' * 64}"}, LEAD, service="contracts")
        assert (unseen.value.code.name, unseen.value.reason) == ("UNAVAILABLE", "STANDING_UNAVAILABLE")
