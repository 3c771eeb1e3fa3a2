"""The record that a result was filed with the finance bureau: receipt, not approval, and no change after it. Home of 6.4."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from services.evaluation.domain import facts
from services.evaluation.domain.evaluation import Evaluation
from services.evaluation.domain.states import FILING
from services.evaluation.domain.verdict import Verdict
from services.evaluation.domain.words import Conclusion, FilingState


@dataclass
class FinanceFiling:
    """`name` is "projects/{project}/filing"; `record` is the canonical JSON that `digest` is of."""

    name: str
    project: str
    reference: str
    record: str
    digest: str
    conclusion: Conclusion
    degree: Decimal
    filed_at: datetime
    filed_by: str
    state: FilingState = FilingState.FILED
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    receipt_reference: str = ""
    version: int = 0

    @property
    def etag(self) -> str:
        """It never changes, so that its digest is its version (4.7a)."""
        return self.digest

    def acknowledge(self, by: str, receipt_reference: str, now: datetime) -> list[Any]:
        """The finance bureau has received it; the result stays as it is. Refuses FILING_ALREADY_ACKNOWLEDGED."""
        self.state = FILING.after(self.state, "acknowledge")
        self.acknowledged_at, self.acknowledged_by = now, by
        self.receipt_reference = receipt_reference
        return [
            facts.FilingAcknowledged(
                name=self.name,
                project=self.project,
                acknowledged_at=now,
                receipt_reference=receipt_reference,
            )
        ]


def file_with_finance(evaluation: Evaluation, reference: str, by: str, lead: str, now: datetime) -> tuple[FinanceFiling, list[Any]]:
    """File a concluded evaluation; from then on it refuses every change (6.4). lead: of today, for a conclusion that names nobody."""
    name = f"{evaluation.project}/filing"
    evaluation.file(name)
    verdict = evaluation.verdict
    assert verdict is not None  # file() refuses an evaluation without a conclusion
    lead = verdict.lead or lead
    record = canonical_record(evaluation, verdict, lead)
    digest = "sha256:" + hashlib.sha256(record.encode()).hexdigest()
    filing = FinanceFiling(name, evaluation.project, reference, record, digest, verdict.conclusion, verdict.degree, now, by)
    fact = facts.FilingFiled(
        name=name,
        project=evaluation.project,
        filed_at=now,
        reference=reference,
        digest=digest,
        conclusion=verdict.conclusion,
        degree=verdict.degree,
        undertaking_unit=evaluation.undertaking_unit,
        lead=lead,
    )
    return filing, [fact]


def canonical_record(evaluation: Evaluation, verdict: Verdict, lead: str) -> str:
    """What is filed, as canonical JSON: keys sorted, no blanks, UTF-8. Without the names of the experts."""
    content = {
        "evaluation": evaluation.name,
        "project": evaluation.project,
        "title": evaluation.title,
        "undertaking_unit": evaluation.undertaking_unit,
        "lead": lead,
        "task_book_version": evaluation.task_book_version,
        "ground": evaluation.ground,
        "period_ended_on": str(evaluation.period_ended_on),
        "conclusion": verdict.conclusion,
        "degree": str(verdict.degree),
        "targets": [
            {"id": each.id, "conclusion": each.conclusion, "degree": str(each.degree), "recorded_value": _text(each.recorded_value)}
            for each in verdict.targets
        ],
        "funds": {
            "budget_fen": verdict.funds.budget_fen,
            "received_fen": verdict.funds.received_fen,
            "spent_fen": verdict.funds.spent_fen,
            "finding": verdict.funds.finding,
        },
        "missing_nodes": list(evaluation.missing_nodes),
        "concluded_at": verdict.concluded_at.isoformat(),
        "policy_version": verdict.policy_version,
        "working": verdict.working.table,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _text(value: Decimal | None) -> str:
    return "" if value is None else str(value)
