"""People, projects and rows that the tests of contracts start from."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plan.consents import Consent, joint
from plan.parties import Regime
from services.contracts.algorithms import ALGORITHMS
from services.contracts.domain.card import Approval, ProjectCard
from services.contracts.domain.check import Check, CheckFailure
from services.contracts.domain.contract_set import ContractSet, name_of_set
from services.contracts.domain.engagement import Document, Engagement, Signer, SigningKey, SigningRequest, Wording, draft
from services.contracts.domain.hiring import engagers_of
from services.contracts.domain.rows import row_for
from services.contracts.domain.words import EngagedRole, HiredBy

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=20)
PROJECT = "projects/castings"
BUREAU, FOUNDRY, UNIT = "organizations/jz-stb", "organizations/foundry", "organizations/institute"
MANAGER, CHIEF, SUCCESSOR = "people/wang", "people/li", "people/zhao"
MANAGER_ROLE, CHIEF_ROLE = EngagedRole.PROJECT_MANAGER, EngagedRole.TECHNICAL_CHIEF
APPROVAL: dict[str, Any] = {
    "title": "液压铸件",
    "approved_on": date(2026, 2, 20),
    "chief_needed": True,
    "chief_hired_by": HiredBy.MANAGER,
    "score_without_lead": Decimal("64"),
    "exact_without_lead": "64",
    "lead_weight": Decimal("20"),
    "threshold": Decimal("80"),
}


def card(**changes: Any) -> ProjectCard:
    approval = Approval(**{key: changes.pop(key, value) for key, value in APPROVAL.items()})
    values: dict[str, Any] = {
        "name": PROJECT,
        "regime": Regime.MANAGER,
        "owners": [BUREAU, FOUNDRY],
        "owner_kinds": {BUREAU: "science_bureau", FOUNDRY: "enterprise"},
        "undertaking_unit": UNIT,
        "county": "yuci",
        "nominated_lead": MANAGER,
        "approval": approval,
    }
    return ProjectCard(**(values | changes))


def consent(owner: str, *, agreed: bool = True, reason: str = "", at: datetime = LATER) -> Consent:
    """An owner's answer, given by its chief."""
    return Consent(owner, HANDS[owner].person, at, agreed, reason)


def end(engagement: Engagement, by: str = BUREAU, on: date = date(2026, 3, 22), reason: str = "调任") -> list[Any]:
    """An owner proposes an end, to which both owners consent."""
    return engagement.end(on, reason, joint([BUREAU, FOUNDRY]), consent(by))


def contract_set(project: ProjectCard | None = None) -> ContractSet:
    project = project or card()
    contracts = ContractSet(name_of_set(project.name), project.name, project.regime)
    contracts.selected = MANAGER
    return contracts


def drawn_up(
    contracts: ContractSet,
    role: EngagedRole = MANAGER_ROLE,
    person: str = MANAGER,
    project: ProjectCard | None = None,
    hired_by: HiredBy | None = None,
) -> Engagement:
    """A row drawn up by whoever draws it up, put into the set."""
    project = project or card()
    row = row_for(project.regime, role)
    caller = frozenset({"owner"}) if role == MANAGER_ROLE else frozenset({"undertaking_unit", "project_manager"})
    engagers = engagers_of(row, project, contracts, hired_by, caller)
    engagement = Engagement(
        name=contracts.next_name(role),
        project=project.name,
        regime=project.regime,
        row=row.id,
        role=role,
        is_lead=row.is_lead,
        person=person,
        first_parties=engagers.parties,
        drawn_up_at=NOW,
        hired_by=engagers.hired_by,
        replaces=contracts.predecessor(row, person, engagers.parties),
        policy_version="2026.1",
    )
    engagement.draw_up([draft(engagement, kind, Wording(text=kind.chinese), NOW)[0] for kind in row.documents])
    contracts.freeze(project, NOW)
    contracts.enter(engagement)
    return engagement


class Hand:
    """Somebody with a key."""

    def __init__(self, person: str) -> None:
        self.person = person
        self.private = Ed25519PrivateKey.generate()
        self.key = SigningKey("key-1", "ed25519", self.private.public_key().public_bytes_raw())

    def signer(self, party: str = "", *, authorized: bool = True) -> Signer:
        return Signer(self.person, party or self.person, authorized, (self.key,))

    def request(self, document: Document, party: str = "", **changes: Any) -> SigningRequest:
        signature = changes.get("signature", self.private.sign(document.signing_payload))
        signer = changes.get("signer", self.signer(party))
        return SigningRequest(document.name, signer, changes.get("key_id", "key-1"), signature)


HANDS = {
    BUREAU: Hand("people/bureau-chief"),
    FOUNDRY: Hand("people/foundry-director"),
    UNIT: Hand("people/institute-director"),
    **{person: Hand(person) for person in (MANAGER, CHIEF, SUCCESSOR)},
}


def sign(engagement: Engagement, document: Document, party: str, now: datetime = NOW) -> list[Any]:
    return engagement.sign(HANDS[party].request(document, party), ALGORITHMS, now)


def sign_all(engagement: Engagement, now: datetime = NOW) -> list[Any]:
    """Every outstanding signature; the facts of the last."""
    facts: list[Any] = []
    for document in engagement.documents:
        for party in list(document.awaiting):
            facts = sign(engagement, document, party, now)
    return facts


def passed(now: datetime = NOW) -> Check:
    return Check(now)


def failed(now: datetime = NOW) -> Check:
    return Check(now, (CheckFailure("3.4", "CHIEF_TOO_OLD", "立项当年56周岁"), CheckFailure("7.5", "BARRED", "负面清单限制期内")))


def in_effect(contracts: ContractSet, engagement: Engagement, now: datetime = NOW) -> list[Any]:
    """The engagement signed, checked and in effect; the facts of that, the set's included."""
    sign_all(engagement, now)
    return [*engagement.conclude(passed(now)), *contracts.follow(engagement, now)]
