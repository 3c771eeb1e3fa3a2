"""The pictures in the README are those of the code, and whatever is done, the code moves as its tables say."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.errors import Refusal
from plan.states import StateTable
from services.contracts.domain.engagement import Wording, draft
from services.contracts.domain.states import CONTRACT_SET, DOCUMENT, ENGAGEMENT, SELECTION
from services.contracts.domain.words import ContractSetState, DocumentState, EngagementState, SelectionState
from tests.unit.contracts.examples import (
    BUREAU,
    CHIEF,
    CHIEF_ROLE,
    FOUNDRY,
    LATER,
    MANAGER,
    MANAGER_ROLE,
    SUCCESSOR,
    consent,
    contract_set,
    drawn_up,
    end,
    failed,
    passed,
    sign,
)
from tests.unit.pictures import picture

README = Path(__file__).parents[3] / "services" / "contracts" / "README.md"
TABLES = [
    (SELECTION, SelectionState.PROPOSED),
    (ENGAGEMENT, EngagementState.DRAWN_UP),
    (DOCUMENT, DocumentState.OPEN),
    (CONTRACT_SET, ContractSetState.INCOMPLETE),
]
IDS = ["selection", "engagement", "document", "contract set"]


@pytest.mark.parametrize(("table", "first"), TABLES, ids=IDS)
def test_the_readme_shows_the_tables(table, first):
    assert picture(table.moves, first) in README.read_text()


@pytest.mark.parametrize(("table", "first"), TABLES, ids=IDS)
def test_every_state_is_reached(table: StateTable[Any], first: Any) -> None:
    reached, states = {first}, set(type(first).__members__.values())
    for _ in states:
        reached |= {target for moves in table.moves.values() for source, target in moves.items() if source in reached}
    assert reached == states


@pytest.mark.parametrize(
    ("state", "act", "reason", "rule"),
    [
        (EngagementState.ENDED, "sign", "DOCUMENT_NOT_OPEN", "1.6"),
        (EngagementState.DRAWN_UP, "activate", "ENGAGEMENT_NOT_BLOCKED", "1.6"),
        (EngagementState.ACTIVATED, "void", "ENGAGEMENT_NOT_VOIDABLE", "1.6"),
        (EngagementState.SIGNED, "decline", "ENGAGEMENT_NOT_VOIDABLE", "1.6"),
        (EngagementState.BLOCKED, "amend", "ENGAGEMENT_NOT_AMENDABLE", "1.6"),
        (EngagementState.ENDED, "end", "ENGAGEMENT_NOT_IN_EFFECT", "1.9"),
        (EngagementState.ENDED, "finish", "ENGAGEMENT_NOT_IN_EFFECT", "1.9"),
        (EngagementState.ENDED, "consent_to_end", "NO_END_PENDING", "1.9"),
    ],
)
def test_what_a_state_does_not_admit_is_refused_by_its_ground(state, act, reason, rule):
    refusal = ENGAGEMENT.refusal(state, act)
    assert refusal and (refusal.reason, refusal.rule) == (reason, rule)


PARTIES = [BUREAU, FOUNDRY, MANAGER, CHIEF, SUCCESSOR]
ACTS = st.one_of(
    st.tuples(st.just("draw_up"), st.sampled_from([(MANAGER_ROLE, MANAGER), (MANAGER_ROLE, SUCCESSOR), (CHIEF_ROLE, CHIEF)])),
    st.tuples(st.just("sign"), st.tuples(st.integers(0, 4), st.sampled_from(PARTIES))),
    st.tuples(st.just("sign_rest"), st.none()),
    st.tuples(st.just("check"), st.booleans()),
    st.tuples(st.just("void"), st.booleans()),
    st.tuples(st.just("end"), st.sampled_from(PARTIES)),
    st.tuples(st.just("consent"), st.tuples(st.sampled_from(PARTIES), st.booleans())),
    st.tuples(st.just("finish"), st.none()),
    st.tuples(st.just("amend"), st.integers(0, 4)),
    st.tuples(st.just("refuse"), st.integers(0, 4)),
)


class Walk:
    """One project, with the acts of its contracts on whichever engagement the walk has come to."""

    def __init__(self):
        self.contracts = contract_set()
        self.engagements = {}
        self.current: Any = None

    def do(self, act, argument):
        if act != "draw_up" and self.current is None:
            return None
        facts = getattr(self, act)(argument)
        if self.current is not None:
            facts = [*facts, *self.contracts.follow(self.current, LATER)]
        return facts

    def draw_up(self, argument):
        role, person = argument
        self.contracts.selected = person if role == MANAGER_ROLE else self.contracts.selected
        self.current = drawn_up(self.contracts, role, person)
        self.engagements[self.current.name] = self.current
        return [self.current]

    def sign(self, argument):
        at, party = argument
        return sign(self.current, self.current.documents[at % len(self.current.documents)], party, LATER)

    def sign_rest(self, _):
        waiting = [(document, party) for document in self.current.documents for party in document.awaiting]
        return [fact for document, party in waiting for fact in sign(self.current, document, party, LATER)] or [None]

    def check(self, good):
        check = passed(LATER) if good else failed(LATER)
        facts = self.current.conclude(check.with_failures(*self.contracts.obstacles(self.current)))
        if self.current.state == EngagementState.ACTIVATED and self.current.replaces:
            predecessor = self.engagements[self.current.replaces]
            facts += predecessor.replace(self.current, LATER)
            self.contracts.follow(predecessor, LATER)
        return facts

    def void(self, declines):
        return self.current.void(BUREAU, "退出", declines=declines)

    def end(self, party):
        return end(self.current, party) or [self.current.ending]

    def consent(self, argument):
        party, agreed = argument
        return self.current.consent_to_end(consent(party, agreed=agreed, reason="不便"))

    def finish(self, _):
        return self.current.finish() if self.current.end_is_due(LATER.date()) else [None]

    def amend(self, at):
        document = self.current.documents[at % len(self.current.documents)]
        amended, _ = draft(self.current, document.kind, Wording(text="变更"), LATER, document)
        return self.current.amend(document, amended, BUREAU, "变更")

    def refuse(self, at):
        return self.current.refuse(self.current.documents[at % len(self.current.documents)], MANAGER, "不同意")


@given(st.lists(ACTS, max_size=25))
@settings(max_examples=150, deadline=None)
def test_a_random_walk_meets_facts_or_refusals_and_nothing_else(acts):
    walk = Walk()
    for act, argument in acts:
        try:
            assert walk.do(act, argument) != []  # never a silent no-op
        except Refusal as refusal:
            assert refusal.rule and refusal.reason and refusal.message
        for name, engagement in walk.engagements.items():
            assert walk.contracts.entry(name).state == engagement.state
            in_force = [document for document in engagement.documents if document.state == "signed"]
            assert len({document.kind for document in in_force}) == len(in_force)
            if engagement.state == EngagementState.ACTIVATED:
                assert len(in_force) == 3 and engagement.effective_at
        for role in (MANAGER_ROLE, CHIEF_ROLE):
            held = [entry for entry in walk.contracts.entries if entry.role == role and entry.state == EngagementState.ACTIVATED]
            assert len(held) <= 1
