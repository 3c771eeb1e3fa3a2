"""Facts that evaluation publishes. Nobody outside the suite learns who reviewed or what one expert wrote."""

from plan.deadlines.facts import (
    DeadlineCancelled,
    DeadlineMet,
    DeadlineOverdue,
    DeadlineRedated,
    DeadlineSet,
    DeadlineWarned,
)
from services.evaluation.domain.facts.evaluations import (
    EvaluationConcluded,
    EvaluationOpened,
    EvaluationPostponed,
    FilingAcknowledged,
    FilingFiled,
    NodeRecordedMissing,
    SelfEvaluationSubmitted,
    TargetConcluded,
)
from services.evaluation.domain.facts.panels import (
    EvaluationPanelConvened,
    EvaluationPanelMember,
    EvaluationPanelNamed,
    ExpertVerified,
    ItemsAssessed,
    PanelMemberReplaced,
    ValuesVerified,
)
from services.evaluation.domain.facts.pay import (
    BonusPaid,
    ChiefScoreConfirmed,
    ChiefScored,
    ChiefScoreDropped,
    PayPoolSet,
    PayShare,
)
from services.evaluation.domain.facts.ratings import (
    RatingEntered,
    RatingEntryWithdrawn,
    RatingObjected,
    RatingObjectionAnswered,
)

__all__ = [
    "BonusPaid",
    "ChiefScoreConfirmed",
    "ChiefScoreDropped",
    "ChiefScored",
    "DeadlineCancelled",
    "DeadlineMet",
    "DeadlineOverdue",
    "DeadlineRedated",
    "DeadlineSet",
    "DeadlineWarned",
    "EvaluationConcluded",
    "EvaluationOpened",
    "EvaluationPanelConvened",
    "EvaluationPanelMember",
    "EvaluationPanelNamed",
    "EvaluationPostponed",
    "ExpertVerified",
    "FilingAcknowledged",
    "FilingFiled",
    "ItemsAssessed",
    "NodeRecordedMissing",
    "PanelMemberReplaced",
    "PayPoolSet",
    "PayShare",
    "RatingEntered",
    "RatingEntryWithdrawn",
    "RatingObjected",
    "RatingObjectionAnswered",
    "SelfEvaluationSubmitted",
    "TargetConcluded",
    "ValuesVerified",
]
