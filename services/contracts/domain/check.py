"""The check of 1.7: qualification (3.x) and negative list (7.x) of the person to be engaged. Home of 1.7."""

from dataclasses import dataclass
from datetime import datetime

from chassis.errors import RuleViolated


@dataclass(frozen=True)
class CheckFailure:
    """One rule that failed. message: zh-CN."""

    rule: str
    reason: str
    message: str


@dataclass(frozen=True)
class Check:
    """What registry, supervision and the contract set answered at one instant; no failure is a pass."""

    checked_at: datetime
    failures: tuple[CheckFailure, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing failed."""
        return not self.failures

    def with_failures(self, *more: CheckFailure) -> "Check":
        """The same check with further failures."""
        return Check(self.checked_at, self.failures + more)

    def demand(self, person: str) -> None:
        """Refuse PERSON_NOT_ELIGIBLE, the person named with every rule that failed (1.7)."""
        if self.passed:
            return
        why = "；".join(f"[{failure.rule}] {failure.message}" for failure in self.failures)
        failures = [{"rule": failure.rule, "reason": failure.reason, "message": failure.message} for failure in self.failures]
        raise RuleViolated("PERSON_NOT_ELIGIBLE", f"{person} 未通过聘任核查：{why}", rule="1.7", person=person, failures=failures)
