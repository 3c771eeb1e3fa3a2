"""Conditions that are not met, named all at once."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from chassis.errors import RuleViolated


@dataclass(frozen=True)
class Failure:
    """One condition: its rule, a reason for programs, and what is wrong in this case (zh-CN)."""

    rule: str
    reason: str
    message: str


def refuse(failures: Sequence[Failure]) -> None:
    """Refuse if there is any failure. The first gives reason and rule; the message and `failures` name all."""
    if not failures:
        return
    first = failures[0]
    message = "；".join(failure.message for failure in failures)
    raise RuleViolated(first.reason, message, rule=first.rule, failures=[asdict(failure) for failure in failures])
