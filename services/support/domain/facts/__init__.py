"""What support tells the suite and the city: topic sanzhi.support; INTERNAL ones go to sanzhi.support.internal.

`name` is the subject; the key is `project` where there is one, else the name. Policies, facilities and notices are for everybody; who
claims, asks or reads what stays inside the suite.
"""

from services.support.domain.facts.claims import (
    ClaimCompleted,
    ClaimDecided,
    ClaimPaid,
    ClaimReturned,
    ClaimSubmitted,
    ClaimWithdrawn,
    StepDueSoon,
    StepOverdue,
    StepRedated,
)
from services.support.domain.facts.notices import NoticeJudged, NoticePublished, NoticePushed, NoticeRead
from services.support.domain.facts.policies import PolicyEnded, PolicyPublished, QuestionAnswered, QuestionAsked
from services.support.domain.facts.serving import (
    BookingCancelled,
    FacilityBooked,
    FacilityClosed,
    FacilityRegistered,
    OfferChosen,
    OfferMade,
    ServiceAssigned,
    ServiceCompleted,
    ServiceRated,
    ServiceRequested,
    ServiceWithdrawn,
)

__all__ = [
    "BookingCancelled",
    "ClaimCompleted",
    "ClaimDecided",
    "ClaimPaid",
    "ClaimReturned",
    "ClaimSubmitted",
    "ClaimWithdrawn",
    "FacilityBooked",
    "FacilityClosed",
    "FacilityRegistered",
    "NoticeJudged",
    "NoticePublished",
    "NoticePushed",
    "NoticeRead",
    "OfferChosen",
    "OfferMade",
    "PolicyEnded",
    "PolicyPublished",
    "QuestionAnswered",
    "QuestionAsked",
    "ServiceAssigned",
    "ServiceCompleted",
    "ServiceRated",
    "ServiceRequested",
    "ServiceWithdrawn",
    "StepDueSoon",
    "StepOverdue",
    "StepRedated",
]
