"""Selecting the project manager: proposed, consented to or refused by joint owners, decided."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from plan.openness import OPEN, OnRequest
from services.contracts.domain.words import SelectionMethod

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True, kw_only=True)
class SelectionRecorded:
    """An owner has recorded whom the owners select; other owners are waited for."""

    TYPE: ClassVar[str] = "selection.recorded.v1"
    name: str
    project: str
    person: str
    method: SelectionMethod
    selected_on: date
    recorded_by: str
    waiting_for: tuple[str, ...]
    rule: str = "1.2,1.1"


@dataclass(frozen=True, kw_only=True)
class SelectionPanelMember:
    """A member of the panel, in SelectionPanelNamed."""

    person: str
    organization: str


@dataclass(frozen=True, kw_only=True)
class SelectionPanelNamed:
    """Who sat on the panel that selects a manager, for the suite alone."""

    TYPE: ClassVar[str] = "selection.panel_named.v1"
    INTERNAL: ClassVar[bool] = True
    name: str
    project: str
    members: tuple[SelectionPanelMember, ...]
    rule: str = "1.2,4.7"


@dataclass(frozen=True, kw_only=True)
class SelectionConsented:
    """A joint owner has consented; others are waited for, or none."""

    TYPE: ClassVar[str] = "selection.consented.v1"
    name: str
    project: str
    owner: str
    waiting_for: tuple[str, ...]
    rule: str = "1.1"


@dataclass(frozen=True, kw_only=True)
class SelectionRefused:
    """A joint owner has refused, so the selection is refused."""

    TYPE: ClassVar[str] = "selection.refused.v1"
    name: str
    project: str
    person: str
    owner: str
    reason: OnRequest[str]
    rule: str = "1.1"


@dataclass(frozen=True, kw_only=True)
class ManagerSelected:
    """Every owner has consented. `confirms_nominee`: this is the person whom the application nominated (1.2a)."""

    TYPE: ClassVar[str] = "manager.selected.v1"
    name: str
    project: str
    person: str
    method: SelectionMethod
    selected_on: date
    reference: str
    owners: tuple[str, ...]
    confirms_nominee: bool
    rule: str = "1.2,1.2a"
