"""The timers that deadlines have, by what they say of themselves."""

from collections.abc import Mapping
from datetime import datetime

from chassis.run.service import Timed
from plan.deadlines import ProjectDeadline, needed


def of_deadline(deadline: ProjectDeadline) -> dict[str, datetime | None]:
    """Its end (4.5)."""
    return needed(deadline, deadline.name)


TIMED: Mapping[type, Timed] = {ProjectDeadline: of_deadline}
