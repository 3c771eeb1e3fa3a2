"""What a progress report says: progress by node, money, changes, risks (5.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from chassis.errors import InvalidArgument, RuleViolated
from plan.files import FileRef
from plan.money import demand_amount, yuan
from services.milestones.domain import progress
from services.milestones.domain.task_book import Plan
from services.milestones.domain.words import RiskDegree

_ALL = Decimal(100)


@dataclass(frozen=True)
class NodeActual:
    """How far a node is at the end of the period, per cent, as the lead says."""

    node: str
    actual: Decimal
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class NodeProgress(NodeActual):
    """With how far it is to be, as it follows from the task book."""

    planned: Decimal


@dataclass(frozen=True)
class Money:
    """Since the beginning of the project, in fen. `owed_fen`: what the sources have still to pay by now. `remark`: a word on it."""

    received_fen: int
    spent_fen: int
    owed_fen: int = 0
    remark: str = ""

    def check(self) -> None:
        """Refuse AMOUNT_NEGATIVE, AMOUNT_TOO_LARGE, and SPENT_BEYOND_RECEIVED for what is spent, not covered, and not explained."""
        for label, amount in (("已到账经费", self.received_fen), ("已支出经费", self.spent_fen), ("应到未到经费", self.owed_fen)):
            demand_amount(label, amount, "5.1")
        if self.spent_fen > self.received_fen + self.owed_fen and not self.remark.strip():
            covered = f"已到账{yuan(self.received_fen)}与应到未到{yuan(self.owed_fen)}之和"
            raise RuleViolated("SPENT_BEYOND_RECEIVED", f"已支出{yuan(self.spent_fen)}，超出{covered}，须在经费说明中写明原因", rule="5.1")


@dataclass(frozen=True)
class Risk:
    """What may go wrong, how grave it is, and what is done about it."""

    description: str
    degree: RiskDegree
    measure: str


@dataclass(frozen=True)
class ReportContent:
    """What the lead says. `reason`: what a new version corrects or adds; the first one has none."""

    nodes: tuple[NodeActual, ...]
    money: Money
    summary: str
    route_changes: str = ""
    investment_changes: str = ""
    risks: tuple[Risk, ...] = ()
    files: tuple[FileRef, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class ReportEdition:
    """One version of a report, as it was handed in. `planned`, `actual`: the whole, per cent; by this version of the task book."""

    number: int
    content: ReportContent
    nodes: tuple[NodeProgress, ...]
    planned: Decimal
    actual: Decimal
    budget_fen: int
    task_book_version: int
    submitted_by: str
    submitted_at: datetime
    late: bool = False


@dataclass(frozen=True)
class Drawn:
    """Plan against actual at a day: each node, and the whole."""

    nodes: tuple[NodeProgress, ...]
    planned: Decimal
    actual: Decimal


def drawn(content: ReportContent, plan: Plan, as_of: date) -> Drawn:
    """What the lead says, held against the task book.

    Refuses LISTED_TWICE, NOT_IN_TASK_BOOK, NODES_MISSING, PROGRESS_OUT_OF_RANGE, and as Money.check.
    """
    _check_nodes(content.nodes, plan)
    content.money.check()
    said = {each.node: each for each in content.nodes}
    nodes = tuple(NodeProgress(**vars(said[each.node]), planned=each.planned) for each in progress.on(plan, as_of))
    actual = progress.whole(plan, {node: Fraction(each.actual) for node, each in said.items()})
    return Drawn(nodes, progress.planned_whole(plan, as_of), actual)


def _check_nodes(nodes: Sequence[NodeActual], plan: Plan) -> None:
    titles = {piece.id: piece.title for piece in progress.pieces_of(plan)}
    told = [each.node for each in nodes]
    if twice := sorted({f"“{titles.get(node, node)}”" for node in told if told.count(node) > 1}):
        raise InvalidArgument("LISTED_TWICE", f"节点{'、'.join(twice)}重复填报", rule="5.1", field="nodes")
    if strange := sorted(set(told) - titles.keys()):
        message = f"任务书没有节点{'、'.join(f'“{node}”' for node in strange)}"
        raise InvalidArgument("NOT_IN_TASK_BOOK", message, rule="5.1", nodes=list(strange))
    if lacking := [title for node, title in titles.items() if node not in told]:
        raise RuleViolated("NODES_MISSING", f"须逐节点填报进度，缺少{'、'.join(f'“{title}”' for title in lacking)}", rule="5.1")
    for each in nodes:
        if not each.actual.is_finite() or not 0 <= each.actual <= _ALL:
            message = f"“{titles[each.node]}”的实际进度应在0%至100%之间，收到{each.actual}%"
            raise InvalidArgument("PROGRESS_OUT_OF_RANGE", message, rule="5.1", field="nodes")
