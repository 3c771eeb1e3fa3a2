"""Every transition of every aggregate of contracts; the pictures in the README are made of these tables."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from services.contracts.domain.words import ContractSetState, DocumentState, EngagementState, SelectionState

S = TypeVar("S", bound=StrEnum)
Transitions = Mapping[S, Mapping[S, str]]

# From -> to -> the method of the domain that does it.
SELECTION: Transitions[SelectionState] = {
    SelectionState.PROPOSED: {
        SelectionState.SELECTED: "consent (the last owner)",
        SelectionState.REFUSED: "consent (refused)",
    },
    SelectionState.SELECTED: {SelectionState.SUPERSEDED: "supersede"},
    SelectionState.REFUSED: {},
    SelectionState.SUPERSEDED: {},
}

ENGAGEMENT: Transitions[EngagementState] = {
    EngagementState.DRAWN_UP: {
        EngagementState.SIGNED: "sign (the last signature)",
        EngagementState.VOIDED: "void",
    },
    EngagementState.SIGNED: {
        EngagementState.ACTIVATED: "conclude (check passed)",
        EngagementState.BLOCKED: "conclude (check failed)",
        EngagementState.VOIDED: "void",
    },
    EngagementState.BLOCKED: {
        EngagementState.ACTIVATED: "conclude (check passed)",
        EngagementState.BLOCKED: "conclude (check failed)",
        EngagementState.VOIDED: "void",
    },
    EngagementState.ACTIVATED: {EngagementState.ENDED: "finish, replace"},
    EngagementState.VOIDED: {},
    EngagementState.ENDED: {},
}

DOCUMENT: Transitions[DocumentState] = {
    DocumentState.OPEN: {
        DocumentState.SIGNED: "sign (the last party)",
        DocumentState.REFUSED: "refuse",
    },
    DocumentState.SIGNED: {DocumentState.SUPERSEDED: "sign (the next version)"},
    DocumentState.SUPERSEDED: {},
    DocumentState.REFUSED: {},
}

CONTRACT_SET: Transitions[ContractSetState] = {
    ContractSetState.INCOMPLETE: {ContractSetState.IN_EFFECT: "follow (the last row needed)"},
    ContractSetState.IN_EFFECT: {},
}

# Each aggregate with its first state.
PICTURES: Mapping[str, tuple[StrEnum, Mapping[Any, Mapping[Any, str]]]] = {
    "Selection": (SelectionState.PROPOSED, SELECTION),
    "Engagement": (EngagementState.DRAWN_UP, ENGAGEMENT),
    "Document": (DocumentState.OPEN, DOCUMENT),
    "ContractSet": (ContractSetState.INCOMPLETE, CONTRACT_SET),
}


def moved(transitions: Transitions[S], current: S, to: S) -> S:
    """The state after a transition that the table has. Raises LookupError for any other: that would be a bug of ours."""
    if to not in transitions[current]:
        raise LookupError(f"no transition from {current} to {to}")
    return to
