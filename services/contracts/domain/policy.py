"""Numbers and tables of contracts that offices may change: policy/<version>/contracts.yaml."""

from dataclasses import dataclass

from plan.panels import PanelPolicy
from services.contracts.domain.words import SelectionMethod


@dataclass(frozen=True)
class SelectionMethods:
    """Which methods are open where the science bureau is among the owners, and where it is not (1.2)."""

    bureau_among_owners: tuple[SelectionMethod, ...]
    otherwise: tuple[SelectionMethod, ...]


@dataclass(frozen=True)
class ContractsPolicy:
    """Everything of it."""

    selection_methods: SelectionMethods
    selection_panel: PanelPolicy
    rescoring_panel: PanelPolicy
