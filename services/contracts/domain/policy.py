"""Numbers and tables of contracts that offices may change: policy/<version>/contracts.yaml."""

from dataclasses import dataclass

from services.contracts.domain.words import SelectionMethod


@dataclass(frozen=True)
class PanelPolicy:
    """Least number of members of a panel, and whether it must be odd (4.7)."""

    minimum: int
    odd: bool


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
