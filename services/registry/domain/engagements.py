"""What a project knows of the engagements that contracts keeps."""

from dataclasses import dataclass

from services.registry.domain.words import EngagedRole


@dataclass
class Engaged:
    """An engagement of contracts that is in effect."""

    engagement: str
    role: EngagedRole
    is_lead: bool
    person: str
