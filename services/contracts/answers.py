"""What contracts answers where it is more than one resource."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.contracts.domain.engagement import Engagement
from services.contracts.domain.selection import Selection


@dataclass(frozen=True)
class SelectionPage:
    """A page of selections."""

    selections: Sequence[Selection]
    next_page_token: str = ""


@dataclass(frozen=True)
class EngagementPage:
    """A page of engagements."""

    engagements: Sequence[Engagement]
    next_page_token: str = ""
