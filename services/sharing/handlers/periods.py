"""What ends by itself: embargoes (8.1), and the period in which holders answer (8.2, 4.5)."""

from chassis.time.timers import Timer
from plan.deadlines import Alarms, Deadline, DeadlineState, running, set_alarms
from services.sharing.domain.result import Result
from services.sharing.domain.use_request import UseRequest
from services.sharing.domain.words import RequestState, ResultState
from services.sharing.store import SharingTransaction


def embargo_timer(result: Result) -> str:
    """The name of the timer that ends its embargo."""
    return f"{result.name}/embargo"


async def end_embargo_by_itself(timer: Timer, tx: SharingTransaction) -> None:
    """An embargo is over (8.1)."""
    result = await tx.results.get(timer.payload["result"])
    if result.state is ResultState.EMBARGOED:
        tx.publish(*result.end_embargo(tx.now))
        await tx.results.save(result)


async def answer_deadline(tx: SharingTransaction) -> Deadline:
    """So many working days from today (8.2)."""
    policy = tx.policy.requests
    return Deadline(**running(policy.answer.after(tx.today), await tx.calendar(), tx.now, policy.warn_days))


def set_timers(request: UseRequest, tx: SharingTransaction) -> None:
    """Warn of the end of the answer period, and mark it; nothing more is said of one that is answered."""
    if request.deadline is not None:
        set_alarms(request.deadline, Alarms(request.name, request.project, "warn_of_answer", "mark_answer_overdue"), tx, tx.now)


async def warn_of_answer(timer: Timer, tx: SharingTransaction) -> None:
    """The answer is due soon (4.5)."""
    request = await _unanswered(timer, tx)
    if request is not None and request.deadline is not None and not request.deadline.has_passed(tx.now):
        tx.publish(*request.warn((request.deadline.last_day - tx.today).days))
        await tx.requests.save(request)


async def mark_answer_overdue(timer: Timer, tx: SharingTransaction) -> None:
    """No answer came in time (4.5)."""
    request = await _unanswered(timer, tx)
    if request is not None and request.deadline is not None and request.deadline.has_passed(tx.now):
        tx.publish(*request.mark_overdue(tx.now))
        await tx.requests.save(request)


async def _unanswered(timer: Timer, tx: SharingTransaction) -> UseRequest | None:
    request = await tx.requests.get(timer.payload["deadline"])
    waits = request.state is RequestState.PENDING and request.deadline is not None and request.deadline.state is DeadlineState.OPEN
    return request if waits else None
