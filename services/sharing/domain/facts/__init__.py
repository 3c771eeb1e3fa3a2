"""What sharing tells the suite and the city: topic sanzhi.sharing; INTERNAL ones go to sanzhi.sharing.internal.

`name` is the subject, `project` the key. What is in the catalogue is for everybody; who asks whom for what stays inside the suite.
"""

from services.sharing.domain.facts.requests import (
    AnswerDueSoon,
    AnswerOverdue,
    AnswerRedated,
    RefusalContested,
    RefusalRuledOn,
    UseAgreed,
    UseAnswered,
    UseLapsed,
    UseRequested,
    UseWithdrawn,
)
from services.sharing.domain.facts.results import (
    LicenceGranted,
    ResultConfirmed,
    ResultCorrected,
    ResultPublished,
    ResultRegistered,
    ResultReturned,
    ResultWithdrawn,
    UseReported,
)

__all__ = [
    "AnswerDueSoon",
    "AnswerOverdue",
    "AnswerRedated",
    "LicenceGranted",
    "RefusalContested",
    "RefusalRuledOn",
    "ResultConfirmed",
    "ResultCorrected",
    "ResultPublished",
    "ResultRegistered",
    "ResultReturned",
    "ResultWithdrawn",
    "UseAgreed",
    "UseAnswered",
    "UseLapsed",
    "UseReported",
    "UseRequested",
    "UseWithdrawn",
]
