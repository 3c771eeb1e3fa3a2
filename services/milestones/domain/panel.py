"""The panel of a review: odd, big enough, independent; its majority concludes (4.7, 7.5)."""

from dataclasses import dataclass, field
from datetime import datetime

from chassis.errors import RuleViolated
from services.milestones.domain.policy import PanelPolicy
from services.milestones.domain.terms import Vote


@dataclass
class PanelMember:
    """A member, also one who has left. `vote` is None until given."""

    person: str
    organization: str
    vote: Vote | None = None
    opinion: str = ""
    voted_at: datetime | None = None
    left: bool = False
    left_because: str = ""
    objected_by: str = ""


@dataclass
class Panel:
    """The experts of one review."""

    convened_at: datetime
    convened_by: str
    members: list[PanelMember] = field(default_factory=list)
    size: int = 0

    @property
    def seated(self) -> list[PanelMember]:
        """Members who have not left."""
        return [member for member in self.members if not member.left]

    @property
    def vacancies(self) -> int:
        """Seats for which the lead has yet to name an expert."""
        return self.size - len(self.seated)

    @property
    def votes_for(self) -> int:
        """Votes to pass."""
        return sum(member.vote is Vote.PASS for member in self.seated)

    @property
    def votes_against(self) -> int:
        """Votes to fail."""
        return sum(member.vote is Vote.FAIL for member in self.seated)

    @property
    def voting_started(self) -> bool:
        """Whether somebody has voted."""
        return any(member.vote is not None for member in self.seated)

    def member(self, person: str) -> PanelMember:
        """A seated member. Refuses NOT_ON_PANEL."""
        found = next((each for each in self.seated if each.person == person), None)
        if found is None:
            raise RuleViolated("NOT_ON_PANEL", f"{person}不是本次考核的评审专家", rule="4.7")
        return found

    def object_to(self, person: str, objector: str, reason: str) -> None:
        """Somebody objects, beforehand: the member leaves. Refuses VOTING_STARTED, NOT_ON_PANEL."""
        member = self.member(person)
        if self.voting_started:
            raise RuleViolated("VOTING_STARTED", "表决已经开始，异议须在此前提出", rule="4.7")
        member.left, member.left_because, member.objected_by = True, reason, objector

    def replace(self, person: str, successor: PanelMember, reason: str) -> None:
        """Another expert for one who has left, or cannot take part and has not voted.

        Refuses NOT_ON_PANEL, MEMBER_HAS_VOTED, PANEL_MEMBER_REPEATED, PANEL_COMPLETE.
        """
        left = [each for each in self.members if each.person == person and each.left]
        if not left or any(each.person == person for each in self.seated):
            member = self.member(person)
            if member.vote is not None:
                raise RuleViolated("MEMBER_HAS_VOTED", f"{person}已经表决，不得更换", rule="4.7")
            member.left, member.left_because = True, reason
        elif not self.vacancies:
            raise RuleViolated("PANEL_COMPLETE", f"{person}已退出，其席位已由他人接替", rule="4.7")
        if any(each.person == successor.person for each in self.members):
            raise RuleViolated("PANEL_MEMBER_REPEATED", f"专家{successor.person}已在本专家组或已退出", rule="4.7")
        self.members.append(successor)

    def record(self, person: str, vote: Vote, opinion: str, now: datetime) -> None:
        """A member votes, once. Refuses NOT_ON_PANEL, PANEL_INCOMPLETE, VOTE_ALREADY_RECORDED."""
        member = self.member(person)
        self.demand_complete()
        if member.vote is not None:
            raise RuleViolated("VOTE_ALREADY_RECORDED", f"{person}已经表决，不得更改", rule="4.7")
        member.vote, member.opinion, member.voted_at = vote, opinion, now

    def conclude(self) -> bool:
        """Whether the majority passes. Refuses PANEL_INCOMPLETE, VOTES_MISSING while a member has not voted."""
        self.demand_complete()
        silent = [member.person for member in self.seated if member.vote is None]
        if silent:
            raise RuleViolated("VOTES_MISSING", f"尚有专家未表决：{'、'.join(silent)}", rule="4.7", missing=silent)
        return self.votes_for > self.votes_against

    def demand_complete(self) -> None:
        """Refuse PANEL_INCOMPLETE while a seat is vacant."""
        if self.vacancies:
            message = f"专家组应有{self.size}人，尚缺{self.vacancies}人，责任人须先补足"
            raise RuleViolated("PANEL_INCOMPLETE", message, rule="4.7", vacancies=self.vacancies)


def check_composition(people: list[str], policy: PanelPolicy) -> None:
    """Refuse a panel that is too small, even, or names somebody twice (4.7)."""
    count = len(people)
    if count < policy.minimum:
        message = f"评审专家应不少于{policy.minimum}人，现为{count}人"
        raise RuleViolated("PANEL_TOO_SMALL", message, rule="4.7", limit=policy.minimum, members=count)
    if count % 2 == 0:
        raise RuleViolated("PANEL_EVEN", f"评审专家人数应为单数，现为{count}人", rule="4.7", members=count)
    twice = sorted({person for person in people if people.count(person) > 1})
    if twice:
        raise RuleViolated("PANEL_MEMBER_REPEATED", f"专家{'、'.join(twice)}重复列入", rule="4.7")
