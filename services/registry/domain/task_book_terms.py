"""What a task book says: nodes, targets, budget, term (1.8). Home of 6.1."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from chassis.calendar import LAST_START
from plan.money import MOST_FEN, yuan
from plan.months import months_after
from plan.openness import OPEN, NeverTold, OnRequest
from services.registry.domain.failures import Failure
from services.registry.domain.words import PayGrade

# Fields that say nothing else of it (plan/openness.py).
UNMARKED = OPEN


@dataclass(frozen=True)
class TaskNode:
    """A milestone node; `due_date` lies within the term. `weight`: its share of the work (5.1); given for all nodes or for none."""

    id: str
    title: str
    due_date: date
    midterm: bool = False
    weight: Decimal | None = None


@dataclass(frozen=True)
class Target:
    """A performance target: metric, unit, comparator, value, way of verifying, weight (6.1)."""

    id: str
    metric: str = ""
    unit: str = ""
    comparator: str = ""
    value: Decimal | None = None
    verification: OnRequest[str] = ""
    weight: Decimal | None = None


@dataclass(frozen=True)
class FundingSource:
    """Where money comes from."""

    source: OnRequest[str]
    amount_fen: int


@dataclass(frozen=True)
class Instalment:
    """When money is paid."""

    title: str
    planned_on: date
    amount_fen: int


@dataclass(frozen=True)
class Budget:
    """Lump-sum funding 包干制: a total, its sources, its instalments, and no lines. Amounts in fen."""

    total_fen: int = 0
    sources: tuple[FundingSource, ...] = ()
    instalments: tuple[Instalment, ...] = ()


@dataclass(frozen=True)
class GradeWithReason:
    """A grade that the chief's pay follows from, and why (3.7)."""

    grade: NeverTold[PayGrade | None] = None
    reason: NeverTold[str] = ""


@dataclass(frozen=True)
class ChiefPayGrades:
    """Importance, difficulty, urgency; with them the task book sets up a floating pay (3.7)."""

    importance: GradeWithReason = field(default_factory=GradeWithReason)
    difficulty: GradeWithReason = field(default_factory=GradeWithReason)
    urgency: GradeWithReason = field(default_factory=GradeWithReason)


@dataclass(frozen=True)
class TaskBookTerms:
    """One version of the task book, as proposed or in force. Without `chief_pay` there is no floating pay."""

    term_start: date | None = None
    term_end: date | None = None
    nodes: tuple[TaskNode, ...] = ()
    targets: tuple[Target, ...] = ()
    budget: Budget = field(default_factory=Budget)
    chief_pay: ChiefPayGrades | None = None


COMPARATORS = (">=", "<=", "=", ">", "<")
_LARGEST = 10**15


def term_failures(terms: TaskBookTerms, today: date) -> list[Failure]:
    """Everything that keeps a task book from being approved or proposed today (1.8, 1.10a, 3.7, 6.1)."""
    said = _target_failures(terms.targets) + _time_failures(terms) + date_failures(terms, today) + _budget_failures(terms.budget)
    return said + _pay_failures(terms.chief_pay)


def date_failures(terms: TaskBookTerms, today: date) -> list[Failure]:
    """1.10a: what lies behind us, or further ahead than periods can be counted from, which others do as soon as it is approved."""
    if terms.term_start is None or terms.term_end is None:
        return []
    counted = [("执行期止日", terms.term_end)] + [(f"里程碑节点“{node.title}”的日期", node.due_date) for node in terms.nodes]
    failures = [
        Failure("1.10a", "DATE_OUT_OF_RANGE", f"{what}{day}晚于{LAST_START}，其后的期限无法计算")
        for what, day in counted
        if day > LAST_START
    ]
    if terms.term_end < today:
        failures.append(Failure("1.10a", "DATE_IN_PAST", f"执行期止于{terms.term_end}，早于今日{today}"))
    return failures or _instalment_failures(terms.term_start, terms.term_end, terms.budget)


def _instalment_failures(term_start: date, term_end: date, budget: Budget) -> list[Failure]:
    """1.10a: money is paid around the term, at most a year before it begins or after it ends."""
    first, last = months_after(term_start, -12), months_after(term_end, 12)
    return [
        Failure("1.10a", "INSTALMENT_OUTSIDE_TERM", f"拨款“{part.title}”的日期{part.planned_on}早于执行期一年以上，或晚于一年以上")
        for part in budget.instalments
        if not first <= part.planned_on <= last
    ]


def _target_failures(targets: tuple[Target, ...]) -> list[Failure]:
    """6.1: each target clear and verifiable."""
    if not targets:
        return [Failure("6.1", "TARGETS_MISSING", "任务书没有绩效目标")]
    failures = [
        Failure("6.1", "TARGET_NOT_VERIFIABLE", f"绩效目标“{target.metric or target.id}”{'、'.join(gaps)}")
        for target in targets
        for gaps in [_gaps(target)]
        if gaps
    ]
    if not _told_apart((target.id, target.metric) for target in targets):
        failures.append(Failure("6.1", "TARGET_NOT_VERIFIABLE", "绩效目标须有各自的编号和指标名称，有重复的"))
    return failures


def _as_read(name: str) -> str:
    """Width, case and spaces do not tell names apart."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _told_apart(named: Iterable[tuple[str, str]]) -> bool:
    """Whether ids and names are each there once: people tell nodes and targets by their names, and by nothing else."""
    listed = list(named)
    ids, names = [identity for identity, _ in listed], [_as_read(name) for _, name in listed if name]
    return len(set(ids)) == len(ids) and len(set(names)) == len(names)


def _gaps(target: Target) -> list[str]:
    needed = {
        "未写明指标": target.metric,
        "未写明单位": target.unit,
        "未写明目标值": target.value is not None,
        f"的目标值须小于{_LARGEST:,}": target.value is None or abs(target.value) < _LARGEST,
        "未写明验证方式": target.verification,
    }
    gaps = [words for words, present in needed.items() if not present]
    if target.comparator not in COMPARATORS:
        gaps.append(f"的比较方式“{target.comparator}”须为{'、'.join(COMPARATORS)}之一")
    if target.weight is None or target.weight <= 0:
        gaps.append("的权重须大于0")
    return gaps


def _time_failures(terms: TaskBookTerms) -> list[Failure]:
    if terms.term_start is None or terms.term_end is None:
        return [_invalid("任务书没有写明执行期的起止日期")]
    if terms.term_end < terms.term_start:
        return [_invalid(f"执行期止于{terms.term_end}，早于起始日{terms.term_start}")]
    failures = [
        _invalid(f"里程碑节点“{node.title}”的日期{node.due_date}不在执行期{terms.term_start}至{terms.term_end}内")
        for node in terms.nodes
        if not terms.term_start <= node.due_date <= terms.term_end
    ]
    if not _told_apart((node.id, node.title) for node in terms.nodes):
        failures.append(_invalid("里程碑节点须有各自的编号和名称，有重复的"))
    if len([node for node in terms.nodes if node.midterm]) > 1:
        failures.append(Failure("4.6", "TASK_BOOK_INVALID", "中期检查只能定在一个里程碑节点"))
    return failures + _weight_failures(terms.nodes)


def _weight_failures(nodes: tuple[TaskNode, ...]) -> list[Failure]:
    """5.1: planned progress follows from the nodes' weights; where the task book gives none, all weigh the same."""
    given = [node.weight for node in nodes if node.weight is not None]
    if given and len(given) < len(nodes):
        lacking = "、".join(f"“{node.title}”" for node in nodes if node.weight is None)
        return [Failure("5.1", "TASK_BOOK_INVALID", f"里程碑节点的工作量权重须全部填写或者全部不填，{lacking}没有填写")]
    if any(weight <= 0 for weight in given):
        return [Failure("5.1", "TASK_BOOK_INVALID", "里程碑节点的工作量权重须大于0")]
    return []


def _budget_failures(budget: Budget) -> list[Failure]:
    """1.8: total, sources, instalments."""
    sources = sum(source.amount_fen for source in budget.sources)
    paid = sum(instalment.amount_fen for instalment in budget.instalments)
    amounts = [source.amount_fen for source in budget.sources] + [part.amount_fen for part in budget.instalments]
    failures = []
    if budget.total_fen <= 0 or any(amount <= 0 for amount in amounts):
        failures.append(_invalid("经费金额须大于0"))
    if max([budget.total_fen, *amounts]) > MOST_FEN:
        failures.append(_invalid(f"经费金额超出上限{yuan(MOST_FEN)}"))
    if budget.sources and sources != budget.total_fen:
        failures.append(_invalid(f"经费来源合计{yuan(sources)}，与总额{yuan(budget.total_fen)}不符"))
    if paid > budget.total_fen:
        failures.append(_invalid(f"拨付计划合计{yuan(paid)}，超过总额{yuan(budget.total_fen)}"))
    return failures


def _pay_failures(grades: ChiefPayGrades | None) -> list[Failure]:
    """3.7: who sets up a floating pay says all three grades, each with its reason."""
    if grades is None:
        return []
    named = {"重要程度": grades.importance, "难度": grades.difficulty, "时间紧迫": grades.urgency}
    lacking = [what for what, given in named.items() if given.grade is None or not given.reason.strip()]
    message = f"技术总师浮动绩效工资须写明{'、'.join(lacking)}的等级和理由"
    return [Failure("3.7", "PAY_GRADES_INCOMPLETE", message)] if lacking else []


def _invalid(message: str) -> Failure:
    return Failure("1.8", "TASK_BOOK_INVALID", message)
