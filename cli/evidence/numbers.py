"""The members by which numbers are computed again: the policy's own numbers, and the records of leads' ratings."""

from typing import Any

from chassis.policy import PolicyVersion
from chassis.sealing.statement import canonical

RATES = "evaluation"  # the service that keeps ratings and pay, by whose numbers they are computed


def rating_name(person: str) -> str:
    """The member with the record of a lead's rating, over all projects (3.6). person: "people/li"."""
    return f"records/{RATES}-{person.partition('/')[2]}.jsonl"


def numbers_name(version: str) -> str:
    """The member with the numbers of a policy version."""
    return f"numbers/{RATES}-{version}.json"


def numbers_written(version: PolicyVersion[Any]) -> bytes:
    """A member whose digest is the one that the service states."""
    return canonical(version.plain())
