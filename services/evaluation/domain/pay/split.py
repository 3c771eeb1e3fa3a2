"""How the pool is split over nodes and final evaluation (3.7): whole fen, the remainder to the last part, nothing twice."""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

from services.evaluation.domain.pay.pool import PaidNode

HUNDRED = 100


def weights(nodes: Sequence[PaidNode], conclusion_percent: int) -> list[Fraction]:
    """What share of the pool each node has, by its share of the work or all alike; last the final evaluation, alone where no node is."""
    if not nodes:
        return [Fraction(1)]
    weighed = [Fraction(node.weight) for node in nodes if node.weight]
    work = weighed if len(weighed) == len(nodes) else [Fraction(1)] * len(nodes)
    left = Fraction(HUNDRED - conclusion_percent, HUNDRED)
    return [*(left * each / sum(work) for each in work), Fraction(conclusion_percent, HUNDRED)]


def split(fen: int, shares: Sequence[Fraction]) -> list[int]:
    """An amount over parts in proportion to their weights: each rounded down to the fen, and the last has the remainder."""
    if not shares:
        return []
    whole = sum(shares, Fraction(0))
    parts = [floor(fen * share / whole) if whole else 0 for share in shares[:-1]]
    return [*parts, fen - sum(parts)]
