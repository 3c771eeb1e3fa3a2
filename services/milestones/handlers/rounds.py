"""Periods of regular reports begin, and their reports are awaited: the lead's (5.1), and the chief's against the plan (5.2); 1.9."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chassis.calendar import china_date
from chassis.time.timers import Timer
from plan.counting import Basis
from services.milestones.domain.card import ProjectCard
from services.milestones.domain.dispatch_report import DispatchReport
from services.milestones.domain.progress_report import ProgressReport
from services.milestones.domain.rounds import Interval, Rounds
from services.milestones.domain.schedule import Schedule
from services.milestones.domain.words import DeadlineKind, DispatchState, ReportState
from services.milestones.handlers import deadlines
from services.milestones.store import MilestonesTransaction

Report = ProgressReport | DispatchReport


@dataclass(frozen=True)
class Regular:
    """One kind of regular reports: whose they are, by which rule, where they are kept, and how long there is to deliver them."""

    rounds: str
    role: str
    rule: str
    kinds: tuple[DeadlineKind, ...]
    make: Callable[..., Report]
    responsible: Callable[[ProjectCard], str]
    kept_in: Callable[[MilestonesTransaction], Any]
    basis: Callable[[DeadlineKind, date, MilestonesTransaction], Basis]

    def name(self, project: str) -> str:
        """Of the rounds of a project."""
        return f"{project}/rounds/{self.rounds}"


def _report_basis(kind: DeadlineKind, start: date, tx: MilestonesTransaction) -> Basis:
    policy = tx.policy.reports
    return policy.more_after(start) if kind is DeadlineKind.SUPPLEMENT else policy.after(start)


REPORTS = Regular(
    "reports",
    "lead",
    "5.1",
    (DeadlineKind.PROGRESS_REPORT, DeadlineKind.SUPPLEMENT),
    ProgressReport.of,
    lambda card: card.lead,
    lambda tx: tx.reports,
    _report_basis,
)
DISPATCHES = Regular(
    "dispatches",
    "technical_chief",
    "5.2",
    (DeadlineKind.DISPATCH_REPORT,),
    DispatchReport.of,
    lambda card: card.chief,
    lambda tx: tx.dispatch_reports,
    lambda kind, start, tx: tx.policy.dispatch.after(start),
)
ALL = (REPORTS, DISPATCHES)


async def open_report_period(timer: Timer, tx: MilestonesTransaction) -> None:
    """A period is over, and the next one begins, as long as the term lasts."""
    rounds = await tx.rounds.get(timer.payload["rounds"])
    regular = next(each for each in ALL if rounds.name.endswith(f"/{each.rounds}"))
    if rounds.due_at is not None and tx.now >= rounds.due_at:
        await go_on(regular, rounds, await tx.schedule_of(rounds.project), tx)


async def agree_interval(project: str, every_months: int, since: datetime, tx: MilestonesTransaction) -> None:
    """What the entrustment contract of the lead says, since its effect; 0: nothing is agreed (5.1)."""
    rounds = await rounds_of(REPORTS, project, tx)
    rounds.agree(Interval(every_months) if every_months else None, china_date(since))
    await go_on(REPORTS, rounds, await tx.schedule_of(project), tx)


async def begin(regular: Regular, schedule: Schedule, since: datetime, tx: MilestonesTransaction, interval: Interval | None = None) -> None:
    """Periods count from this day, where they do not yet: that of effect (5.1), or of the first plan in force (5.2)."""
    rounds = await rounds_of(regular, schedule.project, tx)
    if interval is not None:
        rounds.agree(interval)
    rounds.begin(china_date(since))
    await go_on(regular, rounds, schedule, tx)


async def go_on(regular: Regular, rounds: Rounds, schedule: Schedule, tx: MilestonesTransaction) -> None:
    """Begin the period that is due, where none runs; the timer begins the one after it."""
    if schedule.is_awake and schedule.term_end is not None and (rounds.due_at is None or tx.now >= rounds.due_at):
        period = rounds.next_period(schedule.term_end)
        if period is not None:
            report = regular.make(rounds.project, period)
            rounds.await_report(report.name)
            await ask(regular, report, report.last_day, "", tx)
            regular.kept_in(tx).create(report)
            tx.schedule(f"{rounds.name}/next", "open_report_period", rounds.due_at or tx.now, rounds.project, rounds=rounds.name)
    await tx.rounds.save(rounds)


async def go_on_after_change(schedule: Schedule, tx: MilestonesTransaction) -> None:
    """A new task book may have prolonged the term (1.8)."""
    for regular in ALL:
        await go_on(regular, await rounds_of(regular, schedule.project, tx), schedule, tx)


async def pass_on(regular: Regular, card: ProjectCard, before: str, since: datetime, tx: MilestonesTransaction) -> None:
    """Who has to report has changed (1.9): what is due waits for a successor, who has the whole period to deliver it."""
    responsible = regular.responsible(card)
    if responsible == before:
        return
    occasion = "报送人更换，未报送的报告由继任者报送"
    for report in await _awaited(regular, card.name, tx):
        await cancel_deadlines(regular, report, occasion, "1.9", tx)
        start = china_date(since)
        supplement = report.awaited_kind is DeadlineKind.SUPPLEMENT
        await ask(regular, report, start if supplement else max(report.last_day, start), occasion, tx)
        await regular.kept_in(tx).save(report)


async def end(project: str, reason: str, rule: str, tx: MilestonesTransaction) -> None:
    """The project is over: nothing more is reported (1.10, 6.4)."""
    for regular in ALL:
        rounds = await rounds_of(regular, project, tx)
        for report in await _awaited(regular, project, tx):
            await cancel_deadlines(regular, report, reason, rule, tx)
            if report.state in (ReportState.AWAITED, DispatchState.AWAITED):
                report.cancel(rule)
                await regular.kept_in(tx).save(report)
        rounds.end()
        tx.cancel(f"{rounds.name}/next")
        await tx.rounds.save(rounds)


async def ask(regular: Regular, report: Report, start: date, occasion: str, tx: MilestonesTransaction) -> None:
    """Set the deadline of what is awaited, for who has to deliver it now; for nobody, none."""
    responsible, kind = regular.responsible(await tx.card_of(report.project)), report.awaited_kind
    if responsible and kind is not None:
        ground = deadlines.Ground(start, f"1.9,{regular.rule}" if occasion else regular.rule, occasion)
        asked = deadlines.Asked(report.name_deadline(kind), report.project, kind, regular.role, responsible)
        await deadlines.set_asked(asked, ground, regular.basis(kind, start, tx), tx)


async def deliver(regular: Regular, report: Report, tx: MilestonesTransaction) -> bool:
    """What was awaited is in; whether it is late. What nobody asked for is never late."""
    kind = report.awaited_kind
    if kind is None:
        return False
    rounds = await rounds_of(regular, report.project, tx)
    rounds.note_delivered(report.name)
    await tx.rounds.save(rounds)
    deadline = await deadlines.meet_named(report.deadline(kind), tx)
    return deadline is not None and deadline.late


async def cancel_deadlines(regular: Regular, report: Report, reason: str, rule: str, tx: MilestonesTransaction) -> None:
    """What its current deadlines ask for is not asked for any more, or not of them."""
    for kind in regular.kinds:
        await deadlines.cancel_named(report.deadline(kind), reason, rule, tx)


async def rounds_of(regular: Regular, project: str, tx: MilestonesTransaction) -> Rounds:
    """The periods of this kind, new where nothing of them was known."""
    rounds = await tx.rounds.find(regular.name(project))
    if rounds is None:
        rounds = Rounds(regular.name(project), project)
        tx.rounds.create(rounds)
    return rounds


async def _awaited(regular: Regular, project: str, tx: MilestonesTransaction) -> list[Report]:
    rounds = await rounds_of(regular, project, tx)
    return [await regular.kept_in(tx).get(name) for name in rounds.awaited]
