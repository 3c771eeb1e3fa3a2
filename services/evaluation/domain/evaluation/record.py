"""An evaluation as it is kept, and what can be read off it (6.2, 4.7)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from plan.files import FileRef, find_file
from plan.seen import version_of
from services.evaluation.domain.assessments import Assessment
from services.evaluation.domain.nodes import Node
from services.evaluation.domain.panel import EvaluationPanel, EvaluationSeat, PanelReplacement
from services.evaluation.domain.self_evaluation import SelfEvaluation
from services.evaluation.domain.targets import PromisedResult, Target
from services.evaluation.domain.verdict import Verdict
from services.evaluation.domain.words import EvaluationState, NodeOutcome, OpeningGround


@dataclass
class EvaluationRecord:
    """The fields of one project's evaluation; `name` is "projects/{project}/evaluation".

    openings: how often it was opened; more than once where a term was prolonged after its end. set_aside: self-evaluations of before.
    """

    name: str
    project: str
    title: str
    undertaking_unit: str
    task_book_version: int
    targets: list[Target]
    nodes: list[Node]
    budget_fen: int
    state: EvaluationState = EvaluationState.PLANNED
    ground: OpeningGround | None = None
    period_ended_on: date | None = None
    opened_at: datetime | None = None
    self_evaluation: SelfEvaluation | None = None
    openings: int = 0
    set_aside: list[SelfEvaluation] = field(default_factory=list)
    without_self_evaluation: bool = False
    experts: EvaluationPanel | None = None
    verdict: Verdict | None = None
    filing: str = ""
    results: list[PromisedResult] = field(default_factory=list)
    version: int = 0

    @property
    def etag(self) -> str:
        """What the experts assess; of their findings, that all are in (4.7a, 4.7)."""
        nodes = [(node.id, node.outcome) for node in self.nodes]
        found = self.experts.edition if self.experts else 0
        return version_of(self.name, self.task_book_version, self.targets, self.budget_fen, nodes, self.self_evaluation, found)

    @property
    def panel(self) -> list[EvaluationSeat]:
        """Who sits on the panel."""
        return self.experts.seated if self.experts else []

    @property
    def members(self) -> frozenset[str]:
        """Who sits on the panel, by name."""
        return frozenset(seat.person for seat in self.panel)

    @property
    def panel_size(self) -> int:
        """How many sit on the panel."""
        return len(self.panel)

    @property
    def panel_convened_at(self) -> datetime | None:
        """When the panel was convened."""
        return self.experts.convened_at if self.experts else None

    @property
    def replacements(self) -> list[PanelReplacement]:
        """Who took whose place."""
        return self.experts.replacements if self.experts else []

    @property
    def assessments(self) -> list[Assessment]:
        """What those found who sit on the panel."""
        return [seat.assessment for seat in self.panel]

    @property
    def assessments_complete(self) -> int:
        """How many members have assessed every item."""
        return sum(seat.delivered for seat in self.panel)

    @property
    def open_to_view(self) -> bool:
        """Whether all experts have assessed all: before, nobody sees what another found (4.7)."""
        return self.experts is not None and self.experts.open_to_view

    @property
    def missing_nodes(self) -> tuple[str, ...]:
        """Nodes recorded as missing."""
        return tuple(node.id for node in self.nodes if node.outcome is NodeOutcome.MISSING)

    def file_of(self, digest: str) -> FileRef:
        """One file of this evaluation. Refuses FILE_NOT_FOUND."""
        files = self.self_evaluation.files() if self.self_evaluation else []
        return find_file(files, digest)
