"""What milestones tells the suite and the city: topic sanzhi.milestones; INTERNAL ones go to sanzhi.milestones.internal.

`name` is the subject and `project`, where there is one, the key. Dates are China's, instants UTC. Who sits on a panel and
how an expert votes stays inside the suite.
"""

from plan.deadlines.facts import (
    DeadlineCancelled,
    DeadlineMet,
    DeadlineOverdue,
    DeadlineRedated,
    DeadlineSet,
    DeadlineWarned,
    ExtensionConsented,
    ExtensionRefused,
    ExtensionRequested,
)
from services.milestones.domain.facts.calendar import HolidayNoticePublished
from services.milestones.domain.facts.conclusions import (
    MidtermFellDue,
    MidtermJudged,
    MidtermReported,
    NodeFailed,
    NodePassed,
    RemedyChosen,
    RemedyDecided,
)
from services.milestones.domain.facts.materials import (
    Defect,
    MaterialsReceived,
    MaterialsReturned,
    MaterialSubmitted,
)
from services.milestones.domain.facts.panels import (
    PanelConvened,
    PanelDissolved,
    PanelMemberObjected,
    PanelMemberReplaced,
    PanelNamed,
    VoteRecorded,
)
from services.milestones.domain.facts.plans import (
    DispatchReported,
    IntegratedPlanAgreed,
    IntegratedPlanOvertaken,
    IntegratedPlanRefused,
    IntegratedPlanSubmitted,
    KeyNode,
)
from services.milestones.domain.facts.process import (
    InspectionFound,
    InspectionRecorded,
    IssueFound,
    NodeProgress,
    ProgressReported,
    ProgressReportMoreAsked,
    ProgressReportTakenIn,
)
from services.milestones.domain.facts.schedules import (
    NodeCancelled,
    ScheduleAwoke,
    ScheduleChanged,
    TermEnded,
)

__all__ = [
    "DeadlineCancelled",
    "DeadlineMet",
    "DeadlineOverdue",
    "DeadlineRedated",
    "DeadlineSet",
    "DeadlineWarned",
    "Defect",
    "DispatchReported",
    "ExtensionConsented",
    "ExtensionRefused",
    "ExtensionRequested",
    "HolidayNoticePublished",
    "InspectionFound",
    "InspectionRecorded",
    "IntegratedPlanAgreed",
    "IntegratedPlanOvertaken",
    "IntegratedPlanRefused",
    "IntegratedPlanSubmitted",
    "IssueFound",
    "KeyNode",
    "MaterialSubmitted",
    "MaterialsReceived",
    "MaterialsReturned",
    "MidtermFellDue",
    "MidtermJudged",
    "MidtermReported",
    "NodeCancelled",
    "NodeFailed",
    "NodePassed",
    "NodeProgress",
    "PanelConvened",
    "PanelDissolved",
    "PanelMemberObjected",
    "PanelMemberReplaced",
    "PanelNamed",
    "ProgressReportMoreAsked",
    "ProgressReportTakenIn",
    "ProgressReported",
    "RemedyChosen",
    "RemedyDecided",
    "ScheduleAwoke",
    "ScheduleChanged",
    "TermEnded",
    "VoteRecorded",
]
