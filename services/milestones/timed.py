"""The timers that deadlines, schedules and mid-term checks have, by what they say of themselves."""

from collections.abc import Mapping
from datetime import datetime

from chassis.calendar import start_of_day
from chassis.run.service import Timed
from plan.deadlines import ProjectDeadline, needed
from services.milestones.domain.midterm import MidtermCheck
from services.milestones.domain.schedule import Schedule
from services.milestones.domain.words import MidtermState, ScheduleState


def of_deadline(deadline: ProjectDeadline) -> dict[str, datetime | None]:
    """Its end (4.5)."""
    return needed(deadline, deadline.name)


def of_schedule(schedule: Schedule) -> dict[str, datetime | None]:
    """The end of its term (6.1)."""
    return {f"{schedule.name}/term": schedule.term_over_at} if schedule.state is ScheduleState.AWAKE else {}


def of_midterm(check: MidtermCheck) -> dict[str, datetime | None]:
    """Its day (4.6)."""
    return {f"{check.name}/due": start_of_day(check.planned_on)} if check.state is MidtermState.PLANNED else {}


TIMED: Mapping[type, Timed] = {ProjectDeadline: of_deadline, Schedule: of_schedule, MidtermCheck: of_midterm}
