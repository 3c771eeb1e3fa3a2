"""The neighbours of contracts, played by the test: their facts are put on Kafka, their answers come by gRPC."""

import base64
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import grpc
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sanzhi.registry.v1 import registry_pb2, registry_pb2_grpc
from sanzhi.supervision.v1 import supervision_pb2, supervision_pb2_grpc

from cli.sm2_key import Sm2PrivateKey
from tests.harness import told
from tests.harness.suite import Person, Suite

RPC = "sanzhi.contracts.v1.ContractsService/"
PROJECT = "projects/castings"
BUREAU = Person("people/chen", ("science_bureau",), "organizations/bureau", "science_bureau", "jinzhong")
POSTER = Person("people/gao", (), "organizations/hydraulics", "enterprise", "taigu")
UNIT = Person("people/li", (), "organizations/foundry", "enterprise", "yuci")
MANAGER = Person("people/sun", (), "organizations/institute", "research_institute", "outside")
SUCCESSOR = Person("people/zhao", (), "organizations/agency", "agency", "outside")
CHIEF = Person("people/he", (), "organizations/university", "university", "jinzhong")
CLERK = Person("people/clerk", (), "organizations/hydraulics", "enterprise", "taigu")
STRANGER = Person("people/stranger", (), "organizations/elsewhere", "enterprise", "yuci")
COUNTY = Person("people/wang", ("county",), "organizations/yuci", "county_department", "yuci")
AUDITOR = Person("people/audit", ("auditor",))
SIGNATORIES = {(BUREAU.name, BUREAU.organization), (POSTER.name, POSTER.organization), (UNIT.name, UNIT.organization)}
EXPERTS = ["people/e1", "people/e2", "people/e3"]
ORGANIZATIONS = {person.name: person.organization for person in (BUREAU, POSTER, UNIT, MANAGER, SUCCESSOR, CHIEF, CLERK, STRANGER)}


@dataclass
class Neighbours(registry_pb2_grpc.RegistryServiceServicer, supervision_pb2_grpc.SupervisionServiceServicer):  # type: ignore[misc]
    """Registry and supervision as contracts sees them; nobody asks for the DownloadFile of both. `unqualified` and `barred`: people -> why.

    away_after: how many more questions are answered before they are away; None: they stay.
    """

    unqualified: dict[str, str] = field(default_factory=dict)
    barred: dict[str, str] = field(default_factory=dict)
    away_after: int | None = None
    turned_away: int = 0
    keys: dict[str, Ed25519PrivateKey | Sm2PrivateKey] = field(default_factory=dict)
    address: str = ""

    def key(self, person: str) -> Ed25519PrivateKey | Sm2PrivateKey:
        return self.keys.setdefault(person, Ed25519PrivateKey.generate())

    async def _answer(self, context: Any) -> None:
        if self.away_after is None:
            return
        self.away_after -= 1
        if self.away_after < 0:
            self.turned_away += 1
            await context.abort(grpc.StatusCode.UNAVAILABLE, "away")

    async def GetPerson(self, request: Any, context: Any) -> Any:
        await self._answer(context)
        organization = ORGANIZATIONS.get(request.name, "organizations/college")
        return registry_pb2.Person(name=request.name, organization=organization)

    async def CheckQualification(self, request: Any, context: Any) -> Any:
        await self._answer(context)
        answer = registry_pb2.Qualification(person=request.person, qualified=request.person not in self.unqualified)
        if not answer.qualified:
            answer.failures.add(rule="3.4", reason="CHIEF_TOO_OLD", message=self.unqualified[request.person])
        return answer

    async def GetSigner(self, request: Any, context: Any) -> Any:
        await self._answer(context)
        authorized = not request.organization or (request.person, request.organization) in SIGNATORIES
        answer = registry_pb2.Signer(person=request.person, organization=request.organization, authorized=authorized)
        held = self.key(request.person)
        algorithm, public = ("sm2", held.public) if isinstance(held, Sm2PrivateKey) else ("ed25519", held.public_key().public_bytes_raw())
        key = answer.keys.add(key_id="k1", algorithm=algorithm, public_key=public)
        key.valid_from.FromDatetime(datetime(2024, 1, 1))
        return answer

    async def CheckClearance(self, request: Any, context: Any) -> Any:
        await self._answer(context)
        answer = supervision_pb2.Clearance(subject=request.subject, clear=request.subject not in self.barred)
        if not answer.clear:
            answer.grounds.add(finding="findings/1", message=self.barred[request.subject])
        return answer


async def tell(suite: Suite, kind: str, **body: Any) -> None:
    """tell(suite, "registry.project.approved.v1", …), of the project unless it is named otherwise."""
    await told.tell(suite, kind, {"name": PROJECT} | body, datetime(2026, 1, 1, tzinfo=UTC))


@dataclass
class Stage:
    """The running service, the neighbours that the test plays, and the acts of a contract's way."""

    suite: Suite
    neighbours: Neighbours

    async def call(self, rpc: str, who: Person, request_id: str = "", **body: Any) -> dict[str, Any]:
        return await self.suite.call(RPC + rpc, body, who, request_id)

    async def approved(self, **changes: Any) -> None:
        """registry: the project is approved."""
        body = {
            "project": PROJECT,
            "title": "高压液压铸件",
            "regime": "manager",
            "owners": [BUREAU.organization, POSTER.organization],
            "owner_kinds": {BUREAU.organization: "science_bureau", POSTER.organization: "enterprise"},
            "undertaking_unit": UNIT.organization,
            "county": "yuci",
            "nominated_lead": MANAGER.name,
            "chief_needed": True,
            "chief_hired_by": "manager",
            "nominated_chief": "",
            "approved_on": "2026-01-05",
            "score_without_lead": "64",
            "exact_without_lead": "64",
            "lead_weight": "20",
            "threshold": "75",
            "task_book": {"version": 1},
        }
        await tell(self.suite, "registry.project.approved.v1", **(body | changes))

    async def selected(self, person: str = MANAGER.name) -> None:
        body: dict[str, Any] = {
            "method": "SELECTION_METHOD_EXPERT_PANEL",
            "selected_on": "2026-01-08",
            "decision": "选定",
            "panel": EXPERTS,
        }
        selection = await self.call("RecordSelection", BUREAU, parent=PROJECT, person=person, **body)
        await self.call("ConsentToSelection", POSTER, name=selection["name"])

    async def drawn_up(self, role: str = "PROJECT_MANAGER", person: Person = MANAGER, by: Person = BUREAU, **more: Any) -> dict[str, Any]:
        lead = role == "PROJECT_MANAGER" or more.pop("leads", False)
        contract, letter = ("ENTRUSTMENT_CONTRACT", "TERM") if lead else ("TECHNICAL_MANAGEMENT_CONTRACT", "TECHNICAL")
        kinds = (contract, "CREDIT_COMMITMENT", f"{letter}_RESPONSIBILITY_LETTER")
        texts = [{"kind": f"DOCUMENT_KIND_{kind}", "text": "双方约定如下。"} for kind in kinds]
        body = {"role": f"ENGAGED_ROLE_{role}", "person": person.name, "texts": texts}
        return await self.call("DrawUpEngagement", by, parent=PROJECT, **(body | more))

    async def sign(self, document: str, who: Person, on_behalf_of: str = "", **changes: Any) -> dict[str, Any]:
        shown = await self.call("GetDocument", AUDITOR, name=document)
        payload = base64.b64decode(shown["signing_payload"])
        signature = changes.pop("signature", self.neighbours.key(who.name).sign(payload))
        body = {"name": document, "signature": base64.b64encode(signature).decode(), "key_id": "k1", "on_behalf_of": on_behalf_of}
        return await self.call("SignDocument", who, **(body | changes))

    async def sign_all(self, engagement: dict[str, Any], *who: Person) -> None:
        """Every document by these people; for their organisation where that is a party."""
        for document in engagement["documents"]:
            for person in who:
                party = person.organization if person.organization in document["awaiting"] else ""
                if party or person.name in document["awaiting"]:
                    await self.sign(document["name"], person, party)

    async def engagement(self, name: str) -> dict[str, Any]:
        return await self.call("GetEngagement", AUDITOR, name=name)

    async def contract_set(self) -> dict[str, Any]:
        return await self.call("GetContractSet", AUDITOR, name=f"{PROJECT}/contractSet")

    async def whole(self) -> tuple[str, str]:
        """Manager and chief in effect; their engagements."""
        await self.approved()
        await self.selected()
        manager = await self.drawn_up()
        await self.sign_all(manager, BUREAU, POSTER, MANAGER)
        await self.suite.quiet()
        chief = await self.drawn_up("TECHNICAL_CHIEF", CHIEF, MANAGER)
        await self.sign_all(chief, MANAGER, CHIEF)
        await self.suite.quiet()
        return manager["name"], chief["name"]

    async def types(self) -> list[str]:
        return [fact["attributes"]["type"].removeprefix("sanzhi.contracts.") for fact in await self.suite.facts("contracts")]
