"""Whatever happens to a deadline, in whatever order: what 4.3 to 4.5 promise of it stays true."""

from datetime import date, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chassis.calendar import china_date
from chassis.errors import RuleViolated
from plan.consents import Consent, joint
from plan.counting import Basis, Counting, end_of
from plan.deadlines import Change, DeadlineState, Extension, ExtensionRequested, Met, Overdue, Redated
from tests.unit.plan.test_deadlines import CALENDAR, at, deadline

OWNERS = ["organizations/a", "organizations/b"]
DAYS = st.integers(1, 40)


class Walk(RuleBasedStateMachine):
    """Time goes on; it is warned of, moved, extended, missed, met, called off."""

    def __init__(self) -> None:
        super().__init__()
        self.now = at("2024-01-12")
        self.made = deadline("2024-01-12", now="2024-01-12")
        self.said: list[Change] = []

    def ran(self) -> bool:
        return self.made.is_pending

    def open(self) -> bool:
        return self.made.state is DeadlineState.OPEN and not self.made.has_passed(self.now)

    @rule(hours=st.integers(1, 24 * 20))
    def time_goes_on(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @precondition(ran)
    @rule(days=DAYS, counting=st.sampled_from([Counting.CALENDAR, Counting.WORKING]), back=st.integers(-60, 60))
    def it_is_moved(self, days: int, counting: Counting, back: int) -> None:
        before, today = self.made.last_day, china_date(self.now)
        start = before + timedelta(days=back)
        said, *asked_again = self.made.move(
            Basis(start, days, counting, counting is Counting.CALENDAR), CALENDAR, self.now, "任务书变更", "1.8"
        )
        assert isinstance(said, Redated)
        assert all(isinstance(each, ExtensionRequested) for each in asked_again)  # 4.7a: consents to another day fell
        assert said.previous_last_day == before
        assert self.made.last_day >= min(before, today)  # 4.3: never into the past
        assert self.made.redatings[-1].last_day == self.made.last_day
        warned = [each for each in self.made.warned if (each, self._day(each)) in self.made.warnings_ahead(self.now)]
        assert warned == []

    @precondition(open)
    @rule(more=DAYS)
    def more_time_is_asked_for(self, more: int) -> None:
        asked = Extension(self.made.last_day + timedelta(days=more), "检测排期", "people/clerk", self.now, joint(OWNERS))
        if self.made.pending_extension:
            try:
                self.made.request_extension(asked)
            except RuleViolated as refused:
                assert refused.reason == "EXTENSION_PENDING"
                return
            raise AssertionError("two requests at a time")
        self.made.request_extension(asked)

    @precondition(lambda self: self.open() and self.made.pending_extension is not None)
    @rule(agreed=st.booleans())
    def an_owner_answers(self, agreed: bool) -> None:
        pending = self.made.pending_extension
        assert pending is not None
        party, before = frozenset({pending.waiting_for[0]}), self.made.last_day
        given = Consent("", "people/boss", self.now, agreed, "" if agreed else "误期")
        if not agreed:
            self.made.refuse_extension(party, given)
            assert self.made.last_day == before
            return
        self.made.consent_to_extension(party, given, CALENDAR)
        assert self.made.last_day == (before if pending.waiting_for else pending.last_day)

    @precondition(ran)
    @rule()
    def what_is_due_is_in(self) -> None:
        missed, before = self.made.has_passed(self.now), self.made.state
        said = self.made.meet(self.now)
        expected = [Overdue, Met] if missed and before is DeadlineState.OPEN else [Met]
        assert [type(each) for each in said] == expected
        assert (self.made.state, self.made.met_at, self.made.late) == (DeadlineState.MET, self.now, missed)

    @precondition(ran)
    @rule()
    def it_is_called_off(self) -> None:
        self.made.cancel("项目终止", "1.10")
        assert self.made.cancelled_because == "项目终止"

    @precondition(lambda self: self.made.state is DeadlineState.OPEN and self.made.has_passed(self.now))
    @rule()
    def its_timer_fires(self) -> None:
        (said,) = self.made.mark_overdue(self.now)
        assert said == Overdue(self.made.end, self.now)

    def _day(self, days: int) -> datetime:
        return end_of(self.made.last_day - timedelta(days=days + 1))

    @invariant()
    def its_end_is_that_of_its_last_day(self) -> None:
        assert self.made.end == end_of(self.made.last_day)
        assert isinstance(self.made.last_day, date)

    @invariant()
    def overdue_says_since_when(self) -> None:
        if self.made.state is DeadlineState.OVERDUE:
            assert self.made.overdue_at == self.made.end
            assert self.made.has_passed(self.now)
        if self.made.state is DeadlineState.OPEN:
            assert self.made.overdue_at is None

    @invariant()
    def nothing_waits_for_what_is_closed_and_what_waits_is_later(self) -> None:
        pending = self.made.pending_extension
        if pending is not None:
            assert self.made.state is DeadlineState.OPEN
            assert pending.last_day > self.made.last_day


TestWalk = Walk.TestCase
TestWalk.settings = settings(max_examples=60, stateful_step_count=15, deadline=None)
