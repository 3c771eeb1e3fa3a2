"""What the undertaking unit says of itself, item by item (6.2)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from chassis.errors import RuleViolated
from plan.files import FileRef
from services.evaluation.domain.assessments import check_amounts, check_targets
from services.evaluation.domain.targets import Target, checked_value


@dataclass(frozen=True)
class SelfEvaluationItem:
    """The value achieved for one target, with its evidence in words and, where there is one, as a file."""

    target: str
    achieved_value: Decimal
    evidence: str
    evidence_file: FileRef | None = None


@dataclass(frozen=True)
class SelfEvaluation:
    """The unit's report with its items; amounts in fen."""

    items: tuple[SelfEvaluationItem, ...]
    report: FileRef
    received_fen: int
    spent_fen: int
    summary: str
    submitted_by: str
    submitted_at: datetime
    late: bool

    def files(self) -> list[FileRef]:
        """The report and the evidence."""
        return [self.report, *(item.evidence_file for item in self.items if item.evidence_file)]

    def check(self, targets: list[Target]) -> None:
        """Refuse what is not one item for each target of the task book."""
        given = [item.target for item in self.items]
        check_targets(given, targets)
        missing = [target for target in targets if target.id not in given]
        if missing:
            names = "、".join(f"“{target.metric}”" for target in missing)
            message = f"自评价须逐项填报，缺少{len(missing)}项：{names}"
            raise RuleViolated("ITEMS_MISSING", message, rule="6.2", targets=[target.id for target in missing])
        for item in self.items:
            checked_value(item.achieved_value, item.target)
        check_amounts(self.received_fen, self.spent_fen)
