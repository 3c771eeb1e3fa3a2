"""The conclusion of an evaluation, as the bureau signs it (6.3)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from services.evaluation.domain.outcome import FundsConclusion, Outcome
from services.evaluation.domain.words import Conclusion
from services.evaluation.domain.working import Working


@dataclass(frozen=True)
class TargetConclusion:
    """The conclusion on one target; no recorded value where most experts could not verify any."""

    id: str
    conclusion: Conclusion
    degree: Decimal
    recorded_value: Decimal | None


@dataclass(frozen=True)
class Verdict:
    """The outcome, with its working."""

    conclusion: Conclusion
    degree: Decimal
    targets: tuple[TargetConclusion, ...]
    funds: FundsConclusion
    working: Working
    concluded_at: datetime
    concluded_by: str
    remarks: str
    policy_version: str
    lead: str = ""  # who led the project then: of a filing it is of, too (6.4, 6.5)


def target_conclusions(outcome: Outcome) -> tuple[TargetConclusion, ...]:
    """The conclusions on the targets."""
    return tuple(TargetConclusion(each.target.id, each.conclusion, each.degree, each.recorded) for each in outcome.results)
