"""Guides."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from services.registry.domain.guides import ScoreFactor


@dataclass(frozen=True)
class CreateGuide:
    """Drafts a guide."""

    guide_id: str
    title: str
    opens_at: datetime
    closes_at: datetime
    threshold: Decimal
    factors: list[ScoreFactor] = field(default_factory=list)
    summary: str = ""
