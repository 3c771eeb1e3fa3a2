"""The timers that results and requests have, by what they say of themselves."""

from collections.abc import Mapping
from datetime import datetime

from chassis.run.service import Timed
from plan.counting import end_of
from plan.deadlines import needed
from services.sharing.domain.result import Result
from services.sharing.domain.use_request import UseRequest
from services.sharing.domain.words import RequestState, ResultState
from services.sharing.handlers.periods import embargo_timer


def of_result(result: Result) -> dict[str, datetime | None]:
    """The end of its embargo (8.1)."""
    if result.state is not ResultState.EMBARGOED or result.embargo_until is None:
        return {}
    return {embargo_timer(result): end_of(result.embargo_until)}


def of_request(request: UseRequest) -> dict[str, datetime | None]:
    """The end of its answer period (8.2)."""
    if request.state is not RequestState.PENDING or request.deadline is None:
        return {}
    return needed(request.deadline, request.name)


TIMED: Mapping[type, Timed] = {Result: of_result, UseRequest: of_request}
