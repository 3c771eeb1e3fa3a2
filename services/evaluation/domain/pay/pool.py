"""How much floating pay a project has: the size of its funds times importance, difficulty and urgency (3.7). Exact, whole fen."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor, prod

from plan.money import yuan
from services.evaluation.domain.policy import PayPolicy
from services.evaluation.domain.words import PayGrade

HUNDRED, THOUSAND = 100, 1000


@dataclass(frozen=True)
class Graded:
    """A grade of the task book, with its reason."""

    grade: PayGrade
    reason: str


@dataclass(frozen=True)
class Grades:
    """What the task book says of the chief's task."""

    importance: Graded
    difficulty: Graded
    urgency: Graded


@dataclass(frozen=True)
class PaidNode:
    """A node of the task book; `weight`: its share of the work, None where the task book weighs none."""

    id: str
    title: str
    weight: Decimal | None = None


@dataclass(frozen=True)
class PayTerms:
    """What of a version of the task book the pay follows from; without grades there is none."""

    version: int
    budget_fen: int
    grades: Grades | None
    nodes: tuple[PaidNode, ...]


@dataclass(frozen=True)
class Pool:
    """The pool of a project in fen, and how it comes about (zh-CN)."""

    fen: int
    steps: tuple[str, ...]


def pool_of(terms: PayTerms, policy: PayPolicy) -> Pool:
    """The pool that a task book gives under a policy; 0 for one without grades."""
    grades = terms.grades
    if grades is None:
        return Pool(0, (f"任务书第 {terms.version} 版没有确定重要程度、难度和时间紧迫的等级，未设浮动绩效工资",))
    base, slices = _base(terms.budget_fen, policy)
    named = (
        ("重要程度", grades.importance, policy.importance),
        ("难度", grades.difficulty, policy.difficulty),
        ("时间紧迫", grades.urgency, policy.urgency),
    )
    factors = [table[graded.grade] for _, graded, table in named]
    exact = base * prod(Fraction(factor, HUNDRED) for factor in factors)
    fen = min(floor(exact), policy.most_fen)
    words = [f"{what}“{graded.grade.label}” {factor}%" for (what, graded, _), factor in zip(named, factors, strict=True)]
    product = " × ".join(f"{factor}%" for factor in factors)
    capped = f"，超过最高额 {yuan(policy.most_fen)}，按最高额" if floor(exact) > policy.most_fen else "（不足一分的舍去）"
    return Pool(
        fen,
        (
            f"经费总额 {yuan(terms.budget_fen)}，分段计提：{'；'.join(slices)}；合计 {_exact_yuan(base)}",
            f"系数：{'，'.join(words)}",
            f"额度 ＝ {_exact_yuan(base)} × {product} ＝ {_exact_yuan(exact)}{capped}，为 {yuan(fen)}",
        ),
    )


def _base(budget_fen: int, policy: PayPolicy) -> tuple[Fraction, list[str]]:
    """The sum over the slices of the funds, in exact fen, and each slice in words."""
    base, under, words = Fraction(0), 0, []
    bounds = [(each.up_to_fen, each.per_mille) for each in sorted(policy.funds, key=lambda each: each.up_to_fen)]
    for bound, rate in [*bounds, (budget_fen, policy.beyond_per_mille)]:
        part = min(budget_fen, bound) - under
        if part > 0:
            share = Fraction(part * rate, THOUSAND)
            base += share
            words.append(f"{yuan(part)} × {rate}‰ ＝ {_exact_yuan(share)}")
        under = max(under, min(budget_fen, bound))
    return base, words


def _exact_yuan(fen: Fraction) -> str:
    """An amount that may have parts of a fen: to six places of a yuan, without trailing zeros; ≈ where even that is rounded."""
    if fen.denominator == 1:
        return yuan(fen.numerator)
    millionths = fen * 10_000
    whole, rest = divmod(floor(millionths), 1_000_000)
    shown = f"{whole:,}.{rest:06}".rstrip("0") + "元"
    return shown if millionths.denominator == 1 else f"约 {shown}"
