"""The timers that questions, claims and service requests have, by what they say of themselves."""

from collections.abc import Mapping
from datetime import datetime

from chassis.run.service import Timed
from plan.deadlines import needed
from services.support.domain.claim import Claim
from services.support.domain.due import Due
from services.support.domain.question import Question
from services.support.domain.service_request import ServiceRequest


def of_step(due: Due) -> dict[str, datetime | None]:
    """The end of the step that is due (9.1, 9.2)."""
    return needed(due.deadline, due.name) if due.waits else {}


TIMED: Mapping[type, Timed] = {Question: of_step, Claim: of_step, ServiceRequest: of_step}
