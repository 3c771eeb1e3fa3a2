"""The pictures in the README are those of the code, and whatever is done, the code moves as its tables say."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services.contracts.domain.documents import Wording
from services.contracts.domain.drafting import draft
from services.contracts.domain.ending import Ending

from chassis.errors import Refusal
from services.contracts.domain import amendments, leaving
from services.contracts.domain.consents import Answer
from services.contracts.domain.states import PICTURES, moved
from services.contracts.domain.words import EngagementState
from tests.unit.contracts.examples import (
    BUREAU,
    CHIEF,
    CHIEF_ROLE,
    FOUNDRY,
    LATER,
    MANAGER,
    MANAGER_ROLE,
    SUCCESSOR,
    contract_set,
    drawn_up,
    failed,
    passed,
    sign,
)

README = Path(__file__).parents[3] / "services" / "contracts" / "README.md"


def picture(first, table):
    lines = [f"    {one} --> {other}: {act}" for one, moves in table.items() for other, act in moves.items()]
    return "\n".join(["```mermaid", "stateDiagram-v2", f"    [*] --> {first}", *lines, "```"])


@pytest.mark.parametrize("aggregate", PICTURES)
def test_the_readme_shows_the_tables(aggregate):
    first, table = PICTURES[aggregate]
    assert set(table) == set(type(first))
    assert picture(first, table) in README.read_text()


@pytest.mark.parametrize("aggregate", PICTURES)
def test_every_state_is_reached(aggregate):
    first, table = PICTURES[aggregate]
    reached = {first}
    for _ in table:
        reached |= {other for one in reached for other in table[one]}
    assert reached == set(table)


def test_no_other_move_is_made():
    _, table = PICTURES["Engagement"]
    with pytest.raises(LookupError):
        moved(table, EngagementState.ENDED, EngagementState.ACTIVATED)


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
            facts += leaving.replace(predecessor, self.current, LATER)
            self.contracts.follow(predecessor, LATER)
        return facts

    def void(self, by_second_party):
        return leaving.void(self.current, BUREAU, "退出", by_second_party=by_second_party)

    def end(self, party):
        engagers = self.contracts.engagers(self.current, [BUREAU, FOUNDRY])
        ending = Ending(LATER.date(), "调任", engagers)
        return leaving.end(self.current, ending, Answer(party, "people/x"), LATER) or [ending]

    def consent(self, argument):
        party, agreed = argument
        return leaving.consent_to_end(self.current, Answer(party, "people/x", agreed, "不便"), LATER)

    def finish(self, _):
        return leaving.finish(self.current) if leaving.is_due(self.current, LATER.date()) else [None]

    def amend(self, at):
        document = self.current.documents[at % len(self.current.documents)]
        amended, _ = draft(self.current, document.kind, Wording(text="变更"), LATER, document)
        return amendments.amend(self.current, document, amended, BUREAU, "变更")

    def refuse(self, at):
        return amendments.refuse(self.current, self.current.documents[at % len(self.current.documents)], MANAGER, "不同意")


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
