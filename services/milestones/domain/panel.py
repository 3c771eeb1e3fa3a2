"""The panel of a review, and what its members vote (4.7)."""

from dataclasses import dataclass
from datetime import datetime

from plan.independence import Candidate
from plan.panels import Panel, Seat, majority
from services.milestones.domain.words import Vote


@dataclass(kw_only=True)
class PanelMember(Seat):
    """A member, also one who has left. `vote` is None until given; `seen`: the version of the node that it is about (4.7a)."""

    vote: Vote | None = None
    opinion: str = ""
    seen: str = ""

    @classmethod
    def of(cls, candidate: Candidate) -> "PanelMember":
        """The seat of an expert who was checked."""
        return cls(person=candidate.person, organization=candidate.organization, display_name=candidate.display_name)

    @property
    def voted_at(self) -> datetime | None:
        """When the vote was given."""
        return self.delivered_at


@dataclass(frozen=True)
class PanelReplacement:
    """Somebody for a member who left, does not vote, or may not sit any more (`unfit`)."""

    member: str
    successor: PanelMember
    reason: str
    unfit: bool = False


@dataclass
class MilestonePanel(Panel[PanelMember]):
    """The experts of one review."""

    @property
    def votes_for(self) -> int:
        """Votes to pass."""
        return sum(member.vote is Vote.PASS for member in self.seated)

    @property
    def votes_against(self) -> int:
        """Votes to fail."""
        return sum(member.vote is Vote.FAIL for member in self.seated)

    def record(self, person: str, vote: Vote, opinion: str, now: datetime, seen: str = "") -> None:
        """A member votes, once. Refuses as `deliver`."""
        member = self.deliver(person, now)
        member.vote, member.opinion, member.seen = vote, opinion, seen

    def conclude(self) -> bool:
        """Whether the majority passes. Refuses PANEL_INCOMPLETE, DELIVERY_MISSING while a member has not voted."""
        self.demand_delivered()
        return majority(self.votes_for, self.votes_against)
