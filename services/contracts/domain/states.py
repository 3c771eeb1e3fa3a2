"""Every transition of every aggregate of contracts; the pictures in the README are made of these tables."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from services.contracts.domain.words import ContractSetState, DocumentState, EngagementState, SelectionState

S = TypeVar("S", bound=StrEnum)
Transitions = Mapping[S, Mapping[S, str]]

# From -> to -> the RPC, timer or fact behind it.
SELECTION: Transitions[SelectionState] = {
    SelectionState.PROPOSED: {
        SelectionState.SELECTED: "ConsentToSelection（全体业主同意）",
        SelectionState.REFUSED: "ConsentToSelection（有业主不同意）",
    },
    SelectionState.SELECTED: {SelectionState.SUPERSEDED: "另行选定"},
    SelectionState.REFUSED: {},
    SelectionState.SUPERSEDED: {},
}

ENGAGEMENT: Transitions[EngagementState] = {
    EngagementState.DRAWN_UP: {
        EngagementState.SIGNED: "SignDocument（最后一个签名）",
        EngagementState.VOIDED: "VoidEngagement",
    },
    EngagementState.SIGNED: {
        EngagementState.ACTIVATED: "复核通过",
        EngagementState.BLOCKED: "复核未通过",
        EngagementState.VOIDED: "VoidEngagement",
    },
    EngagementState.BLOCKED: {
        EngagementState.ACTIVATED: "RecheckEngagement（通过）",
        EngagementState.BLOCKED: "RecheckEngagement（未通过）",
        EngagementState.VOIDED: "VoidEngagement",
    },
    EngagementState.ACTIVATED: {EngagementState.ENDED: "EndEngagement"},
    EngagementState.VOIDED: {},
    EngagementState.ENDED: {},
}

DOCUMENT: Transitions[DocumentState] = {
    DocumentState.OPEN: {
        DocumentState.SIGNED: "SignDocument（最后一个签名）",
        DocumentState.REFUSED: "RefuseDocument",
    },
    DocumentState.SIGNED: {DocumentState.SUPERSEDED: "新版本签署完毕"},
    DocumentState.SUPERSEDED: {},
    DocumentState.REFUSED: {},
}

CONTRACT_SET: Transitions[ContractSetState] = {
    ContractSetState.INCOMPLETE: {ContractSetState.IN_EFFECT: "开工所需各组合同全部生效"},
    ContractSetState.IN_EFFECT: {},
}

PICTURES = {"Selection": SELECTION, "Engagement": ENGAGEMENT, "Document": DOCUMENT, "ContractSet": CONTRACT_SET}


def moved(transitions: Transitions[S], current: S, to: S) -> S:
    """The state after a transition that the table has. Raises LookupError for any other: that would be a bug of ours."""
    if to not in transitions[current]:
        raise LookupError(f"no transition from {current} to {to}")
    return to
