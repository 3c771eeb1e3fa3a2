"""The timers that deviations and findings have, by what they say of themselves."""

from collections.abc import Mapping
from datetime import datetime

from chassis.run.service import Timed
from plan.counting import end_of
from plan.deadlines import needed
from services.supervision.domain.deviation import Deviation
from services.supervision.domain.finding import Finding
from services.supervision.domain.words import FindingState


def of_deviation(deviation: Deviation) -> dict[str, datetime | None]:
    """The end of its correction (7.2)."""
    return needed(deviation.deadline, deviation.name) if deviation.awaits_correction else {}


def of_finding(finding: Finding) -> dict[str, datetime | None]:
    """The end of its answer period (7.4), and of its effect."""
    if finding.state is FindingState.NOTIFIED and finding.answer_period is not None:
        return needed(finding.answer_period, f"{finding.name}/answer")
    if finding.state is FindingState.CONFIRMED and finding.until is not None:
        return {f"{finding.name}/expiry": end_of(finding.until)}
    return {}


TIMED: Mapping[type, Timed] = {Deviation: of_deviation, Finding: of_finding}
