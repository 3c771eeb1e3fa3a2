"""What somebody saw of a policy, question, claim or request (4.7a), and every act in every state (9.1, 9.2)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from chassis.errors import RuleViolated
from plan.parties import Engaged
from plan.states import StateTable
from services.support.domain.card import ProjectCard
from services.support.domain.claim import ClaimDocument
from services.support.domain.conditions import Condition
from services.support.domain.notice import source_key
from services.support.domain.service_request import ServiceRequest
from services.support.domain.states import CLAIM, POLICY, QUESTION, SERVICE
from services.support.domain.words import ConditionKind, Level, ProjectStage, ServiceKind
from tests.unit.said import altered, refused
from tests.unit.support.examples import CERTIFICATE, NOW, PROJECT, PROOF, TREE, UNIT, claim, offer, policy, question, request

OTHER = (ClaimDocument(CERTIFICATE, replace(PROOF, digest="sha256:x")),)
ASKED: dict[str, Any] = {"name": "x", "text": "x", "answer": "可以"}
CLAIMED: dict[str, Any] = {"name": "x", "amount_fen": 1, "documents": OTHER, "returned_because": "缺少附件", "granted_fen": 1}
SERVED: dict[str, Any] = {"name": "x", "description": "x", "outcome": "x"}
TERMS: dict[str, Any] = {
    "title": "x",
    "issuer": "x",
    "number": "x",
    "level": next(each for each in Level if each is not Level.CITY),
    "valid_from": date(2026, 1, 2),
    "valid_until": None,
    "conditions": (Condition(ConditionKind.ORGANIZATION_KIND, ("university",), "x"),),
    "documents": (),
    "amount_fen": 1,
    "summary": "x",
}


@pytest.mark.rule("4.7a")
@pytest.mark.parametrize(
    ("made", "parts"),
    [(question(), ASKED), (claim(), CLAIMED), (request(ServiceKind.MANUFACTURING), SERVED)],
    ids=["question", "claim", "request"],
)
def test_each_part_that_is_judged_makes_another_version_and_no_other_does(made: Any, parts: dict[str, Any]) -> None:
    others = [replace(made, **{part: value}) for part, value in parts.items()]
    assert len({made.etag, *(each.etag for each in others)}) == 1 + len(others)
    assert replace(made, project="x", responsible="x", policy_version="x", version=7).etag == made.etag


@pytest.mark.rule("4.7a")
def test_each_offer_makes_another_version_of_a_request() -> None:
    made = request(ServiceKind.MANUFACTURING)
    first = offer(made)
    seen = [made.etag]
    for offers in ([first], [replace(first, organization="x")], [replace(first, text="x")], [first, first]):
        seen.append(replace(made, offers=offers).etag)
    assert len(set(seen)) == len(seen)


@pytest.mark.rule("4.7a")
def test_each_of_its_terms_makes_another_version_of_a_policy() -> None:
    made = policy()
    assert TERMS.keys() == vars(made.terms).keys(), "a new term belongs here"
    others = [replace(made, terms=replace(made.terms, **{part: value})) for part, value in TERMS.items()]
    others.append(replace(made, name="x"))
    assert len({made.etag, *(each.etag for each in others)}) == 1 + len(others)
    assert replace(made, grams=["x"], version=7).etag == made.etag


def offered() -> ServiceRequest:
    made = request(ServiceKind.MANUFACTURING)
    made.offers = [offer(made)]
    return made


def reason_of(table: StateTable[Any], state: str, act: str) -> tuple[str, str]:
    """Why not, read off the state and the act."""
    if table is POLICY:
        return ("POLICY_ENDED" if state == "ended" else "POLICY_ON_OFFER"), "9.1"
    if table is QUESTION:
        return ("QUESTION_ANSWERED" if state == "answered" else "QUESTION_OPEN"), "9.1"
    if table is CLAIM:
        if act == "pay" and state != "paid":
            return "CLAIM_NOT_GRANTED", "9.1"
        by_state = {"returned": "CLAIM_RETURNED", "submitted": "CLAIM_NOT_RETURNED"}
        return by_state.get(state, "CLAIM_DECIDED"), "9.1"
    if act == "rate" and state != "rated":
        return "SERVICE_NOT_COMPLETED", "9.2"
    return ("SERVICE_NOT_ASSIGNED" if (act, state) == ("complete", "requested") else "SERVICE_OVER"), "9.2"


TABLES: list[tuple[Any, StateTable[Any]]] = [
    (question(), QUESTION),
    (claim(), CLAIM),
    (offered(), SERVICE),
    (policy(), POLICY),
]


@pytest.mark.rule("9.1", "9.2")
@pytest.mark.parametrize(("made", "table"), TABLES, ids=["question", "claim", "request", "policy"])
def test_what_is_not_admitted_is_refused_with_the_state(made: Any, table: StateTable[Any]) -> None:
    for state in type(made.state):
        stands = replace(made, state=state)
        for act in table.moves:
            if table.admits(state, act):
                stands.admit(act, NOW)
                continue
            told = (RuleViolated, *reason_of(table, state.value, act), {"state": state.value})
            assert refused(lambda stands=stands, act=act: stands.admit(act, NOW)) == told  # type: ignore[misc]


@pytest.mark.rule("9.3")
@pytest.mark.parametrize("source", ["https://www.example.org/News/1/", "http://example.org/news/1", "  ＥＸＡＭＰＬＥ.org/news/1//"])
def test_one_source_written_in_several_ways(source: str) -> None:
    assert source_key(source) == "example.org/news/1"
    assert source_key("市科发  〔2026〕\n12号") == "市科发 〔2026〕 12号"


@pytest.mark.rule("9.3")
def test_fields_of_technology() -> None:
    assert TREE.named("铝合金") == TREE.named("镁铝合金") == ("materials.magnesium",) and TREE.named("") == TREE.named("x") == ()
    assert [TREE.within(code, ("materials",)) for code in ("materials", "materials.magnesium", "materialsx", "energy")] == [
        True,
        True,
        False,
        False,
    ]
    assert (TREE.title("energy"), TREE.title("x")) == ("新能源", "x")
    TREE.demand(("energy",), "9.3")
    assert refused(lambda: TREE.demand(("x",), "9.3"))[1:] == ("FIELD_OF_TECHNOLOGY_UNKNOWN", "9.3", {"field": "fields"})


@pytest.mark.rule("2.5", "9.3")
def test_what_is_kept_of_a_project() -> None:
    made = ProjectCard(PROJECT)
    assert (made.approved, made.title, made.kind, made.category, made.stage) == (False, "", "", "", ProjectStage.APPROVED)
    kinds = {"organizations/kjj": "science_bureau"}
    parties = {"owners": ["organizations/kjj"], "owner_kinds": kinds, "undertaking_unit": UNIT, "county": "yuci"}
    assert altered(made, lambda: made.approve("缸体", kinds, UNIT, "yuci")) == parties | {"approved": True, "title": "缸体"}
    changed = altered(made, lambda: made.describe("open_bid", "x", ["materials"]))
    assert changed == {"kind": "open_bid", "category": "x", "own_fields": ["materials"]}
    made.follow(["materials", "energy", "energy"])
    assert (made.followed, made.fields) == (["energy", "materials"], ["energy", "materials"])
    made.follow([])
    assert made.fields == ["materials"]
    names = [made.next_claim(), made.next_claim(), made.next_request(), made.next_request()]
    assert names == [f"{PROJECT}/{each}" for each in ("claims/1", "claims/2", "serviceRequests/1", "serviceRequests/2")]
    made.engage(Engaged("e1", "people/lead", "project_manager", True, True))
    made.release("e1", "people/lead", "project_manager", is_lead=True)
    assert made.standing().roles_of("people/lead", "", "") == {"lead"} and made.standing().roles_of("", "", "") == frozenset()


@pytest.mark.rule("9.1")
def test_a_project_only_goes_on() -> None:
    stages = list(ProjectStage)
    for reached in stages:
        made = ProjectCard(PROJECT)
        made.reach(reached)
        assert (made.stage, made.is_over) == (reached, reached in (ProjectStage.CLOSED, ProjectStage.TERMINATED))
        for other in stages:
            later = replace(made)
            later.reach(other)
            assert later.stage is max(reached, other, key=stages.index)
