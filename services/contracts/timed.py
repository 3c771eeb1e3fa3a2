"""The timers that engagements have, by what they say of themselves."""

from collections.abc import Mapping
from datetime import datetime

from chassis.run.service import Timed
from services.contracts.domain.engagement import Engagement
from services.contracts.domain.words import EngagementState


def of_engagement(engagement: Engagement) -> dict[str, datetime | None]:
    """The check once all have signed (1.7), and the last day of an end that is decided (1.9)."""
    if engagement.state is EngagementState.SIGNED:
        return {f"{engagement.name}/activation": None}
    ending = engagement.ending
    if engagement.state is EngagementState.ACTIVATED and ending is not None and ending.decided:
        return {f"{engagement.name}/end": ending.due}
    return {}


TIMED: Mapping[type, Timed] = {Engagement: of_engagement}
