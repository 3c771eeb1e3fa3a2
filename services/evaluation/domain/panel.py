"""The panel of an evaluation: technical and financial together, each member assessing every item (4.7, 6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from chassis.errors import RuleViolated
from plan.independence import Candidate
from plan.panels import Panel, Seat, check_composition
from services.evaluation.domain.assessments import Assessment, Findings
from services.evaluation.domain.policy import EvaluationPanelPolicy
from services.evaluation.domain.targets import Target
from services.evaluation.domain.words import Expertise


@dataclass(frozen=True)
class Panelist:
    """A person, and what the person is on the panel for."""

    person: str
    expertise: Expertise


@dataclass(kw_only=True)
class EvaluationSeat(Seat):
    """A member with what the member found."""

    expertise: Expertise
    assessment: Assessment

    @property
    def panelist(self) -> Panelist:
        """The person, and what the person is there for."""
        return Panelist(self.person, self.expertise)

    @classmethod
    def of(cls, panelist: Panelist, candidate: Candidate) -> "EvaluationSeat":
        """The seat of a candidate."""
        return cls(
            person=panelist.person,
            organization=candidate.organization,
            display_name=candidate.display_name,
            expertise=panelist.expertise,
            assessment=Assessment(panelist.person),
        )


@dataclass(frozen=True)
class PanelReplacement:
    """One member went, another came."""

    member: str
    successor: str
    reason: str
    replaced_at: datetime


@dataclass
class EvaluationPanel(Panel[EvaluationSeat]):
    """The experts of the one evaluation, and who took whose place."""

    members: list[EvaluationSeat] = field(default_factory=list)
    replacements: list[PanelReplacement] = field(default_factory=list)

    NOUN: ClassVar[str] = "评价"

    def exchange(self, successor: EvaluationSeat, replacement: PanelReplacement, *, unfit: bool) -> None:
        """Another expert in the place of one who leaves; refuses as `replace` does."""
        self.replace(replacement.member, successor, replacement.reason, replacement.replaced_at, unfit=unfit)
        self.replacements.append(replacement)

    def assess(self, expert: str, findings: Findings, targets: list[Target], now: datetime, seen: str = "") -> bool:
        """A member records findings; whether the member has assessed every item now. Refuses NOT_ON_PANEL, ALREADY_DELIVERED."""
        assessment = self.member(expert).assessment
        assessment.add(findings, targets, now, seen)
        complete = not assessment.missing(targets)
        if complete:
            self.deliver(expert, now)
        return complete


def check_panel(members: Sequence[Panelist], policy: EvaluationPanelPolicy) -> None:
    """Refuse a panel that is too small, even, names somebody twice (4.7), or lacks an expertise (6.2)."""
    check_composition([member.person for member in members], policy)
    minimum = ((Expertise.TECHNICAL, policy.minimum_technical, "技术"), (Expertise.FINANCIAL, policy.minimum_financial, "财务"))
    for expertise, least, label in minimum:
        have = sum(member.expertise is expertise for member in members)
        if have < least:
            message = f"综合评价技术与财务一并进行，{label}专家应不少于{least}人，现为{have}人"
            raise RuleViolated("PANEL_EXPERTISE_MISSING", message, rule="6.2", limit=least, members=have)
