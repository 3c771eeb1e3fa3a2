"""What owners do where handlers see to it: nothing more is asked for after the end, and the record names what was seen (5.1, 4.7a, 4.8)."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.errors import RuleViolated
from services.milestones.acts import REPORT
from services.milestones.commands.process import AskForMore
from services.milestones.commands.reviews import ChooseRemedy
from services.milestones.domain.midterm import MidtermCheck
from services.milestones.domain.progress_report import ProgressReport
from services.milestones.domain.schedule import Schedule
from services.milestones.domain.words import Judgement, RemedyChoice, ReportState
from services.milestones.handlers.progress import ask_for_more
from services.milestones.handlers.reports import choose_remedy
from tests.unit.milestones.examples import BUREAU, PROJECT, at
from tests.unit.milestones.reports import PLAN, submitted
from tests.unit.milestones.test_midterm import due, judge


def awake() -> Schedule:
    schedule = Schedule(f"{PROJECT}/schedule", PROJECT)
    schedule.approve(PLAN)
    schedule.take_effect(at("2024-01-02"))
    schedule.wake(at("2024-01-02"))
    return schedule


class Tx:
    """A transaction of an owner's official that knows one schedule, and one report or check."""

    def __init__(self, schedule: Schedule, *, report: ProgressReport | None = None, check: MidtermCheck | None = None) -> None:
        now = at("2024-07-26")
        self.now, self.today, self.seen = now, now.date(), "the version that was seen"
        self.actor = SimpleNamespace(person="people/official", organization=BUREAU)
        self.schedules, self.reports, self.midterm_checks = (self._kept(each) for each in (schedule, report, check))
        self.cards = self._kept(None)
        self.published: list[Any] = []

    def _kept(self, what: Any) -> Any:
        async def get(name: str) -> Any:
            return what

        async def save(aggregate: Any) -> None:
            assert aggregate is what

        return SimpleNamespace(get=get, read=get, save=save)

    async def permit(self, project: str, *roles: str) -> None:
        assert project == PROJECT

    def publish(self, *facts: Any) -> None:
        self.published += facts

    def schedule(self, *timer: Any, **payload: Any) -> None: ...

    def cancel(self, timer: str) -> None: ...


@pytest.mark.rule("5.1", "1.10", "6.4")
@pytest.mark.parametrize(("how", "rule"), [("terminate", "1.10"), ("close", "6.4")])
async def test_nobody_is_asked_for_more_who_could_not_add_it_any_more(how: str, rule: str) -> None:
    report, schedule = submitted(), awake()
    getattr(schedule, how)(at("2024-07-25"))
    tx: Any = Tx(schedule, report=report)
    with pytest.raises(RuleViolated) as refused:
        await ask_for_more(AskForMore(report.name, "补充试验记录"), tx)
    assert (refused.value.reason, refused.value.rule) == ("PROJECT_ENDED", rule)
    assert (report.state, report.deadlines, tx.published) == (ReportState.SUBMITTED, [], [])
    (act,) = [each for each in REPORT.acts if each.rpc == "AskForMore"]
    with pytest.raises(RuleViolated, match="PROJECT_ENDED"):
        for check in act.checks[1:]:
            found = check(report, tx)
            if found is not None:
                await found


@pytest.mark.rule("4.7a", "4.8")
async def test_an_owners_choice_after_a_mid_term_check_names_what_the_owner_saw() -> None:
    check = due()
    judge(check, Judgement.CANNOT_FINISH)
    tx: Any = Tx(awake(), check=check)
    chosen = await choose_remedy(ChooseRemedy(check.name, RemedyChoice.RECTIFY, "补充试验", date(2024, 9, 30)), tx)
    assert chosen is not None
    (choice,) = chosen.choices
    assert (choice.owner, choice.chosen_by, choice.seen) == (BUREAU, "people/official", "the version that was seen")
