"""Whatever happens on a panel, in whatever order: what 4.7 promises of it stays true."""

from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chassis.errors import RuleViolated
from plan.panels import Panel, Seat

NOW = datetime(2024, 2, 20, 2, tzinfo=UTC)
PEOPLE = st.sampled_from("abcdefg")


class Walk(RuleBasedStateMachine):
    """Three are convened; they deliver, are objected to, are replaced. `counted`: who has delivered and still sits."""

    def __init__(self) -> None:
        super().__init__()
        self.panel: Panel[Seat] = Panel(NOW, "people/lead", [Seat(person=person) for person in "abc"], 3)
        self.sitting, self.gone, self.counted = set("abc"), set[str](), set[str]()

    def done(self, act: str, *args: object, **how: bool) -> bool:
        try:
            getattr(self.panel, act)(*args, NOW, **how)
        except RuleViolated as refused:
            assert refused.rule == "4.7"
            return False
        return True

    @rule(person=PEOPLE)
    def somebody_delivers(self, person: str) -> None:
        may = person in self.sitting - self.counted and len(self.sitting) == 3
        assert self.done("deliver", person) is may
        if may:
            self.counted.add(person)

    @rule(person=PEOPLE)
    def somebody_is_objected_to(self, person: str) -> None:
        may = person in self.sitting and (not self.counted or (person not in "abc" and person not in self.counted))
        assert self.done("object_to", person, "organizations/owner", "曾任顾问") is may
        if may:
            self._leaves(person)

    @rule(person=PEOPLE, successor=PEOPLE, unfit=st.booleans())
    def somebody_is_replaced(self, person: str, successor: str, unfit: bool) -> None:
        vacant = person in self.gone and len(self.sitting) < 3
        may = (vacant or (person in self.sitting and (unfit or person not in self.counted))) and successor not in self.sitting | self.gone
        assert self.done("replace", person, Seat(person=successor), "生病", unfit=unfit) is may
        if may and not vacant:
            self._leaves(person)
        if may:
            self.sitting.add(successor)

    def _leaves(self, person: str) -> None:
        self.sitting.remove(person)
        self.counted.discard(person)
        self.gone.add(person)

    @invariant()
    def seats_are_kept(self) -> None:
        assert self.panel.people == self.sitting
        assert self.panel.vacancies == 3 - len(self.sitting)
        assert {each.person for each in self.panel.members if each.left} == self.gone
        assert all(bool(each.left_because) is each.left for each in self.panel.members)

    @invariant()
    def it_is_closed_to_view_until_all_are_in(self) -> None:
        assert self.panel.open_to_view is (len(self.counted) == 3)
        assert self.panel.delivery_started is bool(self.counted)
        assert self.done_delivering() is self.panel.open_to_view

    def done_delivering(self) -> bool:
        try:
            self.panel.demand_delivered()
        except RuleViolated as refused:
            assert refused.reason == ("DELIVERY_MISSING" if len(self.sitting) == 3 else "PANEL_INCOMPLETE")
            return False
        return True


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
