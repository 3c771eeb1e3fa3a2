"""Requests that could be meant: filled in by descriptor, from the names of fields and what they hold as a rule."""

import random
from datetime import date, timedelta
from typing import Any

from google.protobuf import descriptor_pool
from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor

from tests.integration.registry.city import BUREAU, CHIEF, EXPERTS, LEAD, POSTER, PROJECT, TERMS, UNIT
from tests.integration.walk.acts import FINANCE, WATCHER, Act

PEOPLE = [person.name for person in (LEAD, LEAD, CHIEF, WATCHER, BUREAU, UNIT)]
PANEL = [expert.name for expert in EXPERTS]
GRADES = {what: {"grade": "PAY_GRADE_HIGH", "reason": "列入市重大装备清单"} for what in ("importance", "difficulty", "urgency")}
BOOK = (
    TERMS
    | {"term_start": "2024-02-01", "term_end": "2024-12-31", "nodes": [TERMS["nodes"][0] | {"due_date": "2024-08-10"}]}
    | {"chief_pay": GRADES}
)
NODE = f"{PROJECT}/nodes/trial"
PDF = "JVBERg=="
LETTERS = {
    "ENGAGED_ROLE_PROJECT_MANAGER": ("ENTRUSTMENT_CONTRACT", "CREDIT_COMMITMENT", "TERM_RESPONSIBILITY_LETTER"),
    "ENGAGED_ROLE_TECHNICAL_CHIEF": ("TECHNICAL_MANAGEMENT_CONTRACT", "CREDIT_COMMITMENT", "TECHNICAL_RESPONSIBILITY_LETTER"),
}
USUAL: dict[str, tuple[Any, ...]] = {
    "parent": (PROJECT,),
    "project": (*[PROJECT] * 6, ""),
    "person": tuple(PEOPLE),
    "assignee": tuple(PEOPLE),
    "subject": (LEAD.name, LEAD.name, CHIEF.name, UNIT.organization, PROJECT),
    "member": tuple(PANEL),
    "successor": (*PANEL, WATCHER.name),
    "expert": tuple(PANEL),
    "target": ("leak",),
    "node": (NODE, NODE, "trial"),
    "consulted": (UNIT.organization, POSTER.organization, FINANCE.organization),
    "item": ("catalogueItems/misused-funds", "catalogueItems/bribery", "catalogueItems/academic-misconduct", "catalogueItems/none"),
    "key_id": ("k1",),
    "score": ("80", "60", "75", "90", "101"),
    "achieved_value": ("0.4", "0.6"),
    "verified_value": ("0.4", "0.4", "0.4", "0.6", "0.6", "x"),
    "planned_progress": ("60", "90", "80", "101"),
    "actual_progress": ("30", "55", "40", "-1"),
    "media_type": ("application/pdf",),
    "attachment": ("",),
    "attachment_name": ("",),
    "attachment_media_type": ("",),
    "attachment_digest": ("",),
    "digest": ("",),
    "report_every_months": (0, 3, 6),
    "content": (PDF,),
    "actual": ("0", "40", "100", "101"),
    "id": ("k1", "k2"),
    "key_node": ("k1", "k2"),
    "inspectors": tuple(PEOPLE),
    "holders": (UNIT.organization, UNIT.organization, WATCHER.organization),
    "identifier": ("", "", "ZL200310102344.5"),
    "readiness": (7, 7, 10),
    "months": (12, 24, 121),
    "sector": ("C", "C", "Z"),
    "licence": tuple(f"{PROJECT}/results/{result}/licences/{number}" for result in (1, 2) for number in (1, 2)),
    "policy_id": ("reward", "loan"),
    "policy": ("policies/reward", "policies/loan"),
    "documents": ("认定文件",),
    "kind": ("认定文件",),
    "result": (f"{PROJECT}/results/1", f"{PROJECT}/results/2", ""),
    "offer": (f"{PROJECT}/serviceRequests/1/offers/1", f"{PROJECT}/serviceRequests/2/offers/1"),
    "stars": (5, 4, 6),
    "facility_id": ("line", "bench"),
    "organization": (POSTER.organization,),
    "capacity": (1, 1, 2, 0),
    "request": ("",),
    "booking": tuple(f"facilities/{facility}/bookings/{number}" for facility in ("line", "bench") for number in (1, 2)),
    "source": ("快报第1期", "快报第2期", "https://example.org/news/3"),
    "fields": ("materials", "manufacturing.casting", "energy", "none"),
}
# What a policy asks for (9.1): met by the project, not met, and what nobody could meet.
CONDITIONS = (
    ("ORGANIZATION_KIND", "enterprise"),
    ("ORGANIZATION_AREA", "yuci"),
    ("PROJECT_KIND", "open_bid"),
    ("PROJECT_STAGE", "closed"),
    ("PROJECT_FIELD", "none"),
)
DAYS = ("_on", "_day", "_date", "_by", "_until", "_from", "as_of", "since", "dated")


class Filler:
    """Fills requests, as the dice fall."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.today = date(2024, 1, 1)

    def request(self, act: Act, name: str) -> dict[str, Any]:
        """A request of an act on a resource."""
        service, _, rpc = act.method.partition("/")
        method = descriptor_pool.Default().FindServiceByName(service).methods_by_name[rpc]
        body = self._message(method.input_type)
        if act.on:
            body["name" if "name" in method.input_type.fields_by_name else "parent"] = name
        if rpc == "DrawUpEngagement":
            kinds = LETTERS.get(str(body["role"]), ())
            body["texts"] = [{"kind": f"DOCUMENT_KIND_{kind}", "text": "双方约定如下。"} for kind in kinds]
        return body | self._likely(body)

    def _likely(self, body: dict[str, Any]) -> dict[str, Any]:
        """What hangs together, as a rule: the days of a period, an embargo and its reason."""
        if self.dice.random() < 0.1:
            return {}
        if "embargo_until" in body:
            return {"embargo_reason": "专利尚未公布" if body["embargo_until"] else ""}
        if "first_day" in body:
            return dict(zip(("first_day", "last_day"), sorted((body["first_day"], body["last_day"])), strict=True))
        return {}

    def _message(self, descriptor: Descriptor) -> dict[str, Any]:
        if descriptor.name == "TaskBookTerms":
            return self._terms()
        return {field.name: self._field(field) for field in descriptor.fields if field.name not in ("request_id", "terms", "etag")} | (
            {"terms": self._terms()} if descriptor.name == "ProposeTaskBookChangeRequest" else {}
        )

    def _terms(self) -> dict[str, Any]:
        node = BOOK["nodes"][0] | {"due_date": self.dice.choice(["2024-08-10", "2024-09-10", "2024-10-10"])}
        return BOOK | {"nodes": [node]}

    def _field(self, field: FieldDescriptor) -> Any:
        if not field.is_repeated:
            return self._one(field)
        if field.message_type:
            return self._several(field.message_type)
        if field.name in ("members", "panel"):
            return self.dice.sample([*PANEL, WATCHER.name] if self.dice.random() < 0.2 else PANEL, self.dice.choice([1, 3, 3, 3, 3]))
        return [self._one(field)]

    def _several(self, descriptor: Descriptor) -> list[dict[str, Any]]:
        """One for each expert, each kind or just one: whatever the messages differ in."""
        if descriptor.name == "Condition":
            kind, value = self.dice.choice(CONDITIONS)
            return [{"kind": f"CONDITION_KIND_{kind}", "any_of": [value], "text": "按文件办理"}]
        filled = self._message(descriptor)
        for field in descriptor.fields:
            if field.name in ("person", "expert"):
                return [self._message(descriptor) | {field.name: person} for person in self.dice.sample(PANEL, 3)]
        kinds = [field for field in descriptor.fields if field.enum_type and field.name == "kind"]
        if kinds and kinds[0].enum_type and self.dice.random() < 0.7:
            return [filled | {"kind": value.number} for value in kinds[0].enum_type.values if value.number]
        return [filled]

    def _one(self, field: FieldDescriptor) -> Any:
        if field.message_type:
            return self._message(field.message_type)
        if field.enum_type:
            return self._value(field.enum_type)
        if field.name in USUAL:
            return self.dice.choice(USUAL[field.name])
        if field.type == field.TYPE_BOOL:
            return self.dice.random() < 0.15
        if field.name.endswith("_fen"):
            return self.dice.choice([*[20_000_000, 30_000_000] * 8, -1])
        if field.type == field.TYPE_BYTES:
            return PDF
        if field.name.endswith("_until") and self.dice.random() < 0.5:
            return ""  # open-ended
        if field.name.endswith(DAYS):
            return (self.today + timedelta(days=self.dice.choice([-5, -1, 10, 60]))).isoformat()
        return "按规定办理"

    def _value(self, enum: EnumDescriptor) -> str:
        return str(self.dice.choice([value.name for value in enum.values if value.number or self.dice.random() < 0.03]))
