"""What follows a failed node or a `cannot_finish`: the owners choose, and decide by choosing the same (4.8, 1.1). Home of 4.8."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.calendar import china_date
from chassis.errors import InvalidArgument, PermissionDenied, RuleViolated
from plan.counting import demand_countable
from plan.text import demand_reason
from services.milestones.domain import facts
from services.milestones.domain.words import RemedyChoice


@dataclass(frozen=True)
class OwnerChoice:
    """An owner's choice; `rectify_by` with `rectify` alone. `seen`: the version that the person saw (4.7a)."""

    owner: str
    chosen_by: str
    choice: RemedyChoice
    rectify_by: date | None
    reason: str
    chosen_at: datetime
    seen: str = ""


@dataclass
class Remedy:
    """`subject`: the node or mid-term check. `rectifiable`: a rectification is still allowed (4.8: once more)."""

    subject: str
    project: str
    node: str
    owners: list[str]
    rectifiable: bool = True
    choices: list[OwnerChoice] = field(default_factory=list)
    decision: RemedyChoice | None = None
    rectify_by: date | None = None
    decided_at: datetime | None = None

    @property
    def waiting_for(self) -> list[str]:
        """Owners who have not chosen yet."""
        chosen = {choice.owner for choice in self.choices}
        return [owner for owner in self.owners if owner not in chosen]

    def choose(self, choice: OwnerChoice) -> list[Any]:
        """An owner chooses, or chooses anew; decided once all have chosen the same.

        Refuses REASON_MISSING, REMEDY_ALREADY_DECIDED, ALREADY_RECTIFIED_ONCE, RECTIFY_BY_REQUIRED, DATE_IN_PAST,
        RECTIFY_BY_UNEXPECTED, DATE_OUT_OF_RANGE.
        """
        demand_reason(choice.reason, "4.8")
        self._check(choice)
        self.choices = [each for each in self.choices if each.owner != choice.owner] + [choice]
        agreed = not self.waiting_for and len({(each.choice, each.rectify_by) for each in self.choices}) == 1
        chosen = facts.RemedyChosen(
            name=self.subject,
            project=self.project,
            owner=choice.owner,
            choice=choice.choice,
            reason=choice.reason,
            waiting_for=tuple(self.waiting_for),
            agreed=agreed,
        )
        return [chosen, self._decide(choice)] if agreed else [chosen]

    def _decide(self, last: OwnerChoice) -> facts.RemedyDecided:
        self.decision, self.rectify_by, self.decided_at = last.choice, last.rectify_by, last.chosen_at
        return facts.RemedyDecided(
            name=self.subject,
            project=self.project,
            node=self.node,
            decision=last.choice,
            rectify_by=last.rectify_by,
            reasons=tuple(each.reason for each in self.choices),
        )

    def _check(self, choice: OwnerChoice) -> None:
        if self.decision is not None:
            raise RuleViolated("REMEDY_ALREADY_DECIDED", f"业主已决定：{self.decision.label}", rule="4.8")
        if choice.owner not in self.owners:
            raise PermissionDenied("ROLE_REQUIRED", "此事由本项目业主决定", rule="4.8")
        if choice.choice is not RemedyChoice.RECTIFY:
            if choice.rectify_by is not None:
                raise InvalidArgument("RECTIFY_BY_UNEXPECTED", f"选择“{choice.choice.label}”不填整改期限", rule="4.8", field="rectify_by")
            return
        if not self.rectifiable:
            raise RuleViolated("ALREADY_RECTIFIED_ONCE", "已整改复评过一次，请选择继续实施、变更任务书或终止", rule="4.8")
        if choice.rectify_by is None:
            raise InvalidArgument("RECTIFY_BY_REQUIRED", "选择整改须填整改期限", rule="4.8", field="rectify_by")
        if choice.rectify_by < china_date(choice.chosen_at):
            raise RuleViolated("DATE_IN_PAST", f"整改期限{choice.rectify_by}早于今日", rule="4.8")
        demand_countable(choice.rectify_by, "整改期限", field="rectify_by")
