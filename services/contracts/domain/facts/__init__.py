"""What contracts tells the suite and the city: topic sanzhi.contracts; INTERNAL ones go to sanzhi.contracts.internal.

`name` is the subject and `project` the key. Names, ids and digests only; no wording of a contract.
"""

from services.contracts.domain.facts.contract_sets import ContractSetTookEffect
from services.contracts.domain.facts.documents import AmendmentTookEffect, DocumentAmended, DocumentRefused, DocumentSigned
from services.contracts.domain.facts.endings import EngagementEndConsented, EngagementEnded, EngagementEndProposed, EngagementEndRefused
from services.contracts.domain.facts.engagements import (
    DocumentRef,
    EngagementActivated,
    EngagementBlocked,
    EngagementDrawnUp,
    EngagementQuestioned,
    EngagementSigned,
    EngagementVoided,
)
from services.contracts.domain.facts.expert_groups import ExpertGroupFormed
from services.contracts.domain.facts.lead_scores import LeadRescored, LeadScored
from services.contracts.domain.facts.selections import (
    ManagerSelected,
    SelectionConsented,
    SelectionPanelMember,
    SelectionPanelNamed,
    SelectionRecorded,
    SelectionRefused,
)

__all__ = [
    "AmendmentTookEffect",
    "ContractSetTookEffect",
    "DocumentAmended",
    "DocumentRef",
    "DocumentRefused",
    "DocumentSigned",
    "EngagementActivated",
    "EngagementBlocked",
    "EngagementDrawnUp",
    "EngagementEndConsented",
    "EngagementEndProposed",
    "EngagementEndRefused",
    "EngagementEnded",
    "EngagementQuestioned",
    "EngagementSigned",
    "EngagementVoided",
    "ExpertGroupFormed",
    "LeadRescored",
    "LeadScored",
    "ManagerSelected",
    "SelectionConsented",
    "SelectionPanelMember",
    "SelectionPanelNamed",
    "SelectionRecorded",
    "SelectionRefused",
]
