"""What offices may change without a new version of the software: `policy/<version>/evaluation.yaml`."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from plan.panels import PanelPolicy
from services.evaluation.domain.words import Conclusion


@dataclass(frozen=True)
class SelfEvaluationPolicy:
    """The deadline of the self-evaluation (6.2, 4.5)."""

    days: int
    rolls: bool
    warn_days: tuple[int, ...]


@dataclass(frozen=True)
class EvaluationPanelPolicy(PanelPolicy):
    """How an evaluation panel is made up (4.7, 6.2)."""

    minimum_technical: int = 1
    minimum_financial: int = 1


@dataclass(frozen=True)
class RealisationPolicy:
    """The rule of 6.3. Degrees are 0 to 1."""

    recorded_value: Literal["median"]
    places: int
    partly_met_from: Decimal
    overall_partly_met_from: Decimal
    non_compliant_funds_cap: Conclusion


@dataclass(frozen=True)
class EvaluationPolicy:
    """The whole of the service's policy data."""

    self_evaluation: SelfEvaluationPolicy
    panel: EvaluationPanelPolicy
    realisation: RealisationPolicy
