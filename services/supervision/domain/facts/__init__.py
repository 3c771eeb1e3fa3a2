"""What supervision tells the suite and the city: topic sanzhi.supervision; INTERNAL ones go to sanzhi.supervision.internal.

`name` is the subject, `project` the key where there is one. `policy_version`: under which a finding was raised, and whose item and
periods it follows to the end. Names and ids only: what was described, evidenced or answered
stays inside.
"""

from services.supervision.domain.facts.commissions import CommissionMember, CommissionNamed
from services.supervision.domain.facts.deviations import (
    DeviationAssigned,
    DeviationClosed,
    DeviationCorrected,
    DeviationDescribed,
    DeviationObserved,
    DeviationOpened,
    DeviationOverdue,
    DeviationRedated,
    DeviationWarned,
)
from services.supervision.domain.facts.findings import (
    FindingAnswered,
    FindingConfirmed,
    FindingDismissed,
    FindingExpired,
    FindingLifted,
    FindingNotified,
    FindingRaised,
    FindingRedated,
    FindingUnanswered,
)
from services.supervision.domain.facts.progress import ProgressAnalysed

__all__ = [
    "CommissionMember",
    "CommissionNamed",
    "DeviationAssigned",
    "DeviationClosed",
    "DeviationCorrected",
    "DeviationDescribed",
    "DeviationObserved",
    "DeviationOpened",
    "DeviationOverdue",
    "DeviationRedated",
    "DeviationWarned",
    "FindingAnswered",
    "FindingConfirmed",
    "FindingDismissed",
    "FindingExpired",
    "FindingLifted",
    "FindingNotified",
    "FindingRaised",
    "FindingRedated",
    "FindingUnanswered",
    "ProgressAnalysed",
]
