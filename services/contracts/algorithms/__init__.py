"""The signature algorithms that are known, by the names under which registry has keys."""

from functools import cache
from pkgutil import resolve_name

from services.contracts.algorithms.ed25519 import Ed25519
from services.contracts.algorithms.sm2 import Sm2
from services.contracts.domain.engagement import Algorithms

ALGORITHMS: Algorithms = {"ed25519": Ed25519(), "sm2": Sm2()}


@cache
def algorithms_with(sm2: str) -> Algorithms:
    """Those with SM2 checked by a class "package.module:Name" where one is given, such as the client of a cloud's crypto service."""
    return {**ALGORITHMS, "sm2": resolve_name(sm2)()} if sm2 else ALGORITHMS
